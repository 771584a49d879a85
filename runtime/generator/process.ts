import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CertificateAuthority } from "../kafka/certificates";
import { Supervisor, type ExitInfo, type Run } from "../supervisor";
import { buildGenerator } from "./build";

export type { ExitInfo } from "../supervisor";

/** When a container group starts its container again. */
export type RestartPolicy = "Always" | "OnFailure" | "Never";

/** How the generator is started. */
export interface GeneratorProcessOptions {
  /** All of its environment, as the container's: `hostName`, `sasKeyName`, `sasKeyValue`, `eventHubName` … */
  readonly environment: Readonly<Record<string, string>>;
  /** File that Node runs. @default this project's generator, built as its image has it */
  readonly program?: string | undefined;
  /** Loopback address at which the namespace's host is on this machine. */
  readonly brokerAddress: string;
  /** The authority that signed that host's certificate. */
  readonly certificateAuthority: Pick<CertificateAuthority, "pemFile">;
  /** Where it writes what it sent; see `generator/ledger.ts`. It is continued if it exists. */
  readonly ledgerFile: string;
  /** For its log, `generator.log`; created if missing. */
  readonly folder: string;
  readonly restartPolicy: RestartPolicy;
}

/** A little more than the generator itself waits for its last clicks. */
const STOP_LIMIT_MS = 12_000;

/** The container of the click generator, as a process of this machine. */
export class GeneratorProcess {
  readonly #supervisor: Supervisor<Run>;

  private constructor(supervisor: Supervisor<Run>) {
    this.#supervisor = supervisor;
  }

  /** Starts it. If the environment lacks something, the generator says so in its log, as a container would. */
  static async start(options: GeneratorProcessOptions): Promise<GeneratorProcess> {
    await mkdir(options.folder, { recursive: true });
    const file = options.program ?? (await buildGenerator());
    const { restartPolicy } = options;
    const supervisor = await Supervisor.start({
      launch: () => Promise.resolve(launch(file, options)),
      again: ({ code }) => restartPolicy === "Always" || (restartPolicy === "OnFailure" && code !== 0),
    });
    return new GeneratorProcess(supervisor);
  }

  /** Process id of the current run; of the last one while there is none. */
  get pid(): number {
    return this.#supervisor.pid;
  }

  /** How often it has been started again. */
  get restarts(): number {
    return this.#supervisor.restarts;
  }

  /** Resolves when it has ended for good: stopped, or not to be started again by its policy. */
  get exited(): Promise<ExitInfo> {
    return this.#supervisor.exited;
  }

  /** Lets it send what is on its way, then ends it, in at most 12 s. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }
}

function launch(file: string, options: GeneratorProcessOptions): Run {
  const log = openSync(join(options.folder, "generator.log"), "a", 0o600);
  const child = spawn(
    process.execPath,
    [
      file,
      ...["--ledger", options.ledgerFile],
      ...["--ca", options.certificateAuthority.pemFile],
      ...["--address", options.brokerAddress],
      "--end-with-input",
    ],
    // A group of its own, because a Ctrl-C is for who started it; its input ends when that one has gone.
    { env: { ...options.environment }, stdio: ["pipe", log, log], detached: true },
  );
  closeSync(log);
  const exited = new Promise<ExitInfo>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  return {
    pid: child.pid ?? -1,
    exited,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      const info = await exited;
      clearTimeout(timer);
      return info;
    },
  };
}
