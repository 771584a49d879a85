import { crc32c } from "./crc32c";

/** By what a broker tells a batch that it has from one that it has not: a producer's id and how far it has counted. */
export interface BatchIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Number of the batch's first record among those of this producer and partition. */
  readonly sequence: number;
}

/** Bytes before the records; those from the attributes on are what the checksum is of. */
const HEADER_BYTES = 61;
const CHECKED_FROM = 21;
/** Of a record besides its value, at most: length, attributes, two deltas, no key, the value's length, no headers. */
const RECORD_BYTES = 5 + 1 + 1 + 5 + 1 + 5 + 1;
/** A batch's length does not count itself and the offset before it. */
const NOT_IN_LENGTH = 12;
const NO_LEADER_EPOCH = -1;
const MAGIC = 2;

/**
 * Values as a record batch, all of one time: https://kafka.apache.org/documentation/#recordbatch
 *
 * The same arguments give the same bytes, so that a batch which is sent again is the same one.
 */
export function encodeRecordBatch(
  values: readonly Buffer[],
  identity: BatchIdentity,
  timestamp: number,
): Buffer {
  const room = values.reduce((sum, value) => sum + value.length + RECORD_BYTES, HEADER_BYTES);
  const batch = Buffer.allocUnsafe(room);
  let end = HEADER_BYTES;
  for (const [offsetDelta, value] of values.entries()) end = writeRecord(batch, end, offsetDelta, value);
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(end - NOT_IN_LENGTH, 8);
  batch.writeInt32BE(NO_LEADER_EPOCH, 12);
  batch.writeInt8(MAGIC, 16);
  batch.writeInt16BE(0, CHECKED_FROM);
  batch.writeInt32BE(values.length - 1, 23);
  batch.writeBigInt64BE(BigInt(timestamp), 27);
  batch.writeBigInt64BE(BigInt(timestamp), 35);
  batch.writeBigInt64BE(identity.producerId, 43);
  batch.writeInt16BE(identity.producerEpoch, 51);
  batch.writeInt32BE(identity.sequence, 53);
  batch.writeInt32BE(values.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(CHECKED_FROM, end)), 17);
  return batch.subarray(0, end);
}

function writeRecord(batch: Buffer, start: number, offsetDelta: number, value: Buffer): number {
  // Attributes, the timestamp's delta, no key and no headers take a byte each.
  const length = 4 + varintBytes(offsetDelta) + varintBytes(value.length) + value.length;
  let at = writeVarint(batch, start, length);
  at = batch.writeInt8(0, at);
  at = batch.writeInt8(0, at);
  at = writeVarint(batch, at, offsetDelta);
  at = writeVarint(batch, at, -1);
  at = writeVarint(batch, at, value.length);
  at += value.copy(batch, at);
  return batch.writeInt8(0, at);
}

/** Signed, seven bits a byte, the sign in the lowest bit. */
function writeVarint(batch: Buffer, start: number, value: number): number {
  let left = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = start;
  for (; left > 0x7f; left >>>= 7) batch[at++] = (left & 0x7f) | 0x80;
  batch[at++] = left;
  return at;
}

/** Of a number that is not negative. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = value >>> 6; left > 0; left >>>= 7) bytes++;
  return bytes;
}

const SEQUENCES = 2 ** 31;

/** The sequence number that many records later; behind the largest one comes 0. */
export function sequenceAfter(sequence: number, records: number): number {
  return (sequence + records) % SEQUENCES;
}
