import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message, Producer } from "kafkajs";
import type { TestPipeline } from "../testbed/testPipeline";
import type { Testbed } from "../testbed/testbed";
import { kafkaFor } from "../clients/hubOffsets";
import type { StreamFolders } from "./moment";
import { oddEvent } from "./oddEvents";
import type { OddKind } from "./schedule";

/** Longest that a killed or frozen broker is waited for, and the pause before it is tried again. */
const BROKER_AWAY_MS = 120_000;
const RETRY_MS = 500;

/** Sends events that no generator sends, and counts how many the hub took. */
export class OddSender {
  /** Events that the hub acknowledged. */
  acknowledged = 0;
  /** Events of which it is not known whether the hub took them. */
  uncertain = 0;
  /** Set once the hub has more partitions than before: then the newest one gets the events. */
  partitions: number | undefined;
  #producer: Producer | undefined;

  readonly #pipeline: TestPipeline;

  constructor(pipeline: TestPipeline) {
    this.#pipeline = pipeline;
  }

  async send(kinds: readonly OddKind[]): Promise<void> {
    const { partitions } = this;
    const messages = kinds.map((kind) => ({
      ...oddEvent(kind),
      ...(partitions !== undefined && { partition: partitions - 1 }),
    }));
    // The broker may be killed beside this, and is back within seconds: on a busy machine they are many.
    for (const until = Date.now() + BROKER_AWAY_MS; Date.now() < until; await sleep(RETRY_MS)) {
      if (await this.#sent(messages)) return;
    }
  }

  async #sent(messages: Message[]): Promise<boolean> {
    try {
      const producer = await this.#connected();
      // From here on each event may get there or not, even twice, where it is not acknowledged.
      this.uncertain += 2 * messages.length;
      await producer.send({ topic: this.#pipeline.name, messages, acks: -1 });
    } catch {
      await this.close().catch(() => undefined);
      this.#producer = undefined;
      return false;
    }
    this.uncertain -= 2 * messages.length;
    this.acknowledged += messages.length;
    return true;
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect();
  }

  async #connected(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    const pipeline = this.#pipeline;
    const kafka = kafkaFor(await pipeline.hubAccess(pipeline.sendConnection));
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    this.#producer = producer;
    return producer;
  }
}

/** Where a pipeline's tables and checkpoint lie on this machine. */
export function foldersOf(stack: Testbed, { name }: TestPipeline, checkpoint: string): StreamFolders {
  const schema = join(stack.warehouse, `${name}.db`);
  return { checkpoint, clicks: join(schema, "clicks"), clicksPerProduct: join(schema, "clicks_per_product") };
}
