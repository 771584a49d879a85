import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readLedger, type Ledger } from "../../generator/ledger";
import { GeneratorProcess, type GeneratorProcessOptions } from "../../runtime/generator/process";
import { Broker } from "../../runtime/kafka/broker";
import { prepareToolchain } from "../../runtime/toolchain";
import { connectionString, hubClient, PATIENT, receive } from "../runtime/kafka/hubClient";

const PARTITIONS = 4;
const HOUR_MS = 3_600_000;
/** Key of each hub's Send rule. */
export const SEND_KEY = "c2VuZC1rZXk=";
/** Each hub's Listen rule. */
export const listen = { rule: "listen", key: "bGlzdGVuLWtleQ==" };

const nothing: Ledger = {
  sent: 0,
  perProduct: new Map(),
  offsets: [],
  uncertain: 0,
  uncertainPerProduct: new Map(),
  starts: 0,
};

/** A generator that runs. */
export interface StartedGenerator {
  readonly generator: GeneratorProcess;
  readonly ledger: () => Promise<Ledger>;
  /** What it said. */
  readonly log: () => string;
}

/** A broker with hubs to which generators send. */
export class Namespace {
  readonly #generators: GeneratorProcess[] = [];

  private constructor(
    readonly broker: Broker,
    readonly name: string,
    readonly folder: string,
  ) {}

  static async start(name: string): Promise<Namespace> {
    const folder = mkdtempSync(join(tmpdir(), "generator-"));
    const toolchain = await prepareToolchain({ folder: join(__dirname, "..", "..", ".local", "toolchain") });
    const broker = await Broker.start({ namespace: name, folder: join(folder, "namespace"), toolchain });
    return new Namespace(broker, name, folder);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#generators.map((generator) => generator.stop()));
    await this.broker.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts a generator for a hub of its own. */
  async startGenerator(
    hub: string,
    environment: Record<string, string> = {},
    options: Partial<GeneratorProcessOptions> = {},
  ): Promise<StartedGenerator> {
    const { broker } = this;
    await broker.createTopic(hub, PARTITIONS, HOUR_MS);
    await broker.putRule({ hub, name: "send", key: SEND_KEY, rights: ["Send"] });
    await broker.putRule({ hub, name: "listen", key: listen.key, rights: ["Listen"] });
    const own = join(this.folder, hub);
    const generator = await GeneratorProcess.start({
      environment: {
        hostName: this.name,
        sasKeyName: "send",
        sasKeyValue: SEND_KEY,
        eventHubName: hub,
        ...environment,
      },
      brokerAddress: broker.address,
      certificateAuthority: broker.certificateAuthority,
      ledgerFile: join(own, "ledger"),
      folder: own,
      restartPolicy: "Always",
      ...options,
    });
    this.#generators.push(generator);
    return {
      generator,
      // It does not exist before the generator runs.
      ledger: () => readLedger(join(own, "ledger")).catch(() => nothing),
      log: () => readFileSync(join(own, "generator.log"), "utf8"),
    };
  }

  /** How many events each partition of the hub has. */
  async endOffsets(hub: string): Promise<number[]> {
    const admin = hubClient(this.broker, connectionString(this.broker, { ...listen, hub })).admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(hub);
    await admin.disconnect();
    return offsets.sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
  }

  async productsIn(hub: string, count: number): Promise<Map<number, number>> {
    const key = connectionString(this.broker, { ...listen, hub });
    const received = await receive(hubClient(this.broker, key, { retries: PATIENT }), hub, count);
    const products = new Map<number, number>();
    for (const { value } of received) {
      const { productid } = JSON.parse(value) as { productid: number };
      products.set(productid, (products.get(productid) ?? 0) + 1);
    }
    return products;
  }

  /** The topic has exactly what the ledger says, at the offsets that the ledger says. */
  async expectEqual(hub: string, ledger: Ledger): Promise<void> {
    expect(ledger.uncertain).toBe(0);
    const ends = await this.endOffsets(hub);
    expect(ledger.offsets).toEqual(ends.map((count, partition) => ({ partition, offset: 0, count })));
    expect(await this.productsIn(hub, ledger.sent)).toEqual(ledger.perProduct);
  }
}

export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await sleep(50);
}
