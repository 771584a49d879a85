import type { CloudResource, LocalServices } from ".";
import type { Properties } from "./core/cloudApi";
import { folderIn } from "../runtime/ownFolder";
import type { SessionProcess } from "../cli/sessionInfo";
import type { Toolchain } from "../runtime/toolchain";
import { unityCatalogHandlers } from "./services/unityCatalog/local";
import { eventHubsHandlers } from "./services/eventHubs/local";
import { containerHandlers } from "./services/containerInstances/local";
import { storageHandlers } from "./services/storage/local";
import { endService, proveGone } from "./services/leftovers";
import type { ServiceHandler } from "./services/serviceHandler";
import { ServiceRegistry, type RunningGenerator } from "./services/serviceRegistry";
import { realLaunchers, type BrokerService, type Launchers } from "./services/launchers";
import { workspaceHandlers } from "./services/workspaces/local";

export { LeftoverError } from "./services/leftovers";
export type { RunningGenerator } from "./services/serviceRegistry";
export type { BrokerService, GeneratorService, SparkService, Launchers } from "./services/launchers";

/** Where and from what real resources are made. */
export interface RunningServicesOptions {
  /** Where challenges lie, each in a folder of its own. */
  readonly challenges: string;
  /** Folder of this one among them: everything is made in there; removed by {@link RunningServices.close}. */
  readonly name: string;
  readonly toolchain: Toolchain;
  /** Parameters of the ingest notebook that only tune it, over those of the job. @default none */
  readonly tuning?: Readonly<Record<string, string>>;
  /** Ends what is being started. */
  readonly signal?: AbortSignal;
  /** @default Kafka, Spark and the project's own generator */
  readonly tools?: Launchers;
}

/** Where SQL is answered. */
export interface SqlAddress {
  /** Base URL of the SQL Statement Execution API. */
  readonly url: string;
  /** Secret: bearer token. */
  readonly token: string;
}

/** The parts that make resources real on this machine. */
export class RunningServices implements LocalServices {
  readonly #site: ServiceRegistry;
  readonly #parts: Readonly<Record<string, ServiceHandler>>;
  readonly #place: Pick<RunningServicesOptions, "challenges" | "name">;

  constructor(options: RunningServicesOptions) {
    const signal = options.signal ?? new AbortController().signal;
    this.#place = options;
    this.#site = new ServiceRegistry(
      folderIn(options.challenges, options.name),
      options.toolchain,
      options.tools ?? realLaunchers,
      signal,
      options.tuning ?? {},
    );
    this.#parts = {
      ...storageHandlers(this.#site),
      ...eventHubsHandlers(this.#site),
      ...workspaceHandlers(this.#site),
      ...unityCatalogHandlers(this.#site),
      ...containerHandlers(this.#site),
    };
  }

  async make(resource: CloudResource): Promise<Properties> {
    const part = this.#parts[resource.type];
    await part?.make?.(resource);
    return part?.outputs?.(resource) ?? {};
  }

  async change(resource: CloudResource, before: CloudResource): Promise<Properties> {
    const part = this.#parts[resource.type];
    await part?.change?.(resource, before);
    return part?.outputs?.(resource) ?? {};
  }

  async remove(resource: CloudResource): Promise<void> {
    await this.#parts[resource.type]?.remove?.(resource);
  }

  /** Where the workspace's SQL is answered; undefined before it is made. */
  get sql(): SqlAddress | undefined {
    const [driver] = this.#site.drivers.values();
    return driver && { url: driver.sqlUrl, token: driver.token };
  }

  /** By host name. */
  get brokers(): ReadonlyMap<string, BrokerService> {
    return this.#site.brokers;
  }

  get generators(): readonly RunningGenerator[] {
    return [...this.#site.generators.values()];
  }

  /** Why the last run of each job failed, for those whose last run did. */
  async jobErrors(): Promise<string[]> {
    const states = await Promise.all([...this.#site.jobs].map(([id, driver]) => driver.jobState(id)));
    return states.flatMap((state) => (state?.error ? [state.error] : []));
  }

  /** What runs now. */
  processes(): readonly SessionProcess[] {
    const { brokers, drivers, generators } = this.#site;
    return [
      ...[...brokers.values()].map(({ pid }) => ({ name: "broker", pid })),
      ...[...drivers.values()].map(({ pid }) => ({ name: "Spark", pid })),
      ...[...generators.values()].map(({ process }) => ({ name: "generator", pid: process.pid })),
    ];
  }

  /**
   * Ends whatever still runs, kills what does not end, removes the folder, and proves that no process, port
   * or folder is left.
   *
   * @throws {@link LeftoverError} naming what is left.
   */
  async close(): Promise<void> {
    const { brokers, drivers, jobs, generators, ports } = this.#site;
    // Who sends goes first, so that nothing is sent to nobody.
    const ends = [
      ...(await Promise.allSettled([...generators.values()].map(({ process }) => endService(process)))),
      ...(await Promise.allSettled([...brokers.values(), ...drivers.values()].map(endService))),
    ];
    generators.clear();
    brokers.clear();
    drivers.clear();
    jobs.clear();
    await proveGone(this.#place.challenges, this.#place.name, ports);
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
    if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join("; "));
  }
}
