import { setTimeout as sleep } from "node:timers/promises";
import { isMissingTable, type SqlClient } from "../clients/sqlClient";
import type { OffsetRange } from "../clients/hubOffsets";
import { countOffsets, hull, subtract, type Offsets } from "./offsets";
import {
  countProducts,
  readArrived,
  readDelay,
  readWrongCounts,
  type Arrived,
  type IngestDelay,
  type Repeated,
  type WrongCount,
} from "./tables";

/** What should have arrived. */
export interface Expected {
  /** `ledger`: what the generator knows that it sent. `hub`: everything that the hub holds, whoever sent it. */
  readonly source: "ledger" | "hub";
  readonly offsets: Offsets;
  /** Clicks by product id, of exactly those offsets; a hub cannot tell. */
  readonly perProduct?: ReadonlyMap<number, number>;
  /** Clicks of which it is unknown, after a crash, whether the hub took them. */
  readonly uncertain: number;
}

/** What to verify, and how long to wait. */
export interface VerifyOptions {
  readonly client: SqlClient;
  /** Read once, by the caller: what is sent after that is not looked at. */
  readonly expected: Expected;
  /**
   * How long to wait for a stream that is behind; it counts from the last progress, not from the beginning.
   * @default 60_000
   */
  readonly progressTimeoutMs?: number;
  /** Whether others send, too, so that events the ledger does not have are no error. @default false */
  readonly othersSend?: boolean;
  readonly signal?: AbortSignal;
}

/** A product of which not as many clicks are in the table as were sent. */
export interface WrongProduct {
  readonly productid: number;
  readonly sent: number;
  readonly counted: number;
}

/** Whether every click arrived once, with all figures. */
export interface Report {
  readonly ok: boolean;
  readonly comparedWith: "ledger" | "hub";
  /** Clicks (ledger) or events (hub) that should be there. */
  readonly expected: number;
  /** Of those, how many are, each counted once. */
  readonly arrived: number;
  readonly missing: { readonly count: number; readonly ranges: readonly PartitionRange[] };
  readonly twice: { readonly count: number; readonly examples: readonly Repeated[] };
  /** Events in the tables between the expected ones that nobody is known to have sent. */
  readonly unknown: { readonly count: number; readonly uncertain: number; readonly othersSend: boolean };
  /** Events in `clicks_rejected`. */
  readonly rejected: number;
  /** Rows of `clicks`, those that arrived later than what was expected included. */
  readonly clicks: number;
  /** Products of which clicks were lost, doubled or rejected; needs a ledger. */
  readonly wrongProducts: readonly WrongProduct[];
  /** Where `clicks_per_product` is not the recount of `clicks`. */
  readonly wrongCounts: readonly WrongCount[];
  readonly delay: IngestDelay | null;
  /** Seconds from the first query until everything was there, or the wait timed out. */
  readonly waited: number;
}

/** A range of missing offsets. */
export interface PartitionRange extends OffsetRange {
  readonly partition: number;
}

const POLL_MS = 500;
const MOST_RANGES = 20;

/** Offsets that are expected and not there. */
function missingOf(expected: Offsets, arrived: Arrived): Offsets {
  return subtract(expected, arrived.offsets);
}

const nothing: Arrived = { offsets: new Map(), surplus: 0, repeated: [], clicks: 0, rejected: 0 };

/** A stream that has not begun has not created its tables: nothing has arrived, which is no error. */
async function arrivedSoFar(client: SqlClient): Promise<Arrived> {
  return await readArrived(client).catch((error: unknown) => {
    if (isMissingTable(error)) return nothing;
    throw error;
  });
}

/** Waits until everything expected is there, or nothing new has come for `progressTimeoutMs`. */
async function waitForArrival(options: VerifyOptions): Promise<Arrived> {
  const { client, expected, progressTimeoutMs = 60_000, signal } = options;
  let arrived = await arrivedSoFar(client);
  let missing = countOffsets(missingOf(expected.offsets, arrived));
  let deadline = Date.now() + progressTimeoutMs;
  while (missing > 0 && Date.now() < deadline) {
    await sleep(POLL_MS, undefined, { ...(signal && { signal }) });
    arrived = await arrivedSoFar(client);
    const left = countOffsets(missingOf(expected.offsets, arrived));
    if (left < missing) deadline = Date.now() + progressTimeoutMs;
    missing = left;
  }
  return arrived;
}

/**
 * A batch commits `clicks` and `clicks_per_product` one after the other, and a statement does not read both tables of the
 * same moment: under a running stream products that are being clicked differ in nearly every look, others each time. A
 * product whose count is lost or doubled is wrong in all of them.
 *
 * @returns those that were wrong whenever somebody looked, as they were last.
 */
async function waitForCounts(options: VerifyOptions): Promise<WrongCount[]> {
  const { client, progressTimeoutMs = 60_000, signal } = options;
  const until = Date.now() + progressTimeoutMs;
  let wrong = await readWrongCounts(client);
  while (wrong.length > 0 && Date.now() < until) {
    await sleep(POLL_MS, undefined, { ...(signal && { signal }) });
    const before = new Set(wrong.map(keyOf));
    wrong = (await readWrongCounts(client)).filter((count) => before.has(keyOf(count)));
  }
  return wrong;
}

const keyOf = ({ productid, category }: WrongCount): string => `${productid} ${category}`;

function compareProducts(
  sent: ReadonlyMap<number, number>,
  counted: ReadonlyMap<number, number>,
): WrongProduct[] {
  return [...new Set([...sent.keys(), ...counted.keys()])]
    .sort((a, b) => a - b)
    .map((productid) => ({
      productid,
      sent: sent.get(productid) ?? 0,
      counted: counted.get(productid) ?? 0,
    }))
    .filter((product) => product.sent !== product.counted);
}

function firstRanges(offsets: Offsets): PartitionRange[] {
  const ranges = [...offsets].flatMap(([partition, own]) => own.map((range) => ({ partition, ...range })));
  return ranges.slice(0, MOST_RANGES);
}

/**
 * Answers whether every event that was sent arrived in the tables, once, and whether `clicks_per_product` says so.
 *
 * A stream that runs is waited for; events sent after `expected` was taken are left out of every comparison but the
 * one of `clicks_per_product` with its recount.
 *
 * @throws whatever the client throws; the signal's reason when aborted.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const { client, expected, othersSend = false } = options;
  const started = Date.now();
  const arrived = await waitForArrival(options);
  const wrongCounts = await waitForCounts(options);
  const waited = (Date.now() - started) / 1000;
  const missing = missingOf(expected.offsets, arrived);
  const between = subtract(hull(expected.offsets), expected.offsets);
  const notSent = subtract(between, subtract(between, arrived.offsets));
  const wrongProducts = expected.perProduct
    ? compareProducts(expected.perProduct, await countProducts(client, expected.offsets))
    : [];
  const counts = {
    expected: countOffsets(expected.offsets),
    missing: countOffsets(missing),
    unknown: countOffsets(notSent),
  };
  const unknownIsWrong = counts.unknown > expected.uncertain && !othersSend;
  return {
    ok:
      counts.missing === 0 &&
      arrived.surplus === 0 &&
      !unknownIsWrong &&
      wrongProducts.length === 0 &&
      wrongCounts.length === 0,
    comparedWith: expected.source,
    expected: counts.expected,
    arrived: counts.expected - counts.missing,
    missing: { count: counts.missing, ranges: firstRanges(missing) },
    twice: { count: arrived.surplus, examples: arrived.repeated },
    unknown: { count: counts.unknown, uncertain: expected.uncertain, othersSend },
    rejected: arrived.rejected,
    clicks: arrived.clicks,
    wrongProducts,
    wrongCounts,
    delay: (await readDelay(client)) ?? null,
    waited,
  };
}
