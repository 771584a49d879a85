import { setTimeout as sleep } from "node:timers/promises";
import { escaped } from "../../clients/escaped";
import type { StatementClient } from "../../clients/sqlClient";
import { readLedger } from "../../generator/ledger";
import { lastStep } from "../../program/steps";
import { expectedFromLedger, verify } from "../../verify";
import { formatReport } from "../verify/report";
import type { PageView, TableWatch } from "../../page";
import type { RunningServices } from "../../emulator/runningServices";
import { formatSeconds } from "../duration";
import type { StartOptions } from "./options";
import type { View } from "./view";

/** How long the first click may take once everything is created, in seconds. */
const FIRST_CLICK_LIMIT = 180;
/** How long the check at the end may take, in seconds: it waits up to a minute for clicks that are still on their way. */
const CHECK_LIMIT = 300;

/** A running challenge, and what is needed to query it. */
export interface RunningSession {
  readonly services: RunningServices;
  /** How the tables are queried and watched; undefined before the step that creates the workspace. */
  readonly tables: { readonly client: StatementClient; readonly watch: TableWatch } | undefined;
  /** What a person can do now, a line each. */
  readonly hints: readonly string[];
}

/** What {@link watch} is given. */
export interface WatchOptions {
  readonly options: StartOptions;
  readonly view: View;
  readonly signal: AbortSignal;
}

/**
 * Shows the clicks until the time is over or the signal aborts. With a time, checks at its end that every click
 * arrived once.
 *
 * @returns 0, or 1 where a click was lost or doubled.
 */
export async function watch(watching: WatchOptions, session: RunningSession): Promise<number> {
  const { options, view, signal } = watching;
  const { services, tables, hints } = session;
  for (const hint of hints) view.say(hint);
  if (!tables || options.throughStep < lastStep) {
    await pause(options.forSeconds, signal);
    return 0;
  }
  await followFor(watching, tables.watch, services);
  if (options.forSeconds === undefined) return 0;
  return check(tables.client, services, watching);
}

/** Waits so many seconds, or for ever; returns early when the signal aborts. */
async function pause(seconds: number | undefined, signal: AbortSignal): Promise<void> {
  const longest = 2 ** 31 - 1;
  const wait = seconds === undefined ? longest : Math.min(seconds * 1000, longest);
  do await sleep(wait, undefined, { signal }).catch(() => undefined);
  while (seconds === undefined && !signal.aborted);
}

/** Calls back after each look at the tables until the signal aborts. */
function follow(tables: TableWatch, onView: (view: PageView) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const stop = tables.subscribe(() => onView(tables.view));
    signal.addEventListener("abort", () => resolve(stop()), { once: true });
  });
}

/** Why tables cannot be queried, a line for each reason. While Spark starts, the first answer takes its time. */
function troublesOf({ connection, counts, unreadable }: PageView): string[] {
  const starting = connection.waiting && !counts?.total;
  if (connection.state === "lost")
    return starting
      ? []
      : [`could not query the tables: ${escaped(connection.message ?? "no reason given")}`];
  return unreadable.map(({ table, message }) => `could not read the table ${table}: ${escaped(message)}`);
}

/** @throws Error where no click is counted in time. */
async function followFor(
  { options, view, signal }: WatchOptions,
  tables: TableWatch,
  services: RunningServices,
): Promise<void> {
  const end = new AbortController();
  const started = performance.now();
  let counted = false;
  let said: readonly string[] = [];
  const onView = (page: PageView): void => {
    view.figures(page);
    const troubles = troublesOf(page);
    for (const trouble of troubles) if (!said.includes(trouble)) view.say(trouble);
    said = troubles;
    if (counted || !page.counts?.total) return;
    counted = true;
    view.say(
      `first click counted ${formatSeconds((performance.now() - started) / 1000)} after everything was created`,
    );
    // Whatever the tables answer from now on, or whether they do: the time is over when it is over.
    clearTimeout(timer);
    if (options.forSeconds !== undefined) timer = setTimeout(() => end.abort(), options.forSeconds * 1000);
  };
  let timer = setTimeout(() => end.abort(), FIRST_CLICK_LIMIT * 1000);
  await follow(tables, onView, AbortSignal.any([signal, end.signal]));
  clearTimeout(timer);
  signal.throwIfAborted();
  if (counted) return;
  const errors = await services.jobErrors();
  throw new Error(
    `no click was counted within ${FIRST_CLICK_LIMIT} s: ` +
      (errors.map(escaped).join("; ") || "the stream reports no error"),
  );
}

async function check(
  client: StatementClient,
  services: RunningServices,
  { view, signal }: WatchOptions,
): Promise<number> {
  const [generator] = services.generators;
  if (!generator) throw new Error("no generator runs: there is nothing to compare the tables with");
  await generator.process.stop();
  view.settle();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_LIMIT * 1000)]);
  const report = await verify({
    client: { query: (sql, asked) => client.query(sql, { ...asked, signal: limit }) },
    expected: expectedFromLedger(await readLedger(generator.ledgerFile)),
    signal: limit,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    const reason = limit.aborted
      ? `they did not answer within ${CHECK_LIMIT} s`
      : escaped((error as Error).message);
    throw new Error(`whether every click arrived could not be checked, because of the tables: ${reason}`);
  });
  view.say(formatReport(report));
  return report.ok ? 0 : 1;
}
