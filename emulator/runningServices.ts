import { folderIn } from "../runtime/ownFolder";
import type { CloudResource } from "./core/cloudState";
import type { LocalServices } from "./core/localServices";
import type { Properties } from "./core/cloudApi";
import type { JobState } from "../runtime/spark/driver";
import type { DriverPlace } from "../runtime/spark/pythonProcess";
import type { Toolchain } from "../runtime/toolchain";
import { services } from "./services";
import { endService, checkGone } from "./services/leftovers";
import type { ServiceHandler } from "./services/serviceHandler";
import { ServiceRegistry, type RunningGenerator } from "./services/serviceRegistry";
import { realLaunchers, type BrokerService, type Launchers } from "./services/launchers";

export { LeftoverError } from "./services/leftovers";
export type { RunningGenerator } from "./services/serviceRegistry";
export type { BrokerService, GeneratorService, SparkService, Launchers } from "./services/launchers";

/** Where local services keep their data, and what starts them. */
export interface RunningServicesOptions {
  /** Where challenges lie, each in a folder of its own. */
  readonly challenges: string;
  /** This challenge's folder among them. Everything lies in there; {@link RunningServices.close} removes it. */
  readonly name: string;
  readonly toolchain: Toolchain;
  /** Parameters of the ingest notebook that only tune it, over those of the job. @default none */
  readonly tuning?: Readonly<Record<string, string>>;
  /** Ends what is being started. */
  readonly signal?: AbortSignal;
  /** @default Kafka, Spark and the project's own generator */
  readonly launchers?: Launchers;
}

/** One process of a challenge. */
export interface ServiceProcess {
  /** For people: `broker`, `Spark`, `generator`. */
  readonly name: string;
  readonly pid: number;
}

/** Where SQL statements are sent. */
export interface SqlAddress {
  /** Base URL of the SQL Statement Execution API. */
  readonly url: string;
  /** Secret: bearer token. */
  readonly token: string;
}

/** The services that run on this machine for a challenge. */
export class RunningServices implements LocalServices {
  readonly #registry: ServiceRegistry;
  readonly #handlers: Readonly<Record<string, ServiceHandler>>;
  readonly #place: Pick<RunningServicesOptions, "challenges" | "name">;

  constructor(options: RunningServicesOptions) {
    const signal = options.signal ?? new AbortController().signal;
    this.#place = options;
    this.#registry = new ServiceRegistry(
      folderIn(options.challenges, options.name),
      options.toolchain,
      options.launchers ?? realLaunchers,
      signal,
      options.tuning ?? {},
    );
    this.#handlers = Object.assign({}, ...services.map(({ local }) => local?.(this.#registry)));
  }

  async make(resource: CloudResource): Promise<Properties> {
    const handler = this.#handlers[resource.type];
    await handler?.make?.(resource);
    return handler?.outputs?.(resource) ?? {};
  }

  async change(resource: CloudResource, before: CloudResource): Promise<Properties> {
    const handler = this.#handlers[resource.type];
    await handler?.change?.(resource, before);
    return handler?.outputs?.(resource) ?? {};
  }

  async remove(resource: CloudResource): Promise<void> {
    await this.#handlers[resource.type]?.remove?.(resource);
  }

  /** The workspace's SQL API; undefined before the workspace is created. */
  get sql(): SqlAddress | undefined {
    const [driver] = this.#registry.drivers.values();
    return driver && { url: driver.sqlUrl, token: driver.token };
  }

  /** What the workspace's processes share; undefined before the workspace is created. */
  get driverPlace(): DriverPlace | undefined {
    const [driver] = this.#registry.drivers.values();
    return driver?.place;
  }

  /** By host name. */
  get brokers(): ReadonlyMap<string, BrokerService> {
    return this.#registry.brokers;
  }

  get generators(): readonly RunningGenerator[] {
    return [...this.#registry.generators.values()];
  }

  /** The state of each job that is not paused. */
  async jobStates(): Promise<JobState[]> {
    const states = await Promise.all([...this.#registry.jobs].map(([id, driver]) => driver.jobState(id)));
    return states.filter((state) => state !== undefined);
  }

  /** The error of each job whose latest run to end has failed. */
  async jobErrors(): Promise<string[]> {
    return (await this.jobStates()).flatMap(({ error }) => (error ? [error] : []));
  }

  /** What runs now. */
  processes(): readonly ServiceProcess[] {
    const { brokers, drivers, generators } = this.#registry;
    return [
      ...[...brokers.values()].map(({ pid }) => ({ name: "broker", pid })),
      ...[...drivers.values()].map(({ pid }) => ({ name: "Spark", pid })),
      ...[...generators.values()].map(({ process }) => ({ name: "generator", pid: process.pid })),
    ];
  }

  /**
   * Ends whatever still runs, kills what does not end, removes the folder, and checks that no process, port
   * or folder is left.
   *
   * @throws {@link LeftoverError} naming what is left.
   */
  async close(): Promise<void> {
    const { brokers, drivers, jobs, generators, ports } = this.#registry;
    // Generators end first, so that none sends to a broker that is gone.
    const ends = [
      ...(await Promise.allSettled([...generators.values()].map(({ process }) => endService(process)))),
      ...(await Promise.allSettled([...brokers.values(), ...drivers.values()].map(endService))),
    ];
    generators.clear();
    brokers.clear();
    drivers.clear();
    jobs.clear();
    await checkGone(this.#place.challenges, this.#place.name, ports);
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
    if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join("; "));
  }
}
