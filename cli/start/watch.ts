import { setTimeout as sleep } from "node:timers/promises";
import type { StatementClient } from "../../clients/sqlClient";
import { readLedger } from "../../generator/ledger";
import { lastStep } from "../../program/steps";
import { expectedFromLedger, verify } from "../../verify";
import { formatReport } from "../verify/report";
import type { RunningServices } from "../../emulator/runningServices";
import { formatSeconds } from "../duration";
import { follow } from "./follow";
import type { Counts } from "./live";
import type { StartOptions } from "./options";
import type { View } from "./view";

/** How long the first click may take once everything is created, in seconds. */
const FIRST_CLICK_LIMIT = 180;

/** A running challenge, and what is needed to query it. */
export interface RunningSession {
  readonly services: RunningServices;
  /** Undefined before the step that creates the workspace. */
  readonly client: StatementClient | undefined;
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
  const { services, client, hints } = session;
  for (const hint of hints) view.say(hint);
  if (!client || options.throughStep < lastStep) {
    await pause(options.forSeconds, signal);
    return 0;
  }
  await followFor(watching, client, services);
  if (options.forSeconds === undefined) return 0;
  return check(client, services, watching);
}

/** Waits so many seconds, or for ever; returns early when the signal aborts. */
async function pause(seconds: number | undefined, signal: AbortSignal): Promise<void> {
  const longest = 2 ** 31 - 1;
  const wait = seconds === undefined ? longest : Math.min(seconds * 1000, longest);
  do await sleep(wait, undefined, { signal }).catch(() => undefined);
  while (seconds === undefined && !signal.aborted);
}

/** @throws Error where no click is counted in time. */
async function followFor(
  { options, view, signal }: WatchOptions,
  client: StatementClient,
  services: RunningServices,
): Promise<void> {
  const end = new AbortController();
  const started = performance.now();
  let first: number | undefined;
  const onCounts = (history: readonly Counts[]): void => {
    view.counts(history);
    const { total } = history.at(-1) ?? { total: 0 };
    if (first === undefined && total > 0) {
      first = performance.now();
      view.say(`first click counted ${formatSeconds((first - started) / 1000)} after everything was created`);
    }
    if (first === undefined || options.forSeconds === undefined) return;
    if (performance.now() - first >= options.forSeconds * 1000) end.abort();
  };
  const late = setTimeout(() => first === undefined && end.abort(), FIRST_CLICK_LIMIT * 1000);
  await follow({
    client,
    onCounts,
    onTrouble: (error) => view.say(`could not query the tables: ${error.message}`),
    signal: AbortSignal.any([signal, end.signal]),
  });
  clearTimeout(late);
  signal.throwIfAborted();
  if (first !== undefined) return;
  const errors = await services.jobErrors();
  throw new Error(
    `no click was counted within ${FIRST_CLICK_LIMIT} s: ` +
      (errors.join("; ") || "the stream reports no error"),
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
  const report = await verify({
    client,
    expected: expectedFromLedger(await readLedger(generator.ledgerFile)),
    signal,
  });
  view.say(formatReport(report));
  return report.ok ? 0 : 1;
}
