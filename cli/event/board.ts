import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { azureSources } from "../../event/board/azureSources";
import { Board } from "../../event/board/board";
import { eventFolder, type EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { readEventFile } from "../../event/file/readEventFile";
import { signInEnvironment } from "../../event/signIn";
import type { BoardView } from "../../page/board/view";
import { createBoardPage } from "../../page/board";
import { takeLock } from "../../runtime/lock";
import { plainScreen, terminalScreen } from "../start/screen";
import { portOption, wholeNumber } from "../wholeNumber";
import { boardLines, changedLines } from "./boardText";
import { eventFileOf } from "./eventFile";
import { requireEngine } from "./operate";
import { withEventOptions, type EventOptions } from "./options";
import { rehearsedSubscriptions } from "./rehearsedSubscriptions";
import { TeamPages } from "./teamPages";

interface BoardCommandOptions extends EventOptions {
  readonly page: boolean;
  readonly port?: number;
  readonly every: number;
  readonly once: boolean;
}

/** `board` */
export function boardCommand(): Command {
  return withEventOptions(new Command("board"))
    .description("shows all teams until Ctrl-C, who needs help first; wakes no SQL warehouse")
    .option("--page", "serve it as a page for a projector, too", false)
    .addOption(portOption())
    .addOption(
      new Option("--every <seconds>", "time from one look to the next")
        .default(10)
        .argParser(wholeNumber(5, 600)),
    )
    .option("--once", "look once, and end", false)
    .action(async (options: BoardCommandOptions) => showBoard(options));
}

async function showBoard(options: BoardCommandOptions): Promise<void> {
  const file = await eventFileOf(options, (text) => console.error(text));
  const readEvent = (): Promise<EventFile> => readEventFile(file, undefined);
  const event = await readEvent();
  const folder = await eventFolder(event.event, options.rehearse);
  const taken = await takeLock(`${folder.observed}.lock`);
  if ("holder" in taken)
    console.error(`process ${taken.holder.pid} writes down what is seen already: this board only shows it`);
  const asked = await sourcesOf(event, folder, options.rehearse);
  const board = await Board.open({ readEvent, folder, sources: asked.sources, records: "lock" in taken });
  try {
    await shown(board, options, { readEvent, folder });
  } finally {
    await board.close();
    await asked.stop();
    if ("lock" in taken) await taken.lock.release();
  }
}

async function sourcesOf(event: EventFile, folder: EventFolder, rehearse: boolean) {
  if (!rehearse)
    return {
      sources: azureSources(signInEnvironment(event.signIn, process.env)),
      stop: () => Promise.resolve(),
    };
  const { environment, workspaces, stop } = await rehearsedSubscriptions(event, folder);
  const arm = environment["AZURE_RESOURCE_MANAGER_ENDPOINT"] ?? "";
  return { sources: azureSources({ ...process.env, ...environment }, { arm, workspaces }), stop };
}

/** Looks and shows, round after round, until somebody ends it. */
async function shown(
  board: Board,
  options: BoardCommandOptions,
  { readEvent, folder }: { readonly readEvent: () => Promise<EventFile>; readonly folder: EventFolder },
): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const { rehearse: rehearsed, every, once } = options;
  const pages = new TeamPages(async () => ({
    // A team that came late has a page, too.
    event: await readEvent(),
    folder,
    engine: await requireEngine(),
    rehearsed,
  }));
  const show = showerOf(options);
  const listeners = new Set<() => void>();
  let newest: BoardView | undefined;
  const page = options.page
    ? await createBoardPage({
        current: () => newest,
        subscribe: (changed) => {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
        openTeam: (team) => pages.open(team),
        ...(options.port !== undefined && { port: options.port }),
      })
    : undefined;
  if (page !== undefined) console.error(`${page.url}\nPress Ctrl-C to stop.`);
  try {
    while (!stop.signal.aborted) {
      newest = await board.round();
      show(newest);
      for (const changed of listeners) changed();
      if (once) return;
      await sleep(every * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    await Promise.all([page?.close(), pages.close()]);
  }
}

/** @returns what shows a view: rewritten in place on a terminal, line by line elsewhere, whole as JSON. */
function showerOf({ json, once }: BoardCommandOptions): (view: BoardView) => void {
  if (json) return (view) => console.log(JSON.stringify(view));
  const live = process.stdout.isTTY && !once;
  const screen = live ? terminalScreen(process.stdout) : plainScreen(process.stdout);
  let before: BoardView | undefined;
  return (view) => {
    if (live) screen.update(boardLines(view, { columns: screen.columns, rows: process.stdout.rows }));
    else if (once) for (const line of boardLines(view, { columns: 400, rows: Infinity })) screen.line(line);
    else for (const line of changedLines(before, view)) screen.line(line);
    before = view;
  };
}
