import { setTimeout as sleep } from "node:timers/promises";
import { isMissingTable, type SqlClient } from "../../clients/sqlClient";
import { question } from "../../queries";
import type { Counts } from "./live";

/** How often the counts are asked for, in milliseconds. */
const EVERY_MS = 1_000;
/** The delay is read from the clicks themselves, which costs more than the small table: every fifth time is enough. */
const DELAY_EVERY = 5;
/** How many counts to keep: more than the ten seconds that the rate looks back. */
const REMEMBERED = 60;

/** What {@link follow} needs. */
export interface FollowOptions {
  readonly client: SqlClient;
  /** Called after every count; the newest is the last of `history`. */
  readonly onCounts: (history: readonly Counts[]) => void;
  /** Called with the reason when a query failed; it is repeated a second later. */
  readonly onTrouble: (error: Error) => void;
  readonly signal: AbortSignal;
}

type Extras = Pick<Counts, "delaySeconds" | "rejected">;

async function askExtras(client: FollowOptions["client"], signal: AbortSignal): Promise<Extras> {
  const [delay, rejected] = await Promise.all([
    client.query(question("delay").sql, { signal }),
    client.query(question("rejected").sql, { signal }),
  ]);
  const median = delay.rows[0]?.[delay.columns.findIndex((column) => column.name === "p50_seconds")];
  const events = rejected.columns.findIndex((column) => column.name === "events");
  return {
    delaySeconds: median === null || median === undefined ? undefined : Number(median),
    rejected: rejected.rows.reduce((sum, row) => sum + Number(row[events]), 0),
  };
}

async function askProducts(
  client: FollowOptions["client"],
  signal: AbortSignal,
): Promise<Counts["products"]> {
  const { columns, rows } = await client.query(question("clicks_per_product").sql, { signal });
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const [id, clicks] = [at("productid"), at("clicks")];
  return rows.map((row) => ({ productid: Number(row[id]), clicks: Number(row[clicks]) }));
}

/** Asks for clicks per product every second until the signal aborts, then returns. */
export async function follow({ client, onCounts, onTrouble, signal }: FollowOptions): Promise<void> {
  const history: Counts[] = [];
  let extras: Extras = { delaySeconds: undefined, rejected: 0 };
  for (let round = 0; !signal.aborted; round++) {
    try {
      const products = await askProducts(client, signal);
      const total = products.reduce((sum, product) => sum + product.clicks, 0);
      if (total > 0 && round % DELAY_EVERY === 0) extras = await askExtras(client, signal);
      history.push({ at: Date.now(), total, products, ...extras });
      if (history.length > REMEMBERED) history.shift();
      onCounts(history);
    } catch (error) {
      if (signal.aborted) return;
      // The tables appear with the first batch: until then there is nothing to count.
      if (!isMissingTable(error)) onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
