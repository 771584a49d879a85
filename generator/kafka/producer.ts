import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerConnection } from "./connection";
import { Delivery } from "./delivery";
import { checkCode, PassingError, RefusedError } from "./errorCodes";
import { initProducerId, partitionCount, produce, type KafkaRequest, type ProducerId } from "./messages";

/** How long the broker may wait for its replicas. */
const REPLICAS_MS = 30_000;

/** What a producer works with. */
export interface ProducerSettings {
  readonly topic: string;
  /** Connects, once. */
  readonly connect: () => Promise<BrokerConnection>;
  /** Is told each time when something fails that is tried again. */
  readonly onTrouble: (problem: string) => void;
  /** Pause before that. */
  readonly retryMs: number;
}

/**
 * An idempotent producer of one topic: whatever the connection, the broker or the machine does, a batch is sent again
 * until it is acknowledged, and by its id and sequence numbers a broker takes it once.
 *
 * One batch for each partition is on its way at a time, so they are kept in order.
 */
export class IdempotentProducer {
  #connection: BrokerConnection | undefined;
  #id: ProducerId | undefined;
  readonly #closed = new AbortController();
  /** Number of the next record of each partition. */
  readonly #sequences = new Map<number, number>();

  readonly #settings: ProducerSettings;

  constructor(settings: ProducerSettings) {
    this.#settings = settings;
  }

  /** @throws RefusedError */
  async partitions(): Promise<number> {
    return await this.#untilDone(async () => {
      const { code, partitions } = await this.#request(partitionCount(this.#settings.topic));
      checkCode(code);
      return partitions;
    });
  }

  /**
   * Sends values to partitions; tries as long as it takes. For one call at a time.
   *
   * @returns the first value's offset of each partition, but of one that the broker has had for too long to know
   * @throws RefusedError
   */
  async send(values: ReadonlyMap<number, readonly Buffer[]>): Promise<Map<number, number>> {
    const delivery = new Delivery(values, Date.now());
    await this.#untilDone(async () => {
      const id = (this.#id ??= await this.#newId());
      const batches = delivery.batches(id, this.#sequences);
      const results = await this.#request(produce(this.#settings.topic, batches, REPLICAS_MS));
      const problem = delivery.note(results, this.#sequences);
      if (delivery.isForgotten) {
        // None of what is left is in the hub. By a new id it is taken again.
        this.#id = undefined;
        this.#sequences.clear();
        delivery.encodeAgain();
      }
      if (problem !== undefined) throw new PassingError(problem);
    });
    return delivery.offsets;
  }

  close(): void {
    this.#closed.abort();
    this.#connection?.close();
  }

  async #newId(): Promise<ProducerId> {
    const answer = await this.#request(initProducerId());
    checkCode(answer.code);
    return answer;
  }

  async #request<Answer>(request: KafkaRequest<Answer>): Promise<Answer> {
    const connection = (this.#connection ??= await this.#settings.connect());
    try {
      return await connection.request(request);
    } catch (error) {
      connection.close();
      this.#connection = undefined;
      throw error;
    }
  }

  async #untilDone<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof RefusedError || this.#closed.signal.aborted) throw error;
        this.#settings.onTrouble(problemOf(error));
      }
      await sleep(this.#settings.retryMs, undefined, { signal: this.#closed.signal });
    }
  }
}

/** What is tried again because of this error. */
function problemOf(error: unknown): string {
  if (error instanceof PassingError) return error.message;
  // Of several addresses that were tried, the last one's.
  if (error instanceof AggregateError && error.errors.length > 0) return problemOf(error.errors.at(-1));
  return `No connection: ${error instanceof Error ? error.message : String(error)}`;
}
