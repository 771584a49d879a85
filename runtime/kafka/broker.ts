import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { hostOf, KAFKA_PORT } from "../../clients/eventHubs";
import { Supervisor, type ExitInfo } from "../supervisor";
import type { Toolchain } from "../toolchain/toolchain";
import { AddressClaim, freeAddresses, freePort, whyNoneIsFree } from "./addresses";
import { BrokerAdmin, type OwnerAccess } from "./admin";
import { BrokerProcess, BrokerStartError } from "./brokerProcess";
import { makeCertificates, type CertificateAuthority } from "./certificates";
import { formatData } from "./data";
import { brokerFiles, brokerProperties } from "./properties";
import { RulesFile, type HubRule } from "./rules";

export type { ExitInfo } from "../supervisor";
export type { CertificateAuthority } from "./certificates";
export type { HubRight, HubRule } from "./rules";

/** How a broker is started. */
export interface BrokerOptions {
  /** Short name of the Event Hubs namespace, e.g. `clicks-a1b2`. */
  readonly namespace: string;
  /** For all its data; created if missing. A broker goes on with what an earlier one of that namespace left there. */
  readonly folder: string;
  readonly toolchain: Toolchain;
  /** Ends the start; a broker that has started is ended by `stop`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * An Event Hubs namespace on this machine: an Apache Kafka broker that authenticates as Event Hubs does. If its
 * process dies, it is restarted on the same data, at the same address.
 */
export class Broker {
  readonly #supervisor: Supervisor<BrokerProcess>;
  readonly #admin: BrokerAdmin;
  readonly #rules: RulesFile;

  private constructor(
    /** Loopback address on whose port 9093 it listens. */
    readonly address: string,
    /** Its name in the certificate, and what it calls itself: `NAMESPACE.servicebus.windows.net`. */
    readonly host: string,
    /** What clients must trust. */
    readonly certificateAuthority: CertificateAuthority,
    supervisor: Supervisor<BrokerProcess>,
    admin: BrokerAdmin,
    rules: RulesFile,
  ) {
    this.#supervisor = supervisor;
    this.#admin = admin;
    this.#rules = rules;
  }

  /**
   * Starts a broker on port 9093 of the first loopback address where that is free, and waits until it serves.
   *
   * @throws BrokerStartError; the signal's reason when aborted
   */
  static async start({ namespace, folder, toolchain, signal }: BrokerOptions): Promise<Broker> {
    const host = hostOf(namespace);
    const root = resolve(folder);
    // Keys and passwords are in it.
    await mkdir(root, { recursive: true, mode: 0o700 });
    const rules = new RulesFile(join(root, brokerFiles.rules));
    const [certificates] = await Promise.all([
      makeCertificates(host, root),
      rules.create(),
      formatData(join(root, brokerFiles.data)),
    ]);
    for await (const address of freeAddresses()) {
      const claim = await AddressClaim.take(address);
      if (claim === undefined) continue;
      const launcher = new Launcher(host, address, root, toolchain);
      try {
        const supervisor = await Supervisor.start({ launch: (end) => launcher.launch(end) }, signal);
        void supervisor.exited.then(() => claim.release());
        const admin = new BrokerAdmin(() => launcher.access);
        return new Broker(address, host, certificates.authority, supervisor, admin, rules);
      } catch (error) {
        claim.release();
        // Somebody else was faster: the next address.
        if (!(error instanceof BrokerStartError && error.portTaken)) throw error;
      }
    }
    throw new BrokerStartError(await whyNoneIsFree(), true);
  }

  /** Process id of the current run; of the last one while it is being restarted. */
  get pid(): number {
    return this.#supervisor.pid;
  }

  /** How often it has been started again. */
  get restarts(): number {
    return this.#supervisor.restarts;
  }

  /** Resolves when it has ended for good: stopped, or given up after failing to start several times. */
  get exited(): Promise<ExitInfo> {
    return this.#supervisor.exited;
  }

  /**
   * Creates a hub's topic.
   *
   * @param retentionMs how long events are kept, in milliseconds
   * @throws when there is one of that name, or a number is not acceptable
   */
  async createTopic(name: string, partitions: number, retentionMs: number): Promise<void> {
    await this.#supervisor.running();
    await this.#admin.createTopic(name, partitions, retentionMs);
  }

  /**
   * Gives a topic more partitions, as a hub of Event Hubs Premium can get.
   *
   * @returns how many it has then
   * @throws when there is none of that name
   */
  async addPartitions(name: string, by: number): Promise<number> {
    await this.#supervisor.running();
    return await this.#admin.addPartitions(name, by);
  }

  /** @throws when there is none of that name */
  async deleteTopic(name: string): Promise<void> {
    await this.#supervisor.running();
    await this.#admin.deleteTopic(name);
  }

  /** Creates an authorization rule of a hub, or changes its key or rights. Clients can use it when this resolves. */
  async putRule(rule: HubRule): Promise<void> {
    await this.#supervisor.running();
    await this.#admin.allow(rule);
    await this.#rules.put(rule);
  }

  /** Removes an authorization rule. Clients that are connected by it are refused from now on. */
  async deleteRule(hub: string, name: string): Promise<void> {
    await this.#supervisor.running();
    await this.#rules.delete(hub, name);
    await this.#admin.forbid(hub, name);
  }

  /** Ends the process and starts it again on the same data. */
  restart(): Promise<void> {
    return this.#supervisor.restart();
  }

  /** Ends it for good, in at most 10 s. Its folder stays. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }
}

/** Starts the broker's process. */
class Launcher {
  /**
   * Of the process that started last. Its password opens no other one: whoever listens on the port of a process that has
   * just died, and is told the password, has nothing.
   */
  access: OwnerAccess = { address: "", password: "" };

  readonly #host: string;
  readonly #address: string;
  readonly #folder: string;
  readonly #toolchain: Toolchain;

  constructor(host: string, address: string, folder: string, toolchain: Toolchain) {
    this.#host = host;
    this.#address = address;
    this.#folder = folder;
    this.#toolchain = toolchain;
  }

  async launch(signal: AbortSignal): Promise<BrokerProcess> {
    const [host, address, folder] = [this.#host, this.#address, this.#folder];
    // Of the broker's own use alone; if somebody else takes it meanwhile, the broker does not start.
    const controllerPort = await freePort(address);
    const password = randomBytes(24).toString("base64url");
    const properties = brokerProperties({
      ...{ host, address, port: KAFKA_PORT, controllerPort },
      adminPassword: password,
    });
    await writeFile(join(folder, "server.properties"), properties, { mode: 0o600 });
    const broker = await BrokerProcess.start(folder, this.#toolchain, signal);
    const adminPort = [...broker.ports].find((port) => port !== KAFKA_PORT && port !== controllerPort);
    this.access = { address: `${address}:${adminPort}`, password };
    return broker;
  }
}
