import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMachine } from "../scripts/describeMachine";

const file = join(__dirname, "..", "docs", "benchmarks.md");

/** Says how far a benchmark is, beside its result: it takes minutes. */
export function progress(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** What a benchmark found. */
export interface Result {
  /** Names its place in `docs/benchmarks.md`: `<!-- bench: NAME -->` … `<!-- /bench -->`. */
  readonly name: string;
  /** The figures, in Markdown. */
  readonly figures: string;
  /** What it was measured with, e.g. `5,000,000 clicks, Spark 4.0.4`. */
  readonly versions: string;
}

/**
 * Puts a benchmark's section into the page.
 *
 * @throws Error where the page has no place for it.
 */
export function withSection(page: string, name: string, section: string): string {
  const begin = `<!-- bench: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf("<!-- /bench -->", from);
  if (from < 0 || to < 0) throw new Error(`the page has no place for "${name}": ${begin} … <!-- /bench -->`);
  return `${page.slice(0, from + begin.length)}\n\n${section}\n\n${page.slice(to)}`;
}

/**
 * Runs a benchmark and prints what it found.
 *
 * The machine's load is taken before: it says what else was running.
 *
 * @param command how to run it again.
 * @param write also into `docs/benchmarks.md`.
 */
export async function present(
  measure: () => Promise<Result>,
  command: string,
  write: boolean,
): Promise<void> {
  const machine = describeMachine();
  const { name, figures, versions } = await measure();
  const day = new Date().toISOString().slice(0, 10);
  const section = `${figures}\n\n\`${command}\`, ${day}; ${versions}; ${machine}`;
  process.stdout.write(`${section}\n`);
  if (write) writeFileSync(file, withSection(readFileSync(file, "utf8"), name, section));
}
