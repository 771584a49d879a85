import { createRequire } from "node:module";
import fc from "fast-check";
import { crc32c } from "../../generator/kafka/crc32c";
import { encodeRecordBatch, sequenceAfter } from "../../generator/kafka/recordBatch";

/** A batch as kafkajs, another client, reads it. */
interface DecodedBatch {
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly lastOffsetDelta: number;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly records: readonly { readonly offset: string; readonly key: null; readonly value: Buffer }[];
}

const load = createRequire(__filename);
const Decoder = load("kafkajs/src/protocol/decoder") as new (data: Buffer) => object;
const decode = load("kafkajs/src/protocol/recordBatch/v0/decoder") as (from: object) => Promise<DecodedBatch>;

const identity = { producerId: 4_711n, producerEpoch: 3, sequence: 90 };

it("the checksum is Castagnoli's: the examples of RFC 3720, B.4, and the usual one", () => {
  expect(crc32c(Buffer.alloc(32)).toString(16)).toBe("8a9136aa");
  expect(crc32c(Buffer.alloc(32, 0xff)).toString(16)).toBe("62a8ab43");
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, i) => i))).toString(16)).toBe("46dd794e");
  expect(crc32c(Buffer.from("123456789")).toString(16)).toBe("e3069283");
});

it("another client reads what is encoded", async () => {
  const sizes = [0, 1, 63, 64, 8_191, 8_192, 70_000];
  const property = fc.asyncProperty(
    fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...sizes)), {
      minLength: 1,
      maxLength: 90,
    }),
    async (drawn) => {
      const values = drawn.map((one) => (typeof one === "number" ? Buffer.alloc(one, 7) : Buffer.from(one)));
      const batch = encodeRecordBatch(values, identity, 1_700_000_000_123);
      const read = await decode(new Decoder(batch));
      expect(read).toMatchObject({
        producerId: "4711",
        producerEpoch: 3,
        firstSequence: 90,
        lastOffsetDelta: values.length - 1,
        firstTimestamp: "1700000000123",
        maxTimestamp: "1700000000123",
      });
      expect(read.records.map(({ offset }) => Number(offset))).toEqual([...values.keys()]);
      expect(read.records.every(({ key }) => key === null)).toBe(true);
      expect(Buffer.concat(read.records.map(({ value }) => value))).toEqual(Buffer.concat(values));
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

it("a batch that is encoded again is the same one, and its checksum is of all behind it", () => {
  const values = [Buffer.from("one"), Buffer.from("two")];
  const batch = encodeRecordBatch(values, identity, 5);
  expect(encodeRecordBatch(values, identity, 5)).toEqual(batch);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
});

it("behind the largest sequence number comes 0, as `DefaultRecordBatch.incrementSequence` of Kafka counts", () => {
  expect(sequenceAfter(0, 500)).toBe(500);
  expect(sequenceAfter(2_147_483_647, 1)).toBe(0);
  expect(sequenceAfter(2_147_483_600, 100)).toBe(52);
});
