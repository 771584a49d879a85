import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import type { ResourceInState } from "./halfMade";

/** Asks a workspace's REST API. @returns the answer; undefined where nothing is there. */
export type AskWorkspace = (path: string) => Promise<unknown>;

interface Named {
  readonly name?: string;
  readonly id?: string;
}

/**
 * Finds what Databricks gave an id of its own, by its name: a job, a warehouse, a dashboard. Creating one of them again
 * would make a second job, or meet "already exists".
 *
 * The addresses are those of databricks-sdk-go: service/jobs, service/sql, service/workspace.
 */
export async function serviceIdOf(
  { type, inputs = {} }: ResourceInState,
  ask: AskWorkspace,
): Promise<string | undefined> {
  const name = String(inputs["name"]);
  switch (type) {
    case "databricks:index/job:Job": {
      const found = (await ask(`/api/2.2/jobs/list?name=${encodeURIComponent(name)}`)) as
        { readonly jobs?: readonly { readonly job_id: number }[] } | undefined;
      const id = found?.jobs?.[0]?.job_id;
      return id === undefined ? undefined : String(id);
    }
    case "databricks:index/sqlEndpoint:SqlEndpoint": {
      const found = (await ask("/api/2.0/sql/warehouses")) as
        { readonly warehouses?: readonly Named[] } | undefined;
      return found?.warehouses?.find((warehouse) => warehouse.name === name)?.id;
    }
    case "databricks:index/dashboard:Dashboard": {
      const path = `${String(inputs["parentPath"])}/${String(inputs["displayName"])}.lvdash.json`;
      const found = (await ask(`/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`)) as
        { readonly resource_id?: string } | undefined;
      return found?.resource_id;
    }
    default:
      return undefined;
  }
}

/** Types that {@link serviceIdOf} finds. */
export const serviceChosen: ReadonlySet<string> = new Set([
  "databricks:index/job:Job",
  "databricks:index/sqlEndpoint:SqlEndpoint",
  "databricks:index/dashboard:Dashboard",
]);

/** A workspace, and how it is reached. */
export interface WorkspaceAddress {
  /** E.g. `adb-1.2.azuredatabricks.net`. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a rehearsal: where the workspaces are answered for on this machine. */
  readonly loopbackPort: number | undefined;
}

/** Longest that an answer may take, ms. */
const LIMIT_MS = 60_000;

/** @returns what asks that workspace. */
export function workspaceAt({ host, headers, loopbackPort }: WorkspaceAddress): AskWorkspace {
  return async (path) => {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const options = { path, headers: { ...headers, host }, timeout: LIMIT_MS };
      const sent =
        loopbackPort === undefined
          ? secureRequest({ ...options, host })
          : plainRequest({ ...options, host: "127.0.0.1", port: loopbackPort });
      sent.on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
        );
      });
      sent.on("timeout", () =>
        sent.destroy(new Error(`${host}${path}: no answer within ${LIMIT_MS / 1000} s`)),
      );
      sent.on("error", reject);
      sent.end();
    });
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${host}${path.split("?")[0] ?? ""} answered ${status}: ${text}`);
    return JSON.parse(text);
  };
}
