import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../runtime/alive";
import { GeneratorProcess } from "../runtime/generator/process";
import type { Broker } from "../runtime/kafka/broker";
import { laptopTuning } from "../runtime/laptopTuning";
import type { SparkDriver } from "../runtime/spark/driver";
import { StatementClient } from "../clients/sqlClient";
import {
  bootstrapServersOf,
  connectionStringOf,
  namespaceOf,
  type HubCredentials,
} from "../clients/eventHubs";
import { accessFromConnectionString, readHubOffsets, type HubAccess } from "../clients/hubOffsets";
import { jobParameters } from "../program/jobParameters";
import { readLedger } from "../generator/ledger";
import { expectedFromHub, expectedFromLedger } from "../verify/expected";
import type { Expected } from "../verify/verify";

const LEDGER_LIMIT_MS = 60_000;

/** The broker and the driver that pipelines share. */
export interface SharedServices {
  readonly folder: string;
  readonly broker: Broker;
  /** @throws Error where there is no Spark. */
  readonly driver: SparkDriver;
  readonly hasSpark: boolean;
}

/** A pipeline on a testbed. */
export interface TestPipelineOptions {
  /** Names hub, schema, secret scope and job: lower case, unique on the testbed. */
  readonly name: string;
  readonly partitions: number;
}

/** How the stream of a pipeline runs. */
export interface StreamOptions {
  /** @default "/ingest" */
  readonly notebookPath?: string;
  /** Whether it is started again when it ends. @default true */
  readonly continuous?: boolean;
  /** Parameters of the notebook over a laptop's. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where its checkpoint is. @default a folder of the pipeline's own */
  readonly checkpointPath?: string;
}

/** A hub's rules with their keys. Secret. */
export interface Keys {
  readonly send: HubCredentials;
  readonly listen: HubCredentials;
}

/** Hub, stream and tables of one team, on a testbed that others use as well. */
export class TestPipeline {
  readonly name: string;
  readonly checkpointPath: string;
  readonly ledgerFile: string;
  #generator: GeneratorProcess | undefined;

  readonly #shared: SharedServices;
  readonly #keys: Keys;

  constructor(shared: SharedServices, options: TestPipelineOptions, keys: Keys) {
    this.#shared = shared;
    this.#keys = keys;
    this.name = options.name;
    const own = join(shared.folder, "pipelines", options.name);
    this.checkpointPath = join(own, "checkpoint");
    this.ledgerFile = join(own, "ledger");
  }

  /** Asks in the pipeline's schema. */
  get client(): StatementClient {
    const { driver } = this.#shared;
    return new StatementClient({
      host: driver.sqlUrl,
      token: () => Promise.resolve(driver.token),
      warehouseId: "local",
      schema: this.name,
    });
  }

  /** Secret: the Send rule's connection string. */
  get sendConnection(): string {
    return connectionStringOf(this.#keys.send);
  }

  /** Starts the stream as a job. */
  async startStream(options: StreamOptions = {}): Promise<void> {
    const { notebookPath = "/ingest", continuous = true } = options;
    await this.#shared.driver.startJob(this.name, {
      notebookPath,
      continuous,
      parameters: {
        ...jobParameters({
          bootstrapServers: bootstrapServersOf(this.#shared.broker.host),
          eventHub: this.name,
          secretScope: this.name,
          connectionSecret: "listen",
          tables: { schema: this.name },
          checkpointPath: options.checkpointPath ?? this.checkpointPath,
          trigger: "processingTime=0 seconds",
        }),
        ...laptopTuning,
        ...options.parameters,
      },
    });
  }

  async stopStream(): Promise<void> {
    await this.#shared.driver.cancelJob(this.name);
  }

  /**
   * Waits until a job that ends by itself has ended.
   *
   * @throws Error with the notebook's error where it failed.
   */
  async streamEnded(): Promise<void> {
    for (;;) {
      const job = await this.#shared.driver.jobState(this.name);
      if (job?.state === "TERMINATED") {
        if (job.error !== null) throw new Error(job.error);
        return;
      }
      await sleep(50);
    }
  }

  /**
   * Starts the project's generator and waits until it keeps its ledger: struck before, it has nothing to compare with.
   *
   * @param clicksPerSecond `max`: as fast as it can.
   * @param address where it connects to: a relay's address instead of the broker's.
   */
  async startGenerator(clicksPerSecond: number | "max", address?: string): Promise<GeneratorProcess> {
    const { broker, folder } = this.#shared;
    const { host, ruleName, key, eventHub } = this.#keys.send;
    this.#generator = await GeneratorProcess.start({
      environment: {
        hostName: namespaceOf(host),
        sasKeyName: ruleName,
        sasKeyValue: key,
        eventHubName: eventHub,
        clicksPerSecond: String(clicksPerSecond),
      },
      brokerAddress: address ?? broker.address,
      certificateAuthority: broker.certificateAuthority,
      ledgerFile: this.ledgerFile,
      folder: join(folder, "pipelines", this.name),
      restartPolicy: "Always",
    });
    const until = Date.now() + LEDGER_LIMIT_MS;
    while (!existsSync(this.ledgerFile)) {
      if (Date.now() > until) throw new Error(`after a minute the generator of ${this.name} has no ledger`);
      await sleep(20);
    }
    return this.#generator;
  }

  /** Lets the generator finish what it sends; does nothing where none runs. */
  async stopGenerator(): Promise<void> {
    await this.#generator?.stop();
    this.#generator = undefined;
  }

  /** The generator's process; undefined where none runs, as while it is being started again. */
  get generatorPid(): number | undefined {
    const pid = this.#generator?.pid;
    return pid !== undefined && isAlive(pid) ? pid : undefined;
  }

  /** Ends the generator's process, where it runs, without a warning; it starts again by its restart policy. */
  killGenerator(): void {
    const { generatorPid } = this;
    if (generatorPid !== undefined) process.kill(generatorPid, "SIGKILL");
  }

  /** What the generator knows to be sent. */
  async expectedFromLedger(): Promise<Expected> {
    return expectedFromLedger(await readLedger(this.ledgerFile));
  }

  /** What the hub holds, whoever sent it. */
  async expectedFromHub(): Promise<Expected> {
    return expectedFromHub(await readHubOffsets(await this.hubAccess(connectionStringOf(this.#keys.listen))));
  }

  /** How a Kafka client reaches the hub with one of its keys. */
  async hubAccess(connectionString: string): Promise<HubAccess> {
    const { broker } = this.#shared;
    return {
      ...accessFromConnectionString(connectionString),
      address: broker.address,
      certificateAuthority: await readFile(broker.certificateAuthority.pemFile, "utf8"),
    };
  }

  /** Ends stream and generator and removes hub and checkpoint; the tables stay until the testbed goes. */
  async remove(): Promise<void> {
    await this.stopGenerator();
    if (this.#shared.hasSpark) await this.stopStream();
    await this.#shared.broker.deleteTopic(this.name);
    await rm(join(this.#shared.folder, "pipelines", this.name), { recursive: true, force: true });
  }
}
