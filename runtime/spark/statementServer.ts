import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Runs, type Answering } from "./answering";

/** What is answered: an HTTP status, and JSON. */
interface DriverAnswer {
  readonly status: number;
  readonly text: string;
}

const LARGEST_BODY = 16 * 2 ** 20;
/** Many pages and commands; each connection costs memory, and other users of this machine can open some, too. */
const MAX_CONNECTIONS = 256;
/** For a whole request, which comes over loopback. */
const REQUEST_LIMIT_MS = 10_000;
/** Node looks at what is too slow only so often, every 30 s by itself. */
const CHECK_MS = 1_000;
/** Longer than the process takes to be there again. Clients try again then. */
const ABSENCE_LIMIT_MS = 60_000;
const RETRY_SECONDS = 2;
const RETRY_MS = 100;

/**
 * Databricks' SQL Statement Execution API on a port of loopback that is its own from the start to the end. The process that
 * answers may end over a question and be started again: meanwhile nobody else can listen where clients send their token, and
 * what they ask waits.
 */
export class StatementServer {
  readonly #server: Server;

  private constructor(
    readonly url: string,
    /** Bearer token of clients. */
    readonly token: string,
    server: Server,
  ) {
    this.#server = server;
  }

  /** @param answering the process that answers; may take its time, and rejects where there will be none */
  static async open(answering: () => Promise<Answering>): Promise<StatementServer> {
    const token = randomBytes(24).toString("base64url");
    const expected = digest(`Bearer ${token}`);
    const runs = new Runs(answering);
    const server = createServer({
      headersTimeout: REQUEST_LIMIT_MS,
      requestTimeout: REQUEST_LIMIT_MS,
      connectionsCheckingInterval: CHECK_MS,
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.on("request", (request, response) => {
      void answerTo(request, expected, runs).then((answer) => send(response, answer));
    });
    server.on("clientError", sendClientError);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return new StatementServer(`http://127.0.0.1:${port}`, token, server);
  }

  /** Frees the port; requests under way are cut off. */
  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** In this order: what is wrong with the headers, who asks, and only then the body. */
async function answerTo(request: IncomingMessage, expected: Buffer, runs: Runs): Promise<DriverAnswer> {
  // Node itself has refused lengths that are none.
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) return tooLarge;
  if (!timingSafeEqual(digest(request.headers.authorization ?? ""), expected))
    return error(401, "UNAUTHENTICATED", "The request has no valid bearer token.");
  try {
    const body = await bodyOf(request);
    return body === undefined ? tooLarge : await passOn(request, body, runs);
  } catch {
    return error(400, "MALFORMED_REQUEST", "The request broke off.");
  }
}

/** @returns undefined where it is too large */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function passOn(
  { method = "GET", url = "/" }: IncomingMessage,
  body: Buffer,
  runs: Runs,
): Promise<DriverAnswer> {
  // Anything else would name another server: `//host/`, `http://host/`.
  if (!/^\/(?!\/)/.test(url)) return error(404, "ENDPOINT_NOT_FOUND", `No API found for '${url}'`);
  const deadline = performance.now() + ABSENCE_LIMIT_MS;
  for (;;) {
    const process = await inTime(runs.current(), deadline).catch((reason: unknown) => reason);
    if (!isAnswering(process)) {
      const why = process instanceof Error ? ` ${process.message}` : "";
      return error(503, "TEMPORARILY_UNAVAILABLE", `Nothing answers questions at the moment.${why}`);
    }
    try {
      const response = await fetch(new URL(url, process.url), {
        method,
        headers: { authorization: `Bearer ${process.token}` },
        ...(method === "GET" || method === "HEAD" ? {} : { body: new Uint8Array(body) }),
      });
      return { status: response.status, text: await response.text() };
    } catch (failure) {
      const refused = wasRefused(failure);
      if (!refused) runs.brokeOff(process);
      // A refused connection: it has just ended, and has not had the question.
      if (!refused || performance.now() > deadline) return endedMeanwhile;
      await sleep(RETRY_MS);
    }
  }
}

function wasRefused(failure: unknown): boolean {
  const { cause } = failure as { cause?: NodeJS.ErrnoException };
  return cause?.code === "ECONNREFUSED";
}

const isAnswering = (value: unknown): value is Answering =>
  typeof value === "object" && value !== null && "url" in value && "token" in value;

function inTime<T>(work: Promise<T>, deadline: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, deadline - performance.now(), undefined);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

function send(response: ServerResponse, { status, text }: DriverAnswer): void {
  response.setHeader("content-type", "application/json");
  response.setHeader("content-length", Buffer.byteLength(text));
  if (status === 503) response.setHeader("retry-after", RETRY_SECONDS);
  // What was not read of the request would be taken for the next one.
  if (status === 400 || status === 401) response.setHeader("connection", "close");
  response.writeHead(status);
  response.end(text);
}

/** What is no HTTP, or comes too slowly, in the API's own form. */
function sendClientError({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const timedOut = code === "ERR_HTTP_REQUEST_TIMEOUT";
  const { status, text } = timedOut
    ? error(408, "REQUEST_TIMEOUT", "The request came too slowly.")
    : error(400, "MALFORMED_REQUEST", `This is no request that can be read (${code ?? "unknown"}).`);
  const head = `HTTP/1.1 ${status} ${timedOut ? "Request Timeout" : "Bad Request"}`;
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`;
  socket.end(`${head}\r\n${headers}\r\n\r\n${text}`);
}

/** As Databricks writes errors. */
const error = (status: number, code: string, message: string): DriverAnswer => ({
  status,
  text: JSON.stringify({ error_code: code, message }),
});

const tooLarge = error(
  400,
  "MALFORMED_REQUEST",
  `The body has more than ${LARGEST_BODY} bytes, the most that are taken here.`,
);

/** No 503: a client would ask the same again, and it may be what ended the process. */
const endedMeanwhile = error(
  500,
  "INTERNAL_ERROR",
  "The process that answers questions ended while it had this one: it took more memory or disk than there is for it, or another one did. Ask for less.",
);

/** Digests have the same length, whatever is given. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
