/** What a batch says of itself, and its values. */
interface ReadBatch {
  readonly producer: string;
  readonly sequence: number;
  readonly values: readonly string[];
}

interface Taken {
  readonly code: number;
  /** Of the first value; -1 where there is none. */
  readonly offset: number;
}

const OUT_OF_ORDER_SEQUENCE_NUMBER = 45;
/** Of each producer, the batches that a broker recognizes: `ProducerStateEntry.NUM_BATCHES_TO_RETAIN` of Kafka. */
const REMEMBERED = 5;

/** A partition that takes batches as a Kafka broker does: a producer's next one, and none twice. */
export class PartitionLog {
  readonly values: string[] = [];
  readonly #remembered = new Map<string, { readonly sequence: number; readonly offset: number }[]>();
  readonly #next = new Map<string, number>();
  readonly #forgotten = new Set<string>();

  take(data: Buffer): Taken {
    const { producer, sequence, values } = readBatch(data);
    const known = this.#remembered.get(producer) ?? [];
    const same = known.find((batch) => batch.sequence === sequence);
    if (same) return { code: 0, offset: same.offset };
    const next = this.#next.get(producer) ?? sequence;
    if (this.#forgotten.has(producer) || sequence !== next) {
      return { code: OUT_OF_ORDER_SEQUENCE_NUMBER, offset: -1 };
    }
    const offset = this.values.length;
    this.values.push(...values);
    this.#next.set(producer, (sequence + values.length) % 2 ** 31);
    this.#remembered.set(producer, [...known, { sequence, offset }].slice(-REMEMBERED));
    return { code: 0, offset };
  }

  /** Does not take it, unless it is there: then a broker finds that out first. */
  refuse(data: Buffer, code: number): Taken {
    const { producer, sequence } = readBatch(data);
    const same = this.#remembered.get(producer)?.find((batch) => batch.sequence === sequence);
    if (same) return { code: 0, offset: same.offset };
    if (code === OUT_OF_ORDER_SEQUENCE_NUMBER) this.#forgotten.add(producer);
    return { code, offset: -1 };
  }
}

function readBatch(data: Buffer): ReadBatch {
  let at = 61;
  const varint = (): number => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = data[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
      shift += 7;
    }
  };
  const values = Array.from({ length: data.readInt32BE(57) }, () => {
    const end = varint() + at;
    at += 2;
    varint();
    varint();
    const length = varint();
    const value = data.toString("utf8", at, at + length);
    at = end;
    return value;
  });
  return { producer: `${data.readBigInt64BE(43)}`, sequence: data.readInt32BE(53), values };
}
