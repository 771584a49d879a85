import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { databricksCli } from "../../scripts/databricksCli";

/** A workspace, as a command of the Databricks CLI is told it. */
export interface CliProfile {
  /** Where the workspaces are. */
  readonly port: number;
  /** Name of this one, without `https://`. */
  readonly host: string;
}

/** Longest that a command may take, ms. */
const LIMIT = 60_000;

/**
 * Runs a command as it stands in an advice: in a shell that finds Databricks' own CLI, signed in to the workspace.
 *
 * @returns what it prints.
 * @throws where it fails, with what it says; also where it asked for anything else than the workspace.
 */
export async function runCli(command: string, profile: CliProfile): Promise<string> {
  const program = await databricksCli();
  const home = await mkdtemp(join(tmpdir(), "databricks-cli-"));
  const gateway = await Gateway.open(profile);
  try {
    const { stdout } = await promisify(execFile)("sh", ["-c", command], {
      cwd: home,
      timeout: LIMIT,
      env: {
        HOME: home,
        PATH: [dirname(program), process.env["PATH"]].join(delimiter),
        DATABRICKS_HOST: gateway.address,
        DATABRICKS_AUTH_TYPE: "pat",
        DATABRICKS_TOKEN: "a",
        // The names are in libs/telemetry/logger.go and libs/versioncheck/notice.go of its source.
        DATABRICKS_CLI_DISABLE_TELEMETRY: "true",
        DATABRICKS_CLI_DISABLE_UPDATE_CHECK: "true",
        // What is on loopback Go asks without a proxy, and everything else through this one.
        HTTP_PROXY: gateway.address,
        HTTPS_PROXY: gateway.address,
      },
    });
    if (gateway.outside.length > 0) {
      throw new Error(`${command} asked for ${gateway.outside.join(", ")}, which is no workspace`);
    }
    return stdout;
  } finally {
    await gateway.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** An address of loopback for a workspace, which is known by its name; and a proxy that lets nobody out. */
class Gateway {
  /** What was asked for elsewhere. */
  readonly outside: string[] = [];
  readonly #server: Server;

  private constructor({ port, host }: CliProfile) {
    this.#server = createServer((asked, response) => {
      if (asked.url?.startsWith("/")) pass(asked, response, { port, host });
      else this.#refuse(asked).destroy();
    });
    this.#server.on("connect", (asked: IncomingMessage) => this.#refuse(asked).destroy());
  }

  static async open(profile: CliProfile): Promise<Gateway> {
    const gateway = new Gateway(profile);
    gateway.#server.listen(0, "127.0.0.1");
    await once(gateway.#server, "listening");
    return gateway;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #refuse({ url, socket }: IncomingMessage): IncomingMessage["socket"] {
    this.outside.push(String(url));
    return socket;
  }
}

function pass(asked: IncomingMessage, response: ServerResponse, { port, host }: CliProfile): void {
  const { method, url, headers } = asked;
  const passed = request({ host: "127.0.0.1", port, method, path: url, headers: { ...headers, host } });
  passed.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on("error", () => response.destroy());
  asked.pipe(passed);
}
