/**
 * A broker and a Spark driver without the program that declares them: what benchmarks and fault rounds run pipelines
 * on, many in one start.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionStringOf, type HubCredentials } from "../clients/eventHubs";
import { Broker } from "../runtime/kafka/broker";
import { SparkDriver } from "../runtime/spark/driver";
import { prepareToolchain } from "../runtime/toolchain";
import { prepareConnect, type ConnectServer } from "./connect/connect";
import { TestPipeline, type TestPipelineOptions } from "./testPipeline";

const root = join(__dirname, "..");
const DAY_MS = 24 * 3600 * 1000;

/** How a testbed is started. */
export interface TestbedOptions {
  /** Whether a Spark driver is started at all. @default true */
  readonly spark?: boolean;
  /** Runs notebooks over Spark Connect, as serverless compute does. @default in the driver itself */
  readonly connect?: ConnectServer;
}

interface Interruption {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** Aborts at the first Ctrl-C or SIGTERM, until it is released. */
function interruption(): Interruption {
  const end = new AbortController();
  const onSignal = (): void => end.abort(new Error("interrupted; nothing is left"));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, onSignal);
  return {
    signal: end.signal,
    release: () => {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
    },
  };
}

/** A broker and a Spark driver that several pipelines share. */
export class Testbed {
  readonly #pipelines: TestPipeline[] = [];
  readonly #preparations: (() => void)[] = [];
  readonly #cleanups: (() => Promise<void>)[] = [];

  readonly #spark: SparkDriver | undefined;
  readonly #interruption: Interruption;

  private constructor(
    /** Everything that the testbed keeps; removed by {@link stop}. */
    readonly folder: string,
    readonly broker: Broker,
    spark: SparkDriver | undefined,
    interruption: Interruption,
  ) {
    this.#spark = spark;
    this.#interruption = interruption;
    // Whoever interrupts a benchmark wants nothing of it left.
    interruption.signal.addEventListener("abort", () => {
      // What was under way fails over what is being taken from it, which is nothing to report.
      process.once("uncaughtException", () => undefined).stderr.write("removing everything\n");
      void this.stop().finally(() => process.exit(130));
    });
  }

  /** Sets up what is missing, starts both and waits until they serve. */
  static async start({ spark = true, connect }: TestbedOptions = {}): Promise<Testbed> {
    const interrupted = interruption();
    const { signal } = interrupted;
    const folder = await mkdtemp(join(tmpdir(), "clicks-testbed-"));
    const namespace = `clicks-${randomBytes(4).toString("hex")}`;
    let broker: Broker | undefined;
    let driver: SparkDriver | undefined;
    try {
      const toolchainFolder = join(root, ".local", "toolchain");
      const toolchain = await prepareToolchain({ folder: toolchainFolder, signal });
      broker = await Broker.start({ namespace, folder: join(folder, "broker"), toolchain, signal });
      const { truststoreFile, truststorePassword } = broker.certificateAuthority;
      if (spark) {
        driver = await SparkDriver.start({
          folder: join(folder, "spark"),
          ...(connect ? await prepareConnect(toolchainFolder, connect, signal) : { toolchain }),
          hosts: { [broker.host]: broker.address },
          truststore: { file: truststoreFile, password: truststorePassword },
          lakeFolder: join(folder, "lake"),
          warehouseFolder: join(folder, "warehouse"),
          signal,
        });
      }
      signal.throwIfAborted();
      return new Testbed(folder, broker, driver, interrupted);
    } catch (error) {
      interrupted.release();
      await Promise.allSettled([driver?.stop(), broker?.stop()]);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** @throws Error where the testbed was started without Spark. */
  get driver(): SparkDriver {
    if (!this.#spark) throw new Error("this testbed has no Spark");
    return this.#spark;
  }

  /** Whether a Ctrl-C or SIGTERM is removing everything; this process ends by it. */
  get interrupted(): boolean {
    return this.#interruption.signal.aborted;
  }

  /** Whether the testbed has a Spark driver. */
  get hasSpark(): boolean {
    return this.#spark !== undefined;
  }

  /** Makes a hub with its rules, a schema and a place for the checkpoint; nothing runs yet. */
  async createPipeline(options: TestPipelineOptions): Promise<TestPipeline> {
    const { name, partitions } = options;
    const [broker, spark] = [this.broker, this.#spark];
    await broker.createTopic(name, partitions, DAY_MS);
    const [send, listen] = await Promise.all([
      this.#createRule(name, "Send"),
      this.#createRule(name, "Listen"),
    ]);
    await Promise.all([
      spark?.createSchema(name),
      spark?.putSecret(name, "listen", connectionStringOf(listen)),
    ]);
    const pipeline = new TestPipeline(this, options, { send, listen });
    this.#pipelines.push(pipeline);
    return pipeline;
  }

  /** Folder of the schemas' tables. */
  get warehouse(): string {
    return join(this.folder, "warehouse");
  }

  /** Gives a hub more partitions. @returns how many it has then. */
  async addPartitions(hub: string, by: number): Promise<number> {
    return await this.broker.addPartitions(hub, by);
  }

  /** Puts a notebook of the repository, or one of the given text, where jobs find it. */
  async importNotebook(path: string, source?: string): Promise<void> {
    const text = source ?? (await readFile(join(root, "notebooks", "ingest.py"), "utf8"));
    await this.driver.importNotebook(path, "PYTHON", Buffer.from(text).toString("base64"));
  }

  /** Has something done by {@link stop}, before any process is ended. */
  beforeStop(preparation: () => void): void {
    this.#preparations.push(preparation);
  }

  /** Has something done by {@link stop}, once the processes have ended. */
  atStop(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** Ends every process and removes the folder. */
  async stop(): Promise<void> {
    this.#interruption.release();
    for (const prepare of this.#preparations) prepare();
    await Promise.allSettled(this.#pipelines.map((pipeline) => pipeline.stopGenerator()));
    await Promise.allSettled([this.#spark?.stop(), this.broker.stop()]);
    await Promise.allSettled(this.#cleanups.map((cleanup) => cleanup()));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #createRule(hub: string, right: "Send" | "Listen"): Promise<HubCredentials> {
    const key = randomBytes(32).toString("base64");
    await this.broker.putRule({ hub, name: right, key, rights: [right] });
    return { host: this.broker.host, ruleName: right, key, eventHub: hub };
  }
}
