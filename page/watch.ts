import { question, type QuestionName } from "../queries";
import { isMissingTable, type QueryResult, type SqlClient } from "../clients/sqlClient";
import { pause } from "../clients/sqlTransport";
import { History } from "./history";
import type {
  Connection,
  Delay,
  PageView,
  ProductRow,
  RatePoint,
  Rejected,
  StreamState,
  UnreadableTable,
} from "./view";

/** How to watch the tables. Times in milliseconds. */
export interface TableWatchOptions {
  readonly client: SqlClient;
  /** From one look at the small table to the next. @default 1000 */
  readonly interval?: number;
  /** What the stream does; asked for until a click is counted. @default nobody knows */
  readonly stream?: () => Promise<StreamState>;
}

/** Delay and rejected events are asked for every so many milliseconds: they read more than the small table. */
const FIGURES_INTERVAL = 5_000;

/** A table that does not answer for this long is called lost, although the answer may still come. */
const PATIENCE = 5_000;

/** Longest that a single question may take, e.g. while a warehouse starts. */
const GIVEN_UP_AFTER = 300_000;

/** Longest wait between two attempts to reach tables that are lost. */
const LONGEST_RETRY = 5_000;

/** A pause in watching after which the past is asked for anew. */
const GAP = 10_000;

/** The table that a question besides the counts reads. */
const readBy = { delay: "clicks", clicks_per_second: "clicks", rejected: "clicks_rejected" } as const;

/** `view`: look at {@link TableWatch.view} again; `history`: the past changed as well. */
export type WatchChange = "view" | "history";

/**
 * Looks at the tables once a second for as long as somebody listens, however many those are.
 *
 * Every second only the small table of clicks per product is read; what bounds the cost of the rest is the
 * enqueued time in its queries. Nobody listening costs nothing, so that a warehouse may stop.
 */
export class TableWatch {
  readonly #options: TableWatchOptions;
  readonly #history = new History();
  readonly #listeners = new Set<(change: WatchChange) => void>();
  #running: AbortController | undefined;
  #connection: Connection = { state: "connecting", since: Date.now() };
  #products: readonly ProductRow[] | undefined;
  #delay: Delay | null | undefined;
  #rejected: Rejected | undefined;
  #answeredAt: number | undefined;
  #noTable = false;
  readonly #firstClick = new AbortController();
  #stream: StreamState | undefined;
  #recalled = true;
  readonly #unread = new Map<keyof typeof readBy, string>();

  constructor(options: TableWatchOptions) {
    this.#options = options;
  }

  /** Everything as of the last look. */
  get view(): PageView {
    const products = this.#products;
    const grew = this.#history.grew;
    return {
      at: Date.now(),
      connection: this.#connection,
      ...(products && {
        counts: {
          total: totalOf(products),
          products,
          perSecond: this.#history.rate(),
          grewAt: grew?.at ?? Date.now(),
          orEarlier: grew?.orEarlier ?? false,
          ...(this.#noTable && { noTable: true as const }),
        },
      }),
      ...(this.#delay !== undefined && { delay: this.#delay }),
      ...(this.#rejected && { rejected: this.#rejected }),
      unreadable: this.#unreadable,
      ...(this.#stream && { stream: this.#stream }),
    };
  }

  /** Each table once, whichever of its questions failed. */
  get #unreadable(): UnreadableTable[] {
    const byTable = new Map([...this.#unread].map(([name, message]) => [readBy[name] as string, message]));
    return [...byTable].map(([table, message]) => ({ table, message }));
  }

  /** Rates of the last ten minutes, oldest first. */
  get history(): RatePoint[] {
    return this.#history.rates();
  }

  /**
   * Starts watching with the first listener.
   *
   * @returns call it to stop listening; with the last listener, watching stops.
   */
  subscribe(listener: (change: WatchChange) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = new AbortController();
      void this.#repeat(this.#running.signal, this.#options.interval ?? 1000, () => this.#count());
      void this.#repeat(this.#running.signal, FIGURES_INTERVAL, () => this.#figures());
      void this.#followStream(this.#running.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Stops watching; questions under way are left to end by themselves, unheard. */
  close(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #repeat(signal: AbortSignal, interval: number, look: () => Promise<boolean>): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const begun = Date.now();
      failures = (await look()) ? 0 : failures + 1;
      const wait = Math.min(interval * (failures + 1), Math.max(LONGEST_RETRY, interval));
      await pause(Math.max(wait - (Date.now() - begun), 50), signal).catch(() => undefined);
    }
  }

  #tell(change: WatchChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #ask(name: QuestionName): Promise<QueryResult> {
    return await this.#options.client.query(question(name).sql, {
      signal: AbortSignal.timeout(GIVEN_UP_AFTER),
    });
  }

  /** @returns whether the tables answered. */
  async #count(): Promise<boolean> {
    const impatient = setTimeout(
      () => this.#lose({ message: `no answer for ${PATIENCE / 1000} seconds`, waiting: true }),
      PATIENCE,
    );
    try {
      const { rows } = await this.#ask("clicks_per_product");
      this.#counted(rows.map(([product, category, clicks]) => [int(product), int(category), Number(clicks)]));
    } catch (error) {
      if (isMissingTable(error)) this.#counted([], true);
      else this.#lose({ message: messageOf(error) });
      return isMissingTable(error);
    } finally {
      clearTimeout(impatient);
    }
    return true;
  }

  #counted(products: ProductRow[], noTable = false): void {
    this.#noTable = noTable;
    const now = Date.now();
    const total = totalOf(products);
    const unseen = total > 0 && now - (this.#history.newest ?? 0) > GAP;
    if (this.#connection.state !== "connected") this.#connection = { state: "connected", since: now };
    this.#answeredAt = now;
    this.#products = products;
    if (total > 0) this.#firstClick.abort();
    this.#history.add(now, total);
    this.#tell("view");
    if (!unseen) return;
    this.#recalled = false;
    void this.#figures();
  }

  /** Before the first click there is nothing else to tell. */
  async #followStream(signal: AbortSignal): Promise<void> {
    const { stream } = this.#options;
    if (!stream) return;
    await this.#repeat(AbortSignal.any([signal, this.#firstClick.signal]), 1000, async () => {
      this.#stream = await stream().catch(() => undefined);
      if (!this.#firstClick.signal.aborted) this.#tell("view");
      return true;
    });
    this.#stream = undefined;
  }

  /** Fills the ten minutes in which nobody watched; until that works, the chart begins with this watch. */
  async #recall(): Promise<void> {
    const result = await this.#read("clicks_per_second");
    if (!result) return;
    this.#recalled = true;
    const seconds = result.rows.map(([second, clicks]) => ({
      at: timeOf(second ?? ""),
      total: Number(clicks),
    }));
    this.#history.seed(seconds, Date.now(), totalOf(this.#products ?? []));
    this.#tell("history");
  }

  #lose(why: Pick<Connection, "message" | "waiting">): void {
    const since =
      this.#connection.state === "lost" ? this.#connection.since : (this.#answeredAt ?? Date.now());
    this.#connection = { state: "lost", since, ...why };
    this.#tell("view");
  }

  async #figures(): Promise<boolean> {
    if (this.#connection.state !== "connected" || !this.#products?.length) return true;
    const [delay, rejected] = await Promise.all([
      this.#read("delay"),
      this.#read("rejected"),
      this.#recalled || this.#recall(),
    ]);
    this.#delay = delay && delayOf(delay);
    this.#rejected = rejected && rejectedOf(rejected);
    return delay !== undefined;
  }

  /** Asks a question without which the counts still are right. @returns undefined where its table cannot be read. */
  async #read(name: keyof typeof readBy): Promise<QueryResult | undefined> {
    try {
      const result = await this.#ask(name);
      this.#unread.delete(name);
      return result;
    } catch (error) {
      this.#unread.set(name, messageOf(error));
      return undefined;
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const int = (value: string | null | undefined): number | null => (value == null ? null : Number(value));

const totalOf = (products: readonly ProductRow[]): number =>
  products.reduce((sum, [, , clicks]) => sum + clicks, 0);

/** Spark writes `2026-11-24 02:36:00` in the session's zone, UTC; Databricks `2026-11-24T02:36:00.000Z`. */
const timeOf = (text: string): number =>
  Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`);

function delayOf({ rows }: QueryResult): Delay | null {
  const [, p50, p95] = rows[0] ?? [];
  return p50 == null || p95 == null ? null : { p50: Number(p50), p95: Number(p95) };
}

function rejectedOf({ rows }: QueryResult): Rejected {
  const reasons = rows.map(([reason, events]) => [reason ?? "unknown", Number(events)] as const);
  return { events: reasons.reduce((sum, [, events]) => sum + events, 0), reasons };
}
