import type { OffsetRange } from "../clients/hubOffsets";
import type { SqlClient } from "../clients/sqlClient";
import { normalize, type Offsets } from "./offsets";

/** An event that is in the tables more than once. */
export interface Repeated {
  readonly partition: number;
  readonly offset: number;
  readonly times: number;
}

/** Which events arrived, accepted or rejected. */
export interface Arrived {
  readonly offsets: Offsets;
  /** Rows beyond the first of each event. */
  readonly surplus: number;
  /** The first few of the repeated events. */
  readonly repeated: readonly Repeated[];
  readonly clicks: number;
  readonly rejected: number;
}

/** Most gaps to read, each a row to transfer; more are an error. */
const MOST_GAPS = 100_000;
const MOST_REPEATED = 20;

function number(value: string | null | undefined): number {
  if (value === null || value === undefined || value === "") {
    throw new Error("the SQL API returned an empty value where a number was expected");
  }
  return Number(value);
}

/** Every event in either table: what is rejected has arrived, too. A row without a time reports lost events. */
const ARRIVED_ROWS =
  "SELECT partition, offset, 0 AS rejected FROM clicks " +
  "UNION ALL SELECT partition, offset, 1 FROM clicks_rejected WHERE enqueued_time IS NOT NULL";

/** Asks for the offsets that are in the tables: bounds, gaps between neighbours, and repetitions. */
export async function readArrived(client: SqlClient): Promise<Arrived> {
  const bounds = await client.query(
    `SELECT partition, min(offset), max(offset) FROM (${ARRIVED_ROWS}) GROUP BY partition`,
  );
  // Offsets up to the bounds asked for first: rows that arrive meanwhile belong to a later question.
  const ends = new Map(bounds.rows.map((row) => [number(row[0]), number(row[2])]));
  if (ends.size === 0) return { offsets: new Map(), surplus: 0, repeated: [], clicks: 0, rejected: 0 };
  const until = [...ends].map(([p, last]) => `(partition = ${p} AND offset <= ${last})`).join(" OR ");
  const bounded = `SELECT partition, offset, rejected FROM (${ARRIVED_ROWS}) WHERE ${until}`;
  const gaps = await client.query(
    `SELECT partition, offset + 1, next FROM (SELECT partition, offset, ` +
      `lead(offset) OVER (PARTITION BY partition ORDER BY offset) AS next FROM (${bounded})) ` +
      `WHERE next > offset + 1 LIMIT ${MOST_GAPS}`,
    { rowLimit: MOST_GAPS },
  );
  if (gaps.truncated || gaps.rows.length === MOST_GAPS) {
    throw new Error(
      `the table has ${MOST_GAPS} or more gaps between its offsets: it was not filled from one hub`,
    );
  }
  const repeated = await client.query(
    `SELECT partition, offset, count(*) AS times, sum(count(*) - 1) OVER () FROM (${bounded}) ` +
      `GROUP BY partition, offset HAVING count(*) > 1 ORDER BY partition, offset LIMIT ${MOST_REPEATED}`,
  );
  // After the gaps: in between, a batch may have committed to one table what it rejects from the other.
  const totals = await client.query(
    `SELECT count(*) - sum(rejected) AS accepted, sum(rejected) FROM (${bounded})`,
  );
  return {
    offsets: fill(bounds.rows, gaps.rows),
    surplus: repeated.rows[0] ? number(repeated.rows[0][3]) : 0,
    repeated: repeated.rows.map(([partition, offset, times]) => ({
      partition: number(partition),
      offset: number(offset),
      times: number(times),
    })),
    clicks: number(totals.rows[0]?.[0]),
    rejected: number(totals.rows[0]?.[1]),
  };
}

type Rows = readonly (readonly (string | null)[])[];

function fill(bounds: Rows, gaps: Rows): Offsets {
  const byPartition = new Map<number, OffsetRange[]>();
  for (const [partition, first, next] of gaps) {
    const key = number(partition);
    byPartition.set(key, [...(byPartition.get(key) ?? []), { first: number(first), end: number(next) }]);
  }
  return new Map(
    bounds.map((row) => {
      const partition = number(row[0]);
      const ranges: OffsetRange[] = [];
      let from = number(row[1]);
      for (const gap of normalize(byPartition.get(partition) ?? [])) {
        ranges.push({ first: from, end: gap.first });
        from = gap.end;
      }
      ranges.push({ first: from, end: number(row[2]) + 1 });
      return [partition, ranges];
    }),
  );
}

function within(offsets: Offsets): string {
  const conditions = [...offsets].flatMap(([partition, ranges]) =>
    ranges.map(({ first, end }) => `(partition = ${partition} AND offset >= ${first} AND offset < ${end})`),
  );
  return conditions.length > 0 ? conditions.join(" OR ") : "false";
}

function perProduct(rows: Rows): Map<number, number> {
  return new Map(rows.map((row) => [number(row[0]), number(row[1])]));
}

/** Counts the clicks of each product among the given offsets, from `clicks` itself. */
export async function countProducts(client: SqlClient, offsets: Offsets): Promise<Map<number, number>> {
  const answer = await client.query(
    `SELECT productid, count(*) FROM clicks WHERE ${within(offsets)} GROUP BY productid`,
  );
  return perProduct(answer.rows);
}

/** A product whose count in `clicks_per_product` is not the count of its rows in `clicks`. */
export interface WrongCount {
  readonly productid: number;
  readonly category: number;
  /** Rows in `clicks`. */
  readonly recounted: number;
  /** What `clicks_per_product` says. */
  readonly said: number;
}

/** Compares `clicks_per_product` with a recount, in one statement. */
export async function readWrongCounts(client: SqlClient): Promise<WrongCount[]> {
  const answer = await client.query(
    `SELECT productid, category, coalesce(recounted, 0), coalesce(said, 0) FROM ` +
      `(SELECT productid, category, count(*) AS recounted FROM clicks GROUP BY productid, category) ` +
      `FULL OUTER JOIN (SELECT productid, category, sum(clicks) AS said FROM clicks_per_product ` +
      `GROUP BY productid, category) USING (productid, category) ` +
      `WHERE NOT coalesce(recounted, 0) <=> coalesce(said, 0) ORDER BY productid, category`,
  );
  return answer.rows.map(([productid, category, recounted, said]) => ({
    productid: number(productid),
    category: number(category),
    recounted: number(recounted),
    said: number(said),
  }));
}

/** Seconds from the moment a click entered the hub to the moment its file was written into the table. */
export interface IngestDelay {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Asks for the delay of the clicks that entered the hub in the table's last ten minutes.
 *
 * The file's own time is taken for the commit's, which follows within milliseconds. Compaction rewrites files, so older
 * clicks are left out.
 *
 * @returns undefined where there are no clicks.
 */
export async function readDelay(client: SqlClient): Promise<IngestDelay | undefined> {
  // Hundredths: an exact percentile keeps each different value in memory.
  const seconds =
    "round((unix_micros(_metadata.file_modification_time) - unix_micros(enqueued_time)) / 1e6, 2)";
  const answer = await client.query(
    `SELECT percentile(delay, 0.5), percentile(delay, 0.95), percentile(delay, 0.99), max(delay) FROM ` +
      `(SELECT ${seconds} AS delay FROM clicks WHERE enqueued_time > ` +
      `(SELECT max(enqueued_time) - INTERVAL 10 MINUTES FROM clicks))`,
  );
  const [p50, p95, p99, max] = answer.rows[0] ?? [];
  if (p50 === null || p50 === undefined) return undefined;
  return { p50: number(p50), p95: number(p95), p99: number(p99), max: number(max) };
}
