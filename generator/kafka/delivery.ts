import { checkRefusal, DUPLICATE_SEQUENCE_NUMBER, isForgotten, nameOfCode } from "./errorCodes";
import type { PartitionResult, ProducerId } from "./messages";
import { encodeRecordBatch, sequenceAfter } from "./recordBatch";

/** Values on their way, and what the broker has of them by now. */
export class Delivery {
  readonly offsets = new Map<number, number>();
  readonly #left: Map<number, readonly Buffer[]>;
  readonly #encoded = new Map<number, Buffer>();
  /** What the last answer said of each partition that is left. */
  #codes: readonly number[] = [];

  readonly #timestamp: number;

  constructor(values: ReadonlyMap<number, readonly Buffer[]>, timestamp: number) {
    this.#left = new Map(values);
    this.#timestamp = timestamp;
  }

  /** Whether the broker has turned down all that is left, because it does not know the producer's id or numbers. */
  get isForgotten(): boolean {
    return this.#left.size > 0 && this.#codes.length === this.#left.size && this.#codes.every(isForgotten);
  }

  /** What is left, for each partition the same batch each time. */
  batches(id: ProducerId, sequences: ReadonlyMap<number, number>): ReadonlyMap<number, Buffer> {
    for (const [partition, values] of this.#left) {
      if (this.#encoded.has(partition)) continue;
      const identity = { ...id, sequence: sequences.get(partition) ?? 0 };
      this.#encoded.set(partition, encodeRecordBatch(values, identity, this.#timestamp));
    }
    return this.#encoded;
  }

  encodeAgain(): void {
    this.#encoded.clear();
  }

  /**
   * Notes an answer.
   *
   * @returns why something is left, if it is
   * @throws RefusedError
   */
  note(results: readonly PartitionResult[], sequences: Map<number, number>): string | undefined {
    const codes: number[] = [];
    for (const { partition, code, offset } of results) {
      const values = this.#left.get(partition);
      if (values === undefined) continue;
      checkRefusal(code);
      if (code === 0) this.offsets.set(partition, offset);
      else if (code !== DUPLICATE_SEQUENCE_NUMBER) {
        codes.push(code);
        continue;
      }
      sequences.set(partition, sequenceAfter(sequences.get(partition) ?? 0, values.length));
      this.#left.delete(partition);
      this.#encoded.delete(partition);
    }
    this.#codes = codes;
    if (this.#left.size === 0) return undefined;
    if (codes.length < this.#left.size) return "The hub's answer does not name all partitions";
    return `The hub answers ${[...new Set(codes)].map(nameOfCode).join(", ")}`;
  }
}
