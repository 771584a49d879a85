import type { Context, Next } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Shown to whoever has no key, or an old one. */
const REFUSAL =
  "This page needs its key. Copy the whole address that the command printed into the address bar, from http:// to the end of key=…\n";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Browsers send a cookie to every port of a host: the name tells one page's from another's. */
const cookieOf = (c: Context): string => `clickstream-page-${new URL(c.req.url).port}`;

/**
 * The secret by which the page tells who was given its address from whoever else can reach this machine's ports.
 *
 * It is in the printed address, in the browser's cookie and in the session's note, which its owner alone can read; each
 * start of the page has a new one.
 */
export class PageKey {
  readonly #secret = randomBytes(24).toString("base64url");
  readonly #expected = digest(this.#secret);

  /** The address to open, once: it gives the browser the key and redirects to the page. */
  addressAt(port: number): string {
    return `http://127.0.0.1:${port}/?key=${this.#secret}`;
  }

  /** Lets nobody pass without the key. */
  readonly guard = async (c: Context, next: Next): Promise<Response | undefined> => {
    const given = c.req.path === "/" ? c.req.query("key") : undefined;
    if (given !== undefined && this.#isRight(given)) return this.#setCookieAndRedirect(c);
    if (!this.#isRight(getCookie(c, cookieOf(c)))) return c.text(REFUSAL, 401);
    await next();
    return undefined;
  };

  /** In constant time: digests have the same length, whatever is given. */
  #isRight(given: string | undefined): boolean {
    return timingSafeEqual(digest(given ?? ""), this.#expected);
  }

  /** The redirect takes the key out of the address bar, and so out of what is shown to a room and kept as history. */
  #setCookieAndRedirect(c: Context): Response {
    setCookie(c, cookieOf(c), this.#secret, { path: "/", httpOnly: true, sameSite: "Strict" });
    c.header("cache-control", "no-store");
    return c.redirect("/", 303);
  }
}
