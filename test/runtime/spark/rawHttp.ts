import { connect } from "node:net";
import { text } from "node:stream/consumers";

/** Sends what is no request that `fetch` would send, and returns all that comes back until the connection ends. */
export async function raw(url: string, ...pieces: string[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  for (const piece of pieces) socket.write(piece);
  return text(socket);
}

/** A request's head, as it is on the wire. */
export const head = (method: string, path: string, ...lines: string[]): string =>
  [`${method} ${path} HTTP/1.1`, "Host: x", ...lines, "", ""].join("\r\n");

export const statusOf = (answer: string): number => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);

export const bodyOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));
