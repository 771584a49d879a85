import { Hono, type Context, type Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE, type SSEStreamingApi } from "hono/streaming";
import { StatementError, type SqlClient } from "../clients/sqlClient";
import { buildAssets, type Asset } from "./assets";
import type { PageKey } from "./key";
import { placed } from "./place";
import { refusal, refusalOf, unknownVerb } from "./readOnly";
import type { StepsSource } from "./steps";
import type { About, AskAnswer, AskError, PageEnd } from "./view";
import type { TableWatch } from "./watch";

/** What the routes need. */
export interface AppOptions {
  readonly key: PageKey;
  readonly about: About;
  readonly client: SqlClient;
  readonly watch: TableWatch;
  readonly steps: StepsSource;
  /** Aborted with an {@link PageEnd} when the server is about to close: whoever listens is told, and then no more. */
  readonly ending: AbortSignal;
}

/** Largest statement that is accepted, in bytes. */
const LARGEST_STATEMENT = 100_000;

/** Longest silence, so that both ends notice a dead connection. In milliseconds. */
const HEARTBEAT = 10_000;

/** Nothing from elsewhere, nothing inline, and no way for a string to become HTML. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
};

/** A name that leads here although it is not this machine's own is a rebinding attack. */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

const notThisPage = { message: "Only this page itself may ask." };

async function ownHostOnly(c: Context, next: Next): Promise<Response | undefined> {
  if (!OWN_HOST.test(c.req.header("host") ?? "")) return c.text("Only for this machine.", 403);
  await next();
  return undefined;
}

async function sameOriginOnly(c: Context, next: Next): Promise<Response | undefined> {
  if (c.req.header("origin") !== `http://${c.req.header("host")}`) {
    return c.json(notThisPage, 403);
  }
  await next();
  return undefined;
}

/**
 * Refuses what a page of another site, or of another port of this machine, has its browser ask for: it could not read the
 * answer, but each connection keeps the tables being asked, and the cookie goes along to every port of a host. Browsers say by
 * themselves whose request it is (W3C, Fetch Metadata Request Headers).
 */
async function ownSiteOnly(c: Context, next: Next): Promise<Response | undefined> {
  const site = c.req.header("sec-fetch-site") ?? "none";
  const own = `http://${c.req.header("host")}`;
  if (!["same-origin", "none"].includes(site) || (c.req.header("origin") ?? own) !== own) {
    return c.json(notThisPage, 403);
  }
  await next();
  return undefined;
}

/** The page's routes. */
export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  app.use(ownHostOnly);
  app.use(secureHeaders({ contentSecurityPolicy: policy, referrerPolicy: "no-referrer" }));
  app.use(options.key.guard);
  for (const [path, asset] of buildAssets()) app.get(path, (c) => send(c, asset));
  app.get("/about", ownSiteOnly, (c) => c.json(options.about));
  app.get("/events", ownSiteOnly, (c) => streamSSE(c, (stream) => tell(stream, options)));
  app.post("/ask", sameOriginOnly, bodyLimit({ maxSize: LARGEST_STATEMENT }), (c) => ask(c, options));
  return app;
}

function send(c: Context, { type, body, etag }: Asset): Response {
  c.header("etag", etag);
  c.header("cache-control", "no-cache");
  if (c.req.header("if-none-match") === etag) return c.body(null, 304);
  return c.body(body, 200, { "content-type": type });
}

/** Sends changes as they come; a browser that is slow to read gets the newest only. The end is the last to be sent. */
async function tell(stream: SSEStreamingApi, { watch, steps, ending }: AppOptions): Promise<void> {
  const data = {
    steps: () => steps.current(),
    history: () => watch.history,
    view: () => watch.view,
    ended: () => ending.reason as PageEnd,
  };
  const due = new Set<keyof typeof data>(["steps", "history", "view"]);
  let wake = (): void => undefined;
  const later = (...what: (keyof typeof data)[]): void => {
    for (const one of what) due.add(one);
    wake();
  };
  const unsubscribe = [
    watch.subscribe((change) => later(change, "view")),
    steps.subscribe(() => later("steps")),
  ];
  const end = (): void => later("ended");
  if (ending.aborted) end();
  ending.addEventListener("abort", end);
  const beat = setInterval(() => later("view"), HEARTBEAT);
  stream.onAbort(() => wake());
  try {
    while (!stream.aborted && !stream.closed) {
      for (const event of due) {
        due.delete(event);
        await stream.writeSSE({ event, data: JSON.stringify(data[event]()) });
        if (event === "ended") return;
      }
      if (due.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(beat);
    ending.removeEventListener("abort", end);
    for (const stop of unsubscribe) stop();
  }
}

async function ask(c: Context, { about, client }: AppOptions): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const sql = typeof body === "object" && body !== null && "sql" in body ? body.sql : undefined;
  if (typeof sql !== "string") return fail(c, { message: "Expected JSON with “sql”, a string." });
  const refused = refusal(sql);
  if (refused !== undefined) return fail(c, { message: refused });
  const begun = performance.now();
  // A browser that cancels, or goes away, aborts the request, and with it the statement.
  const { signal } = c.req.raw;
  try {
    const verb = unknownVerb(sql);
    if (verb !== undefined) return fail(c, await typoIn(sql, verb, client, signal));
    const result = await client.query(sql, { rowLimit: about.rowLimit, signal });
    const answer: AskAnswer = { ...result, milliseconds: Math.round(performance.now() - begun) };
    return c.json(answer);
  } catch (error) {
    if (error instanceof StatementError) return fail(c, placed(error.message));
    return fail(c, { message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Lets Spark itself say what is wrong with a statement whose first word is unknown here. EXPLAIN parses it and runs
 * nothing, so that a warehouse, which unlike the local driver may change tables, changes none either.
 */
async function typoIn(sql: string, verb: string, client: SqlClient, signal: AbortSignal): Promise<AskError> {
  try {
    await client.query(`EXPLAIN\n${sql}`, { rowLimit: 1, signal });
    return { message: refusalOf(verb) };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const { line, ...rest } = placed(error.message);
    return line === undefined ? rest : { ...rest, line: Math.max(1, line - 1) };
  }
}

const fail = (c: Context, error: AskError): Response => c.json(error, 400);
