import { questions } from "../queries";
import { PageKey } from "./key";
import { createApp } from "./server";
import { serveApp } from "./serving";
import type { StepsSource } from "./steps";
import type { SqlClient } from "../clients/sqlClient";
import type { PageEnd, WhatEnded } from "./view";
import { TableWatch } from "./watch";

export type { PageView, StreamState } from "./view";
export { waitingFor } from "./waiting";
export { checkPort } from "./serving";
export { TableWatch } from "./watch";
export {
  stepsOf,
  type StepProgress,
  type StepResource,
  type StepProgressState,
  type StepsSource,
} from "./steps";

/** Most rows that the page shows of an answer. */
const ROW_LIMIT = 10_000;

/** What the page shows, and where it is served. */
export interface PageOptions {
  /** Queries the tables; its schema, or the lake's root, must be set. */
  readonly client: SqlClient;
  /** Where the tables are, to show: their schema, or the root of the lake. */
  readonly tables: string;
  readonly steps: StepsSource;
  /** Whose challenge this is, to show. */
  readonly team: string;
  /** Port on 127.0.0.1. @default any free one */
  readonly port?: number;
  /** Milliseconds from one look at the tables to the next. @default 1000 */
  readonly interval?: number;
  /** A watch on the tables that others listen to as well, and close. @default one of the page's own */
  readonly watch?: TableWatch;
}

/** A page that is being served. */
export interface Page {
  /** To be opened first: `http://127.0.0.1:40123/?key=…`. Secret: whoever has it may ask the tables. */
  readonly url: string;
  /**
   * Tells the browsers that it ends, stops serving, closes every connection and frees the port.
   *
   * @param what ends. @default the page alone
   */
  close(what?: WhatEnded): Promise<void>;
}

/**
 * Serves the live page on loopback.
 *
 * @throws Error naming the port where it is taken.
 */
export async function createPage(options: PageOptions): Promise<Page> {
  const { client, tables, interval, port = 0 } = options;
  const own = options.watch === undefined;
  const watch = options.watch ?? new TableWatch({ client, ...(interval === undefined ? {} : { interval }) });
  const about = { team: options.team, tables, rowLimit: ROW_LIMIT, questions };
  const key = new PageKey();
  const ending = new AbortController();
  const app = createApp({ key, about, client, watch, steps: options.steps, ending: ending.signal });
  const served = await serveApp(app, port);
  return {
    url: key.addressAt(served.port),
    close: async (what = "page") => {
      await served.close(() => ending.abort({ at: Date.now(), what } satisfies PageEnd));
      if (own) watch.close();
    },
  };
}
