import { html, raw } from "hono/html";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderSVG } from "uqr";
import type { Handout } from "./handout";
import { stepList, type Markup } from "./steps";

const css = readFileSync(join(__dirname, "handout.css"), "utf8");

/** A page that runs nothing and loads nothing: it is opened from the disk, and printed. */
export async function document(title: string, body: Markup): Promise<string> {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${raw(css)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return String(await page);
}

/** @returns a team's page, A4 where it is printed. */
export async function teamPage(handout: Handout): Promise<string> {
  const { event, label, links } = handout;
  const address = links.workspace ?? links.portal;
  const body = html`<header>
      <div>
        <p>${event}</p>
        <h1>${label}</h1>
        <p>Sign in with your own account.</p>
        <p>
          ${links.workspace === undefined ? "Your resource group" : "Your workspace"}:
          <a href="${address}">${address}</a>
        </p>
      </div>
      ${qrCode(address)}
    </header>
    <main>
      <h2>Six steps</h2>
      ${stepList(handout)}
      <h2>Done when</h2>
      ${goal(handout)}
    </main>`;
  return await document(`${label}, ${event}`, body);
}

/** A code that a telephone's camera reads from a printed page. */
function qrCode(address: string): Markup {
  // With 15 % of it gone, as a fold or a coffee cup takes, it is read all the same.
  return html`<div class="code" role="img" aria-label="QR code of ${address}">
    ${raw(renderSVG(address, { ecc: "M", border: 4 }))}
  </div>`;
}

/** What the challenge asks for. */
function goal({ links: { tables, notebooks } }: Handout): Markup {
  const query = `SELECT productid, clicks FROM ${tables?.clicksPerProduct ?? "clicks_per_product"} ORDER BY clicks DESC`;
  return html`<p>A query shows the current number of clicks per product, and is asked again and again:</p>
    <pre>${query}</pre>
    <p>
      And one aggregate of your own, in SQL, Scala or
      Python${notebooks === undefined ? "" : ": the explore notebooks have some to begin with"}. Every click
      is in <code>${tables?.clicks ?? "clicks"}</code>, once. Its <code>timestamp</code> is the generator's,
      hours behind the clock: for “now”, use <code>enqueued_time</code>.
    </p>`;
}
