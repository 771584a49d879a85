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
  const parts: Readonly<Record<string, string>> = {
    "@policy@": policyFor(style, script),
    "@title@": `${view.name}, ${view.team}`.replace(/[&<]/g, (mark) => (mark === "&" ? "&amp;" : "&lt;")),
    "@style@": style,
    // A table's text must not end the element that it is in.
    "@run@": JSON.stringify(view).replaceAll("<", "\\u003c"),
    "@script@": script,
  };
  return html.replace(/@(?:policy|title|style|run|script)@/g, (mark) => parts[mark] ?? mark);
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
