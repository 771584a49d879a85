import { join } from "node:path";
import type { Producer } from "kafkajs";
import type { TestPipeline } from "../testbed/testPipeline";
import type { Testbed } from "../testbed/testbed";
import { kafkaFor } from "../clients/hubOffsets";
import type { StreamFolders } from "./moment";
import { oddEvent } from "./oddEvents";
import type { OddKind } from "./schedule";

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
    try {
      const producer = await this.#connected();
      await producer.send({ topic: this.#pipeline.name, messages, acks: -1 });
      this.acknowledged += kinds.length;
    } catch {
      // The broker is being killed beside this; each event may have got there, or not, even twice.
      this.uncertain += 2 * kinds.length;
    }
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect();
  }

  async #connected(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    const pipeline = this.#pipeline;
    const kafka = kafkaFor(await pipeline.hubAccess(pipeline.sendConnection));
    this.#producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await this.#producer.connect();
    return this.#producer;
  }
}

/** Where a pipeline's tables and checkpoint lie on this machine. */
export function foldersOf(stack: Testbed, { name }: TestPipeline, checkpoint: string): StreamFolders {
  const schema = join(stack.warehouse, `${name}.db`);
  return { checkpoint, clicks: join(schema, "clicks"), clicksPerProduct: join(schema, "clicks_per_product") };
}
