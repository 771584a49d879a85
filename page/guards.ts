import type { Context, MiddlewareHandler, Next } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Asset } from "./assets";

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

export async function ownHostOnly(c: Context, next: Next): Promise<Response | undefined> {
  if (!OWN_HOST.test(c.req.header("host") ?? "")) return c.text("Only for this machine.", 403);
  await next();
  return undefined;
}

export async function sameOriginOnly(c: Context, next: Next): Promise<Response | undefined> {
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
export async function ownSiteOnly(c: Context, next: Next): Promise<Response | undefined> {
  const site = c.req.header("sec-fetch-site") ?? "none";
  const own = `http://${c.req.header("host")}`;
  if (!["same-origin", "none"].includes(site) || (c.req.header("origin") ?? own) !== own) {
    return c.json(notThisPage, 403);
  }
  await next();
  return undefined;
}

/** What browsers are told of every answer. */
export function ownHeaders(): MiddlewareHandler {
  return secureHeaders({ contentSecurityPolicy: policy, referrerPolicy: "no-referrer" });
}

/** Sends a file, or that the browser has it already. */
export function sendAsset(c: Context, { type, body, etag }: Asset): Response {
  c.header("etag", etag);
  c.header("cache-control", "no-cache");
  if (c.req.header("if-none-match") === etag) return c.body(null, 304);
  return c.body(body, 200, { "content-type": type });
}
