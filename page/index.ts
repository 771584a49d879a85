import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { questions } from "../queries";
import { PageKey } from "./key";
import { createApp } from "./server";
import type { StepsSource } from "./steps";
import type { SqlClient } from "../clients/sqlClient";
import { TableWatch } from "./watch";

export type { PageView } from "./view";
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
  /**
   * Refuse statements that would change a table before they are sent.
   *
   * @default true (`npm run page` sets false: on Databricks the user's own rights decide)
   */
  readonly readOnly?: boolean;
  /** Milliseconds from one look at the tables to the next. @default 1000 */
  readonly interval?: number;
  /** A watch on the tables that others listen to as well, and close. @default one of the page's own */
  readonly watch?: TableWatch;
}

/** A page that is being served. */
export interface Page {
  /** To be opened first: `http://127.0.0.1:40123/?key=…`. Secret: whoever has it may ask the tables. */
  readonly url: string;
  /** Stops serving, closes every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves the live page on loopback.
 *
 * @throws Error naming the port where it is taken.
 */
export async function createPage(options: PageOptions): Promise<Page> {
  const { client, tables, readOnly = true, interval, port = 0 } = options;
  const own = options.watch === undefined;
  const watch = options.watch ?? new TableWatch({ client, ...(interval === undefined ? {} : { interval }) });
  const about = { team: options.team, tables, readOnly, rowLimit: ROW_LIMIT, questions };
  const key = new PageKey();
  const app = createApp({ key, about, client, watch, steps: options.steps });
  const server = createAdaptorServer({ fetch: app.fetch });
  await listen(server, port);
  return {
    url: key.addressAt((server.address() as AddressInfo).port),
    close: () => {
      if (own) watch.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}

function listen(server: ServerType, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`port ${port} is taken: choose another one with --port`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
