import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE, type SSEStreamingApi } from "hono/streaming";
import { StatementError, type SqlClient } from "../clients/sqlClient";
import { buildAssets } from "./assets";
import { ownHeaders, ownHostOnly, ownSiteOnly, sameOriginOnly, sendAsset } from "./guards";
import type { PageKey } from "./key";
import { placed } from "./place";
import { refusal, refusalOf, unknownVerb } from "./readOnly";
import { tellChanges } from "./serverEvents";
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

/** The page's routes. */
export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  app.use(ownHostOnly);
  app.use(ownHeaders());
  app.use(options.key.guard);
  for (const [path, asset] of buildAssets()) app.get(path, (c) => sendAsset(c, asset));
  app.get("/about", ownSiteOnly, (c) => c.json(options.about));
  app.get("/events", ownSiteOnly, (c) => streamSSE(c, (stream) => tell(stream, options)));
  app.post("/ask", sameOriginOnly, bodyLimit({ maxSize: LARGEST_STATEMENT }), (c) => ask(c, options));
  return app;
}

/** The end is the last to be told. */
function tell(stream: SSEStreamingApi, { watch, steps, ending }: AppOptions): Promise<void> {
  return tellChanges(stream, {
    data: {
      steps: () => steps.current(),
      history: () => watch.history,
      view: () => watch.view,
      ended: () => ending.reason as PageEnd,
    },
    subscribe: (changed) => {
      const unsubscribe = [
        watch.subscribe((change) => changed(change, "view")),
        steps.subscribe(() => changed("steps")),
      ];
      return () => unsubscribe.forEach((stop) => stop());
    },
    ending,
  });
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
