import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Supervisor, type ExitInfo } from "../supervisor";
import type { Toolchain } from "../toolchain";
import { DriverProcess } from "./driverProcess";
import { HostsFile } from "./hostsFile";
import { Questions } from "./questions";
import { DriverContents, type JobOptions, type NotebookLanguage } from "./contents";
import { pythonOptions, type DriverPlace } from "./pythonProcess";

export { SparkDriverError } from "./driverProcess";
export type { JobOptions, NotebookLanguage } from "./contents";

/** How a Spark driver is started. */
export interface SparkDriverOptions extends Omit<DriverPlace, "hostsFile"> {
  /** For its log (`driver.log`) and its temporary files; created if missing. */
  readonly folder: string;
  readonly toolchain: Toolchain;
  /** Addresses by host name, e.g. `{"ns.servicebus.windows.net": "127.0.0.1"}`. More can be set later. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Another Python file than `driver/main.py`, with its arguments. */
  readonly program?: readonly string[];
  /** Ends the start; a driver that has started is ended by `stop`. */
  readonly signal?: AbortSignal | undefined;
}

/** The state of a job. */
export interface JobState {
  /** `BACKOFF`: between two runs of a continuous job. */
  readonly state: "PENDING" | "RUNNING" | "BACKOFF" | "TERMINATED";
  /** Runs begun so far by the current process. */
  readonly runs: number;
  /** Why the last run that ended failed; null if it did not. */
  readonly error: string | null;
}

/** What a notebook shows: a table that it displays, or text. */
export type NotebookOutput =
  | {
      readonly type: "table";
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly (string | null)[])[];
      /** Whether there are more rows. */
      readonly truncated: boolean;
    }
  | { readonly type: "text"; readonly text: string };

/** A notebook's run that has ended. */
export interface NotebookResult extends JobState {
  /** What it gave to `dbutils.notebook.exit`. */
  readonly exitValue: string | null;
  readonly outputs: readonly NotebookOutput[];
}

const RUN_POLL_MS = 200;
const driverMain = join(__dirname, "driver", "main.py");

/**
 * What a Databricks workspace is on this machine: one Spark driver that keeps notebooks and secrets and runs notebooks as
 * jobs, and, as a SQL warehouse is one there, another that answers the SQL Statement Execution API. If one of them dies, it is
 * restarted, with the same contents; whatever is asked, the stream has a process of its own.
 */
export class SparkDriver {
  readonly #supervisor: Supervisor<DriverProcess>;
  readonly #questions: Questions;
  readonly #contents: DriverContents;
  readonly #hosts: HostsFile;

  private constructor(
    supervisor: Supervisor<DriverProcess>,
    questions: Questions,
    contents: DriverContents,
    hosts: HostsFile,
    /** For other processes that are to reach the same tables and hubs. */
    readonly place: DriverPlace,
  ) {
    this.#supervisor = supervisor;
    this.#questions = questions;
    this.#contents = contents;
    this.#hosts = hosts;
  }

  /**
   * Starts a driver and waits until it runs notebooks. Questions wait until they can be answered.
   *
   * @throws SparkDriverError; the signal's reason when aborted
   */
  static async start(options: SparkDriverOptions): Promise<SparkDriver> {
    const folder = resolve(options.folder);
    await Promise.all(
      [folder, options.lakeFolder, options.warehouseFolder].map((path) =>
        mkdir(path, { recursive: true, mode: 0o700 }),
      ),
    );
    const hosts = new HostsFile(join(folder, "hosts"), options.hosts);
    await hosts.write();
    const contents = new DriverContents();
    const { toolchain, program = [driverMain], truststore, lakeFolder, warehouseFolder } = options;
    const { python } = toolchain;
    const place = { truststore, hostsFile: hosts.path, lakeFolder, warehouseFolder };
    const fixed = await pythonOptions(folder, "driver.log", toolchain, place);
    const launch = async (signal: AbortSignal): Promise<DriverProcess> => {
      const serving = { ...fixed, serves: "jobs" } as const;
      const run = await DriverProcess.start(python, program, serving, signal);
      try {
        await contents.giveTo(run.control);
      } catch (error) {
        await run.stop();
        throw error;
      }
      return run;
    };
    const asking = { ...fixed, serves: "questions", log: "questions.log" } as const;
    const questions = await Questions.open((signal) =>
      DriverProcess.start(python, [driverMain], asking, signal),
    );
    try {
      const supervisor = await Supervisor.start({ launch }, options.signal);
      return new SparkDriver(supervisor, questions, contents, hosts, place);
    } catch (error) {
      await questions.close();
      throw error;
    }
  }

  /** Base URL of the SQL Statement Execution API; the same over restarts. */
  get sqlUrl(): string {
    return this.#questions.server.url;
  }

  /** Bearer token of that API. */
  get token(): string {
    return this.#questions.server.token;
  }

  /** The processes that answer questions; waits for them. */
  async questionPids(): Promise<readonly [python: number, jvm: number]> {
    const { pid, jvmPid } = await this.#questions.running();
    return [pid, jvmPid];
  }

  /** The Python process of the current run; of the last one while it is being restarted. */
  get pid(): number {
    return this.#supervisor.pid;
  }

  /** How often it has been started again. */
  get restarts(): number {
    return this.#supervisor.restarts;
  }

  /** Resolves when it has ended for good. */
  get exited(): Promise<ExitInfo> {
    return this.#supervisor.exited;
  }

  /** The JVM, a child of {@link pid} in which nearly all of the memory and time goes. */
  async jvmPid(): Promise<number> {
    return (await this.#supervisor.running()).jvmPid;
  }

  /** Adds names that it resolves, or moves them. Effective for connections made from then on. */
  setHosts(hosts: Readonly<Record<string, string>>): Promise<void> {
    return this.#hosts.add(hosts);
  }

  /**
   * Keeps a notebook, in place of one of the same path.
   *
   * @param content in Databricks' source format, base64
   */
  importNotebook(path: string, language: NotebookLanguage, content: string): Promise<void> {
    return this.#tell(
      this.#contents.putNotebook(path, language, Buffer.from(content, "base64").toString("utf8")),
    );
  }

  deleteNotebook(path: string): Promise<void> {
    return this.#tell(this.#contents.deleteNotebook(path));
  }

  putSecret(scope: string, key: string, value: string): Promise<void> {
    return this.#tell(this.#contents.putSecret(scope, key, value));
  }

  deleteSecret(scope: string, key: string): Promise<void> {
    return this.#tell(this.#contents.deleteSecret(scope, key));
  }

  /** Creates a database of that name. Tables that an earlier driver left in its folder are in it. */
  createSchema(name: string): Promise<void> {
    return this.#tell(this.#contents.createSchema(name));
  }

  /** Starts a job, in place of one of the same id. A continuous one is run again whenever it ends. */
  startJob(jobId: string, options: JobOptions): Promise<void> {
    return this.#tell(this.#contents.startJob(jobId, options));
  }

  /** Ends a job within seconds. A batch that this cuts short is done when the job runs again. */
  cancelJob(jobId: string): Promise<void> {
    return this.#tell(this.#contents.cancelJob(jobId));
  }

  /** @returns undefined where there is no such job */
  async jobState(jobId: string): Promise<JobState | undefined> {
    const { control } = await this.#supervisor.running();
    return ((await control.call("job-state", { job_id: jobId })) as JobState | null) ?? undefined;
  }

  /** Runs a notebook once and waits for its end. */
  async runNotebook(path: string, parameters: Readonly<Record<string, string>>): Promise<NotebookResult> {
    const { control } = await this.#supervisor.running();
    const jobId = `run-${randomUUID()}`;
    await control.call("start-job", { job_id: jobId, path, parameters, continuous: false });
    for (;;) {
      const state = (await control.call("job-state", { job_id: jobId })) as NotebookResult;
      if (state.state === "TERMINATED") {
        await control.call("cancel-job", { job_id: jobId });
        return state;
      }
      await sleep(RUN_POLL_MS);
    }
  }

  /** Ends it for good, jobs first. */
  async stop(): Promise<void> {
    await Promise.all([this.#supervisor.stop(), this.#questions.close()]);
  }

  async #tell([operation, fields]: [string, object]): Promise<void> {
    const { control } = await this.#supervisor.running();
    await control.call(operation, fields);
  }
}
