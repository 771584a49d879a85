import { mkdir } from "node:fs/promises";
import type { CertificateAuthority } from "../../runtime/kafka/certificates";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";
import type { Toolchain } from "../../runtime/toolchain";
import { Deferred } from "./deferred";
import type { Port } from "./leftovers";
import type { BrokerService, GeneratorService, SparkService, Launchers } from "./launchers";

/** A generator that runs, and its ledger of what it sent. */
export interface RunningGenerator {
  readonly process: GeneratorService;
  readonly ledgerFile: string;
}

/** Every service that runs on this machine for a challenge. */
export class ServiceRegistry {
  /** By host name, `NAME.servicebus.windows.net`. */
  readonly brokers = new Map<string, BrokerService>();
  /** By ARM id of the workspace. */
  readonly drivers = new Map<string, SparkService>();
  /** The driver that runs a job, by the job's id. */
  readonly jobs = new Map<string, SparkService>();
  /** By ARM id of the container group. */
  readonly generators = new Map<string, RunningGenerator>();
  /** By resource group, in lower case: the authority of the namespace's certificate, which Spark has to trust. */
  readonly #authorities = new Map<string, Deferred<CertificateAuthority>>();
  /** Every port on which a service has listened, to check at the end. */
  readonly ports: Port[] = [];

  constructor(
    readonly root: string,
    readonly toolchain: Toolchain,
    readonly launchers: Launchers,
    readonly signal: AbortSignal,
    readonly tuning: Readonly<Record<string, string>>,
  ) {}

  /** Folder of a resource group; everything in the group lies there and is removed with it. */
  folder(group: string, ...rest: string[]): string {
    return folderIn(this.root, group, ...rest);
  }

  async makeFolder(group: string, ...rest: string[]): Promise<string> {
    const folder = this.folder(group, ...rest);
    // Only its owner may look in: keys lie in some of them.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  async removeFolder(group: string, ...rest: string[]): Promise<void> {
    await removeFolderIn(this.root, group, ...rest);
  }

  authority(group: string): Deferred<CertificateAuthority> {
    const key = group.toLowerCase();
    const found = this.#authorities.get(key) ?? new Deferred<CertificateAuthority>();
    this.#authorities.set(key, found);
    return found;
  }

  /** The driver of the workspace that a resource lies in. @throws Error where none runs. */
  driverOf({ home }: { readonly home: string }): SparkService {
    const driver = this.drivers.get(home);
    if (driver === undefined) throw new Error(`No Spark driver runs for the workspace ${home}.`);
    return driver;
  }

  /** Tells every Spark driver where the namespaces' host names are. */
  async tellHosts(): Promise<void> {
    const hosts = Object.fromEntries([...this.brokers].map(([host, { address }]) => [host, address]));
    await Promise.all([...this.drivers.values()].map((driver) => driver.setHosts(hosts)));
  }
}
