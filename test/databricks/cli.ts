import { request } from "node:http";

/** A request as the Databricks CLI sends it for one of its commands. */
interface CliRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The commands of the CLI that the program advises, as cmd/workspace/ of github.com/databricks/cli v1.9.0 has them. */
const commands: readonly [command: RegExp, request: (...parts: string[]) => CliRequest][] = [
  [
    /^databricks workspace-bindings update-bindings (\S+) (\S+) --json '(.+)'$/,
    (type, name, json = "") => ({
      method: "PATCH",
      path: `/api/2.1/unity-catalog/bindings/${String(type)}/${String(name)}`,
      body: JSON.parse(json) as Record<string, unknown>,
    }),
  ],
  [
    /^databricks (storage-credentials|external-locations|catalogs|schemas) delete (\S+) --force$/,
    (path = "", name) => ({
      method: "DELETE",
      path: `/api/2.1/unity-catalog/${path}/${String(name)}?force=true`,
    }),
  ],
  [
    /^databricks volumes delete (\S+)$/,
    (name) => ({ method: "DELETE", path: `/api/2.1/unity-catalog/volumes/${String(name)}` }),
  ],
  [
    /^databricks secrets delete-scope (\S+)$/,
    (scope) => ({ method: "POST", path: "/api/2.0/secrets/scopes/delete", body: { scope } }),
  ],
  [
    /^databricks workspace delete "([^"]+)"$/,
    (path) => ({ method: "POST", path: "/api/2.0/workspace/delete", body: { path } }),
  ],
  [
    /^databricks warehouses delete (\S+)$/,
    (id) => ({ method: "DELETE", path: `/api/2.0/sql/warehouses/${String(id)}` }),
  ],
  [
    /^databricks jobs delete (\S+)$/,
    (id) => ({ method: "POST", path: "/api/2.2/jobs/delete", body: { job_id: Number(id) } }),
  ],
];

/** Whom a command is run against. */
export interface CliProfile {
  readonly port: number;
  /** Name of the workspace, without `https://`. */
  readonly host: string;
}

/** Runs a command of the CLI. @throws where it has no such command, or the workspace refuses. */
export async function databricksCli(command: string, { port, host }: CliProfile): Promise<void> {
  for (const [pattern, requestOf] of commands) {
    const found = pattern.exec(command);
    if (found === null) continue;
    const { method, path, body } = requestOf(...found.slice(1));
    await ask({ port, host }, method, path, body);
    return;
  }
  throw new Error(`the Databricks CLI has no command ${command}`);
}

/** @returns what the workspace answers. @throws where it refuses. */
export function ask(
  { port, host }: CliProfile,
  method: string,
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: "Bearer a", "content-type": "application/json" };
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${path}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(body && JSON.stringify(body));
  });
}
