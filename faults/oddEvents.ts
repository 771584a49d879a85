import type { OddKind } from "./schedule";

/** An event as a Kafka producer sends it. */
export interface OddEvent {
  readonly value: Buffer | null;
  /** Kafka's own timestamp, where the sender's clock is wrong: milliseconds since the epoch. */
  readonly timestamp?: string;
}

const click = { productid: 17, timestamp: "2020-11-18T17:17:17.1234567+00:00", sessionid: 3, category: 8 };
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Just below the largest event that a hub takes, 1 MB with its overhead. */
const LARGEST_VALUE = 1_000_000;

const makers: Readonly<Record<OddKind, () => OddEvent>> = {
  "not JSON": () => ({ value: Buffer.from('{"productid": 1, "timesta') }),
  empty: () => ({ value: Buffer.alloc(0) }),
  "no value": () => ({ value: null }),
  "not UTF-8": () => ({ value: Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x7d]) }),
  oversized: () => ({ value: json({ ...click, padding: "x".repeat(LARGEST_VALUE - 200) }) }),
  "wrong types": () => ({ value: json({ ...click, productid: "seventeen", sessionid: { id: 3 } }) }),
  "missing fields": () => ({ value: json({ productid: 17 }) }),
  "out of range": () => ({ value: json({ ...click, productid: 2 ** 40, sessionid: -(2 ** 33) }) }),
  "JSON null": () => ({ value: Buffer.from("null") }),
  array: () => ({ value: json([click, click]) }),
  "extra fields": () => ({ value: json({ ...click, campaign: "winter", nested: { deep: [1] } }) }),
  "clock in 1970": () => ({
    value: json({ ...click, timestamp: "1970-01-01T00:00:00.0000000+00:00" }),
    timestamp: "0",
  }),
  "clock in 2200": () => ({
    value: json({ ...click, timestamp: "2200-01-01T00:00:00.0000000+14:00" }),
    timestamp: String(Date.UTC(2200, 0)),
  }),
  "unreadable clock": () => ({ value: json({ ...click, timestamp: "yesterday, about noon" }) }),
};

/** @returns the event of that kind. */
export function oddEvent(kind: OddKind): OddEvent {
  return makers[kind]();
}
