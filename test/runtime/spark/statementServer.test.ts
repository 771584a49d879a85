import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { bodyOf, head, raw, statusOf } from "./rawHttp";
import type { Answering } from "../../../runtime/spark/answering";
import { StatementServer } from "../../../runtime/spark/statementServer";

const PATH = "/api/2.0/sql/statements";
const LARGEST = 16 * 2 ** 20;

/** Stands for the process that answers; notes what reaches it. */
class Behind {
  readonly seen: { method: string; url: string; token: string; body: string }[] = [];
  #server: Server | undefined;
  #cuts = false;

  async start(token = "inner"): Promise<Answering> {
    this.#server = createServer((request, response) => {
      void this.#note(request).then(() => {
        if (this.#cuts) request.socket.destroy();
        else response.writeHead(418).end('{"answer":1}');
      });
    }).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return { url: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`, token };
  }

  dieWhileAnswering(): void {
    this.#cuts = true;
  }

  answer(): void {
    this.#cuts = false;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #note(request: IncomingMessage): Promise<void> {
    const token = request.headers.authorization ?? "";
    this.seen.push({
      method: request.method ?? "",
      url: request.url ?? "",
      token,
      body: await text(request),
    });
  }
}

let behind: Behind;
let answering: () => Promise<Answering>;
let server: StatementServer;

beforeEach(async () => {
  behind = new Behind();
  const there = await behind.start();
  answering = () => Promise.resolve(there);
  server = await StatementServer.open(() => answering());
});

afterEach(async () => {
  await server.close();
  await behind.stop();
});

const send = (...pieces: string[]): Promise<string> => raw(server.url, ...pieces);
const post = (...lines: string[]): string => head("POST", PATH, ...lines);
const own = (): string => `Authorization: Bearer ${server.token}`;

it("passes a request on with the process's own secret, and its answer back as it is", async () => {
  const response = await fetch(`${server.url}${PATH}/x?y=1`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: '{"statement":"é"}',
  });
  expect([response.status, await response.json()]).toEqual([418, { answer: 1 }]);
  expect(behind.seen).toEqual([
    { method: "POST", url: `${PATH}/x?y=1`, token: "Bearer inner", body: '{"statement":"é"}' },
  ]);
});

it("ends a request that comes too slowly within seconds, in the API's own form", async () => {
  const begun = performance.now();
  const slow = [
    send("POST /api/2.0/sql/statements HTTP/1.1\r\nHost: x\r\n"),
    send(post(own(), "Content-Length: 10"), "{"),
    send(post("Transfer-Encoding: chunked", own()), "1\r\n{\r\n"),
  ];
  for (const answer of await Promise.all(slow)) {
    expect([statusOf(answer), bodyOf(answer)]).toEqual([
      408,
      { error_code: "REQUEST_TIMEOUT", message: "The request came too slowly." },
    ]);
  }
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(behind.seen).toEqual([]);
});

it.each(["-1", "one", "1e3", "0x10", "1.5", "99999999999999999999999999"])(
  "refuses a Content-Length of %s as malformed",
  async (length) => {
    const answer = await send(post(own(), `Content-Length: ${length}`));
    expect(statusOf(answer)).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error_code: "MALFORMED_REQUEST" });
    expect(behind.seen).toEqual([]);
  },
);

it("refuses what is no HTTP, in the API's own form", async () => {
  const answer = await send("hello\r\n\r\n");
  expect(statusOf(answer)).toBe(400);
  expect(bodyOf(answer)).toMatchObject({ error_code: "MALFORMED_REQUEST" });
});

it("looks at the token before it reads the body, and then reads no more", async () => {
  const answer = await send(post("Authorization: Bearer guess", `Content-Length: ${LARGEST}`), "{");
  expect(statusOf(answer)).toBe(401);
  expect(bodyOf(answer)).toEqual({
    error_code: "UNAUTHENTICATED",
    message: "The request has no valid bearer token.",
  });
});

it.each([
  ["who may ask", () => own()],
  ["anybody else", () => "Authorization: Bearer guess"],
])("refuses a body that is too large before it is sent, to %s", async (_, authorization) => {
  const answer = await send(post(authorization(), `Content-Length: ${LARGEST + 1}`));
  expect(statusOf(answer)).toBe(400);
  expect(bodyOf(answer)).toEqual({
    error_code: "MALFORMED_REQUEST",
    message: `The body has more than ${LARGEST} bytes, the most that are taken here.`,
  });
});

it("and one that turns out to be", async () => {
  const chunk = "x".repeat(2 ** 20);
  const chunks = Array.from({ length: 17 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  const answer = await send(post(own(), "Transfer-Encoding: chunked"), ...chunks);
  expect(statusOf(answer)).toBe(400);
  expect(behind.seen).toEqual([]);
});

it("sends no request to another server than the process that answers, however the address is written", async () => {
  const other = new Behind();
  const { url } = await other.start();
  try {
    for (const path of [url.replace("http:", ""), `${url}/x`]) {
      const answer = await raw(server.url, head("GET", path, own(), "Connection: close"));
      expect([statusOf(answer), bodyOf(answer)]).toEqual([
        404,
        { error_code: "ENDPOINT_NOT_FOUND", message: `No API found for '${path}'` },
      ]);
    }
    expect([behind.seen, other.seen]).toEqual([[], []]);
  } finally {
    await other.stop();
  }
});

it("lets what is asked wait while the process is away, and keeps the port meanwhile", async () => {
  let back: (there: Answering) => void = () => undefined;
  const there = await answering();
  answering = () => new Promise((resolve) => (back = resolve));
  const response = fetch(`${server.url}${PATH}`, { headers: { authorization: `Bearer ${server.token}` } });
  const other = createServer().listen(Number(new URL(server.url).port), "127.0.0.1");
  const [taken] = (await once(other, "error")) as [NodeJS.ErrnoException];
  expect(taken.code).toBe("EADDRINUSE");
  while (behind.seen.length === 0) {
    back(there);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect((await response).status).toBe(418);
});

it("asks the next process where the last one has just ended and has not had the question", async () => {
  const there = await answering();
  const ended = new Behind();
  const processes = [{ ...(await ended.start()), token: "gone" }, there];
  await ended.stop();
  answering = () => Promise.resolve(processes.shift() ?? there);
  const response = await fetch(`${server.url}${PATH}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect([response.status, behind.seen.map(({ token }) => token)]).toEqual([418, ["Bearer inner"]]);
});

it("says so where the process ends over a question, in a way that nobody asks it again by", async () => {
  behind.dieWhileAnswering();
  const response = await fetch(`${server.url}${PATH}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: "{}",
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({
    error_code: "INTERNAL_ERROR",
    message: expect.stringContaining("The process that answers questions ended while it had this one"),
  });
});

describe("after an answer that broke off", () => {
  const ask = async (): Promise<number> => {
    const response = await fetch(`${server.url}${PATH}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    return response.status;
  };

  it("the next question waits for the run that comes after the one that is ending", async () => {
    const after = new Behind();
    try {
      behind.dieWhileAnswering();
      expect(await ask()).toBe(500);
      const waiting = ask();
      const next = await after.start("after");
      answering = () => Promise.resolve(next);
      expect(await waiting).toBe(418);
      expect([behind.seen.length, after.seen.length]).toEqual([1, 1]);
    } finally {
      await after.stop();
    }
  });

  it("a run that has not ended is asked again after seconds", async () => {
    behind.dieWhileAnswering();
    expect(await ask()).toBe(500);
    behind.answer();
    const began = performance.now();
    expect(await ask()).toBe(418);
    expect(performance.now() - began).toBeGreaterThan(2_000);
  });
});

it("asks to be asked again where there is no process, and says why", async () => {
  answering = () => Promise.reject(new Error("Spark did not start: no memory."));
  const response = await fetch(`${server.url}${PATH}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await response.json()).toEqual({
    error_code: "TEMPORARILY_UNAVAILABLE",
    message: "Nothing answers questions at the moment. Spark did not start: no memory.",
  });
});

it("holds a bounded number of connections, and serves again when some have ended", async () => {
  const port = Number(new URL(server.url).port);
  const sockets: Socket[] = [];
  for (let count = 0; count < 300; count++) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    sockets.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sockets.filter((socket) => socket.closed || socket.readableEnded || socket.destroyed).length).toBe(
    44,
  );
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const response = await fetch(`${server.url}${PATH}`, { headers: { authorization: "Bearer guess" } });
  expect(response.status).toBe(401);
});
