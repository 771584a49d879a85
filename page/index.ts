import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { questions } from "../queries";
import { PageKey } from "./key";
import { createApp } from "./server";
import type { StepsSource } from "./steps";
import type { SqlClient } from "../clients/sqlClient";
import type { PageEnd, WhatEnded } from "./view";
import { TableWatch } from "./watch";

export type { PageView, StreamState } from "./view";
export { waitingFor } from "./waiting";
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

/** Longest wait for browsers to take in that it ends, in milliseconds: one that reads nothing must not hold it up. */
const LONGEST_GOODBYE = 500;

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
  const server = createAdaptorServer({ fetch: app.fetch });
  const unfinished = openResponses(server);
  await listen(server, port);
  return {
    url: key.addressAt((server.address() as AddressInfo).port),
    close: async (what = "page") => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      ending.abort({ at: Date.now(), what } satisfies PageEnd);
      const patience = AbortSignal.timeout(LONGEST_GOODBYE);
      await Promise.race([Promise.all(unfinished().map(ended)), once(patience, "abort")]);
      if (own) watch.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** The responses that are not sent to their end yet. */
function openResponses(server: ServerType): () => ServerResponse[] {
  const open = new Set<ServerResponse>();
  server.on("request", (_request: unknown, response: ServerResponse) => {
    open.add(response);
    response.once("close", () => open.delete(response));
  });
  return () => [...open];
}

const ended = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => void response.once("close", resolve));

/**
 * Checks that a page could be served at a port, before anything is created that the page is for.
 *
 * @throws Error naming the port where it is taken.
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await new Promise((resolve) => server.close(resolve));
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
