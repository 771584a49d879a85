/** Values as Kafka's protocol has them in versions without tagged fields: https://kafka.apache.org/protocol#protocol_types */
export class WireWriter {
  readonly #parts: Buffer[] = [];

  int16(value: number): this {
    const part = Buffer.allocUnsafe(2);
    part.writeInt16BE(value);
    return this.raw(part);
  }

  int32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeInt32BE(value);
    return this.raw(part);
  }

  boolean(value: boolean): this {
    return this.raw(Buffer.from([value ? 1 : 0]));
  }

  /** NULLABLE_STRING; a STRING where there is one. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const text = Buffer.from(value);
    return this.int16(text.length).raw(text);
  }

  /** BYTES, and RECORDS. */
  bytes(value: Buffer): this {
    return this.int32(value.length).raw(value);
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    items.forEach(write);
    return this;
  }

  raw(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }

  /** All of it, as one message: behind its length. */
  message(): Buffer {
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const size = Buffer.allocUnsafe(4);
    size.writeInt32BE(length);
    return Buffer.concat([size, ...this.#parts]);
  }
}

/** Reads what {@link WireWriter} writes. Each method throws a RangeError where the message ends too soon. */
export class WireReader {
  #position = 0;
  readonly #buffer: Buffer;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.#buffer.readBigInt64BE(this.#advance(8));
  }

  boolean(): boolean {
    return this.#buffer.readInt8(this.#advance(1)) !== 0;
  }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#take(length).toString();
  }

  bytes(): Buffer {
    return this.#take(Math.max(0, this.int32()));
  }

  array<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.int32(); left > 0; left--) items.push(read());
    return items;
  }

  #take(length: number): Buffer {
    const start = this.#advance(length);
    return this.#buffer.subarray(start, this.#position);
  }

  /** @returns where it was. */
  #advance(by: number): number {
    const start = this.#position;
    this.#position += by;
    if (this.#position > this.#buffer.length) throw new RangeError("a message ends too soon");
    return start;
  }
}
