/**
 * What the server tells the browsers, as JSON over server-sent events. Times are milliseconds since the epoch,
 * of the server's clock, which on loopback is the browser's, too.
 */

/** Product, category, clicks. Null where an event named none. */
export type ProductRow = readonly [productid: number | null, category: number | null, clicks: number];

/** Whether the tables can be asked. */
export interface Connection {
  readonly state: "connecting" | "connected" | "lost";
  /** Since when it is so; for a lost connection, when it last answered. */
  readonly since: number;
  /** Why it is lost. */
  readonly message?: string;
  /** A query is under way that may still be answered. */
  readonly waiting?: true;
}

/** The small table's contents, and what follows from their history. */
export interface PageCounts {
  readonly total: number;
  readonly products: readonly ProductRow[];
  /** Clicks a second counted over the last thirty seconds. */
  readonly perSecond: number;
  /** When the total last grew. */
  readonly grewAt: number;
  /** The total may have stopped growing before {@link grewAt}: that is only how far back was looked. */
  readonly orEarlier: boolean;
  /** The stream has not created its tables yet. */
  readonly noTable?: true;
}

/** What the stream does, from its job's state. */
export type StreamState =
  | { readonly state: "paused" | "starting" | "running" }
  | { readonly state: "failed"; readonly error: string };

/** A table that cannot be read although others can. */
export interface UnreadableTable {
  readonly table: string;
  readonly message: string;
}

/** Seconds from the hub to the table, of clicks that reached the hub within the last minute. */
export interface Delay {
  readonly p50: number;
  readonly p95: number;
}

/** Events that were no clicks. */
export interface Rejected {
  readonly events: number;
  readonly reasons: readonly (readonly [reason: string, events: number])[];
}

/** Everything that changes every second: the event `view`. */
export interface PageView {
  readonly at: number;
  readonly connection: Connection;
  /** Absent until the tables answered once. All zero while there is no table yet. */
  readonly counts?: PageCounts;
  /** Null where no click came within the last minute; absent until asked. */
  readonly delay?: Delay | null;
  readonly rejected?: Rejected;
  readonly unreadable: readonly UnreadableTable[];
  /** Absent once a click is counted, and where nobody knows. */
  readonly stream?: StreamState;
}

/** What is over: the page's server alone, or the challenge that it shows, which is then being removed. */
export type WhatEnded = "page" | "session";

/** The last event, `ended`: the server closes. */
export interface PageEnd {
  readonly at: number;
  readonly what: WhatEnded;
}

/** One point of the rate chart: the event `history` holds the last ten minutes of them, oldest first. */
export type RatePoint = readonly [at: number, perSecond: number];

/** What the page shows for good: `GET /about`. */
export interface About {
  /** Whose challenge this is. */
  readonly team: string;
  /** Schema or lake that holds the tables. */
  readonly tables: string;
  readonly rowLimit: number;
  readonly questions: readonly { readonly name: string; readonly title: string; readonly sql: string }[];
}

/** A table to show: its types as SQL names them, its values as text. */
export interface ShownTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Answer to `POST /ask`. */
export interface AskAnswer extends ShownTable {
  readonly truncated: boolean;
  readonly milliseconds: number;
}

/** Why a statement was not answered. */
export interface AskError {
  /** Without plan and repeated statement. */
  readonly message: string;
  /** Where in the statement, counted from 1; absent where Spark does not say. */
  readonly line?: number;
  readonly column?: number;
}
