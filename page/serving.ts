import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Hono } from "hono";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Longest wait for browsers to take in that it ends, in milliseconds: one that reads nothing must not hold it up. */
const LONGEST_GOODBYE = 500;

/** Routes that are being served on loopback. */
export interface ServedApp {
  readonly port: number;
  /**
   * Stops serving, closes every connection and frees the port.
   *
   * @param sayGoodbye has each browser told that it ends.
   */
  close(sayGoodbye: () => void): Promise<void>;
}

/** @throws Error naming the port where it is taken. */
export async function serveApp(app: Hono, port: number): Promise<ServedApp> {
  const server = createAdaptorServer({ fetch: app.fetch });
  const unfinished = openResponses(server);
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: async (sayGoodbye) => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      sayGoodbye();
      const patience = AbortSignal.timeout(LONGEST_GOODBYE);
      await Promise.race([Promise.all(unfinished().map(ended)), once(patience, "abort")]);
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
