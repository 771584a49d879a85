import { spawn, type ChildProcessByStdio } from "node:child_process";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Readable, Writable } from "node:stream";
import { causeIn } from "../cause";
import { jvmOptions, serviceEnvironment } from "../environment";
import { openProcessLog } from "../processLog";
import type { ExitInfo, Run } from "../supervisor";
import type { Toolchain } from "../toolchain/toolchain";

/** The broker did not start. */
export class BrokerStartError extends Error {
  override readonly name = "BrokerStartError";

  constructor(
    message: string,
    /** Somebody took one of its ports between choosing and listening: another one may do. */
    readonly portTaken: boolean,
  ) {
    super(message);
  }
}

const STARTED = /Kafka Server started/;
/** It says so of each listener before it has started. */
const LISTENS = /Awaiting socket connections on \S+:(\d+)\./g;
const PORT_TAKEN = /Address already in use|BindException/;
const KEPT_OUTPUT = 16 * 1024;
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 8_000;

/** Memory matters more than speed: a laptop runs Spark beside it. */
const memoryOptions = ["-Xms96m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"];

/** As an address, and with its commas encoded: the option is a list of addresses. */
function loggingSettings(): string {
  return pathToFileURL(join(__dirname, "logging.properties")).href.replaceAll(",", "%2C");
}

/** One run of the broker's process. It ends with this process, however that one ends. */
export class BrokerProcess implements Run {
  readonly exited: Promise<ExitInfo>;
  /** Ports on which it listens. */
  readonly ports = new Set<number>();
  #output = "";

  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", () => resolve({ code: null, signal: null }));
    });
  }

  /**
   * Starts the broker and waits until it serves.
   *
   * @param folder with its configuration in `server.properties`; its log is appended to `broker.log` there
   * @throws BrokerStartError; the signal's reason when aborted
   */
  static async start(folder: string, toolchain: Toolchain, signal?: AbortSignal): Promise<BrokerProcess> {
    signal?.throwIfAborted();
    const classpath = [join(toolchain.extensionJars, "kafka.jar"), join(toolchain.kafkaJars, "*")];
    const child = spawn(
      toolchain.java,
      [
        ...memoryOptions,
        ...jvmOptions(),
        "-Djava.awt.headless=true",
        `-Dlog4j2.configurationFile=${loggingSettings()}`,
        ...["-cp", classpath.join(delimiter), "clickstream.kafka.OwnedBroker"],
        join(folder, "server.properties"),
      ],
      // A process group of its own: a Ctrl-C is for the process that started it, which then stops it in order.
      { cwd: folder, env: serviceEnvironment(), stdio: ["pipe", "pipe", "pipe"], detached: true },
    );
    const broker = new BrokerProcess(child);
    try {
      await broker.#serves(join(folder, "broker.log"), signal);
      return broker;
    } catch (error) {
      await broker.#kill();
      throw error;
    }
  }

  get pid(): number {
    // Only a process that could not be started has none, and that one is never returned.
    return this.#child.pid ?? -1;
  }

  /** Ends it in order; if it does not end in time, at once. */
  async stop(): Promise<ExitInfo> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
    const info = await this.exited;
    clearTimeout(timer);
    return info;
  }

  async #kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #serves(logFile: string, signal?: AbortSignal): Promise<void> {
    const log = openProcessLog(logFile);
    this.#child.once("close", () => log.end());
    return new Promise((resolve, reject) => {
      const fail = (problem: string) =>
        reject(
          new BrokerStartError(
            `The broker did not start: ${problem}. Its log is ${logFile}.`,
            PORT_TAKEN.test(this.#output),
          ),
        );
      const timer = setTimeout(
        () => fail(`it is not ready after ${START_LIMIT_MS / 1000} s`),
        START_LIMIT_MS,
      );
      const onAbort = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", onAbort, { once: true });
      const settled = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      const onOutput = (chunk: Buffer) => {
        log.write(chunk);
        const output = this.#output + chunk.toString();
        for (const [, port] of output.matchAll(LISTENS)) this.ports.add(Number(port));
        this.#output = output.slice(-KEPT_OUTPUT);
        if (!STARTED.test(this.#output)) return;
        settled();
        resolve();
      };
      this.#child.stdout.on("data", onOutput);
      this.#child.stderr.on("data", onOutput);
      this.#child.once("error", (error) => {
        settled();
        fail(error.message);
      });
      // "close" comes after all of its output has been read.
      this.#child.once("close", () => {
        settled();
        fail(causeIn(this.#output) ?? "it ended");
      });
    });
  }
}
