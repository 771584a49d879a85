import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { databricksTestServer } from "../../scripts/databricksTestServer";

/** Databricks' own test server in a process of its own. */
export class TestServerProcess {
  readonly #process: ChildProcess;

  private constructor(
    readonly port: number,
    process: ChildProcess,
  ) {
    this.#process = process;
  }

  static async start(): Promise<TestServerProcess> {
    const program = await databricksTestServer();
    const child = spawn(program, [], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { HOME: "/nonexistent", PATH: "/nonexistent" },
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new TestServerProcess(Number(new URL(line).port), child);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.stdin?.end();
    await ended;
  }
}
