import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./assets";
import type { NotebookView } from "./notebookView";

/** What all pages have in common. */
interface Frame {
  readonly html: string;
  readonly style: string;
  readonly script: string;
}

let frame: Frame | undefined;

/**
 * A notebook's run as one HTML page that needs nothing else, neither a server nor a file. While the run goes on, a browser
 * loads it again and again.
 */
export function notebookPage(view: NotebookView): string {
  frame ??= {
    html: readFileSync(join(__dirname, "client", "notebook.html"), "utf8"),
    style: bundle("client/notebook.css"),
    script: bundle("client/notebook.ts"),
  };
  const { html, style, script } = frame;
  const title = `${view.name}, ${view.team}`.replace(/[&<]/g, (mark) => (mark === "&" ? "&amp;" : "&lt;"));
  // A table's text must not end the element that it is in.
  const run = JSON.stringify(view).replaceAll("<", "\\u003c");
  // Whole elements: what is allowed to run is allowed by its hash, to the space.
  const elements: Readonly<Record<string, string>> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policyFor(style, script)}" />`,
    title: `<title>${title}</title>`,
    style: `<style>${style}</style>`,
    run: `<script type="application/json" id="run">${run}</script>`,
    script: `<script type="module">${script}</script>`,
  };
  return html.replace(/<!-- (\w+) -->/g, (mark, name: string) => elements[name] ?? mark);
}

/** Nothing from elsewhere, only this script and this style, and no way for a string to become HTML. */
function policyFor(style: string, script: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}
