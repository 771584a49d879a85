import { Hono, type Context } from "hono";
import { streamSSE } from "hono/streaming";
import { buildBoardAssets } from "../assets";
import { ownHeaders, ownHostOnly, ownSiteOnly, sendAsset } from "../guards";
import { PageKey } from "../key";
import { tellChanges } from "../serverEvents";
import { serveApp } from "../serving";
import type { PageEnd } from "../view";
import type { BoardView } from "./view";

/** What the board's page shows, and where it is served. */
export interface BoardPageOptions {
  /** The newest view; undefined before the first round. */
  readonly current: () => BoardView | undefined;
  /** @returns how to end it. */
  readonly subscribe: (changed: () => void) => () => void;
  /**
   * Opens a team's own live page.
   *
   * @returns its address. Secret.
   * @throws Error with why it cannot be opened.
   */
  readonly openTeam: (team: string) => Promise<string>;
  /** Port on 127.0.0.1. @default any free one */
  readonly port?: number;
}

/** A board that is being served. */
export interface BoardPage {
  /** To be opened first. Secret: whoever has it may open every team's page. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves an event's board on loopback.
 *
 * @throws Error naming the port where it is taken.
 */
export async function createBoardPage(options: BoardPageOptions): Promise<BoardPage> {
  const key = new PageKey();
  const ending = new AbortController();
  const served = await serveApp(boardApp(options, key, ending.signal), options.port ?? 0);
  const end: PageEnd = { at: 0, what: "page" };
  return {
    url: key.addressAt(served.port),
    close: () => served.close(() => ending.abort({ ...end, at: Date.now() })),
  };
}

function boardApp(
  { current, subscribe, openTeam }: BoardPageOptions,
  key: PageKey,
  ending: AbortSignal,
): Hono {
  const app = new Hono();
  app.use(ownHostOnly);
  app.use(ownHeaders());
  app.use(key.guard);
  for (const [path, asset] of buildBoardAssets()) app.get(path, (c) => sendAsset(c, asset));
  // The browser's part asks by this whether its key is still taken.
  app.get("/about", ownSiteOnly, (c) => c.json({}));
  app.get("/events", ownSiteOnly, (c) =>
    streamSSE(c, (stream) =>
      tellChanges(stream, {
        data: { view: () => current() ?? null, ended: () => ending.reason as PageEnd },
        subscribe: (changed) => subscribe(() => changed("view")),
        ending,
      }),
    ),
  );
  app.get("/teams/:team", ownSiteOnly, async (c) => openPage(c, () => openTeam(c.req.param("team") ?? "")));
  return app;
}

/** The address has a key in it: no cache keeps it. */
async function openPage(c: Context, open: () => Promise<string>): Promise<Response> {
  c.header("cache-control", "no-store");
  try {
    return c.redirect(await open(), 303);
  } catch (error) {
    return c.text(`This team's page cannot be opened: ${(error as Error).message}\n`, 502);
  }
}
