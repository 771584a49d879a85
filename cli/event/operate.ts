import { buildProcesses } from "../../event/bundle";
import { eventFolder, type EventFolder } from "../../event/eventFolder";
import type { EventFile, Team } from "../../event/file/model";
import { parseEventFile, readEventText } from "../../event/file/readEventFile";
import { Journal, type TeamVerb } from "../../event/journal/journal";
import { lockEvent } from "../../event/lock";
import { CloudsClient } from "../../event/rehearsal/client";
import type { CoordinatorOptions, TeamOutcome } from "../../event/run/coordinator";
import { atOnce, freeMemory } from "../../event/machine";
import { installPlugins } from "../../event/run/plugins";
import { homeOf, runTeams, type EventAtWork, type PlacedTeam } from "../../event/run/operation";
import { requireState } from "../../event/run/stateStore";
import { standingStacks, type StandingStack } from "../../event/run/standing";
import { signInEnvironment } from "../../event/signIn";
import { teamProcesses } from "../../event/run/teamProcess";
import { wallClock } from "../../emulator/core/clock";
import { findEngineProgram, type EngineProgram } from "../../runtime/engine/program";
import { refuseWindows } from "../../runtime/windows";
import { colours } from "../colours";
import { plainScreen, terminalScreen } from "../start/screen";
import { EVENT_FILE, eventFileOf } from "./eventFile";
import { rehearsalClouds } from "./clouds";
import type { OperateOptions } from "./options";
import { sayWhereSignInEnds, usualSeconds } from "./expected";
import { EventProgress, summaryLines } from "./progress";
import { listenForStops, type Stops } from "./stops";

/** An event that a verb works on. */
export interface OperatedEvent {
  readonly event: EventFile;
  /** What the event's file is to say. */
  readonly text: string;
  readonly folder: EventFolder;
  readonly standing: ReadonlyMap<string, StandingStack>;
  /** The teams that were named; all where none was. */
  readonly teams: readonly Team[];
  readonly clouds: CloudsClient | undefined;
  readonly say: (text: string) => void;
  /** Runs a command for teams and shows it. */
  run(
    verb: TeamVerb,
    command: "up" | "down",
    teams: readonly PlacedTeam[],
    canary?: CoordinatorOptions["canary"],
  ): Promise<readonly TeamOutcome[]>;
}

/** What a verb asks of {@link operate}. */
export interface VerbOptions {
  readonly verb: TeamVerb;
  /** How to go on with the teams that are not done. */
  readonly again: string;
  /** Names given on the command line; none: all. */
  readonly names: readonly string[];
  readonly options: OperateOptions;
  /** Day that the event's `expires` is compared with; undefined: it may be over. */
  readonly today: Date | undefined;
  /** Changes the event's file, which the verb writes once it has begun. @default it stays as it is */
  readonly edit?: (text: string) => string;
}

/**
 * Takes the event for this process alone, does a verb's work, and says how to go on with what failed.
 *
 * @returns the exit code: 0 done, 1 something failed or is left.
 */
export async function operate(
  { verb, again, names, options: given, today, edit }: VerbOptions,
  work: (operated: OperatedEvent) => Promise<readonly TeamOutcome[]>,
): Promise<number> {
  refuseWindows(`\`npm run event -- ${verb}\``);
  // Whatever has to be there is asked for first: without an engine a verb is refused at once.
  const engine = await requireEngine();
  const say = (text: string): void => void console.error(colours.dim(text));
  // Nobody changes the example.
  const options = { ...given, file: edit ? given.file : await eventFileOf(given, say) };
  const said = await readEventText(options.file);
  const text = edit ? edit(said) : said;
  const event = parseEventFile(text, options.file, today);
  const folder = await eventFolder(event.event, options.rehearse);
  // Whatever stands can be removed, also where the file no longer has it.
  const unlisted = verb === "down" ? [...(await standingStacks(folder)).keys()] : [];
  const teams = named(event, names, unlisted);
  refuseFaults(event, options);
  const stops = listenForStops(say);
  const lock = await lockEvent(event.event, folder.lock, {
    takeOver: options.takeOver,
    onWait: (pid) => say(`taking over: process ${pid} cancels what it runs`),
  });
  try {
    const outcomes = await alone({ event, text, folder, teams, say }, { engine, options, stops }, work);
    // A program that reads JSON gets nothing else.
    const print = options.json ? console.error : console.log;
    for (const line of summaryLines(verb, outcomes, againWith(again, outcomes, options))) print(line);
    return stops.code() ?? (outcomes.every(({ outcome }) => outcome === "done") ? 0 : 1);
  } finally {
    await lock.release();
  }
}

interface Means {
  readonly engine: EngineProgram;
  readonly options: OperateOptions;
  readonly stops: Stops;
}

/** Does a verb's work while no other process operates the event. */
async function alone(
  operated: Pick<OperatedEvent, "event" | "text" | "folder" | "teams" | "say">,
  { engine, options, stops }: Means,
  work: (operated: OperatedEvent) => Promise<readonly TeamOutcome[]>,
): Promise<readonly TeamOutcome[]> {
  const { event, folder, say } = operated;
  const { file, rehearse, speed, fault, takeOver } = options;
  const bundle = await buildProcesses();
  const clouds = rehearse ? await rehearsalClouds(folder, bundle, { speed, say }) : undefined;
  const rehearsal = clouds && { clouds: clouds.address, faults: fault };
  const standing = await standingStacks(folder);
  const journal = await Journal.open(folder.journal);
  try {
    const at: EventAtWork = { event, file, folder, engine, journal, rehearsal, takeOver };
    return await work({
      ...operated,
      standing,
      clouds,
      run: (verb, command, placed, canary) =>
        shown(at, { verb, command, placed, canary, options, stops, bundle, say }),
    });
  } finally {
    await journal.close();
  }
}

/** @throws Error where a fault has no rehearsal, or no team. */
function refuseFaults(event: EventFile, { fault, rehearse }: OperateOptions): void {
  const teams = named(event, Object.keys(fault));
  if (!rehearse && Object.keys(fault).length > 0)
    throw new Error(`--fault ${String(teams[0]?.name)}:… is for a rehearsal: add --rehearse`);
}

/** @throws Error that names the command that gets an engine. */
export async function requireEngine(): Promise<EngineProgram> {
  return await findEngineProgram().catch((error: unknown) => {
    throw new Error(`${(error as Error).message}\n\`npm run engine\` downloads one.`, { cause: error });
  });
}

/**
 * @param unlisted names that may be given though the file does not have them.
 * @throws Error naming every team that the event does not have.
 */
export function named(
  { event, teams }: EventFile,
  names: readonly string[],
  unlisted: readonly string[] = [],
): readonly Team[] {
  const unknown = names.filter(
    (name) => !unlisted.includes(name) && !teams.some((team) => team.name === name),
  );
  if (unknown.length > 0)
    throw new Error(
      `event "${event}" has no team ${unknown.map((name) => `"${name}"`).join(", ")}; it has ${teams.map(({ name }) => name).join(", ")}`,
    );
  return names.length === 0 ? teams : teams.filter(({ name }) => names.includes(name));
}

interface Shown {
  readonly verb: TeamVerb;
  readonly command: "up" | "down";
  readonly placed: readonly PlacedTeam[];
  readonly canary: CoordinatorOptions["canary"] | undefined;
  readonly options: OperateOptions;
  readonly stops: Stops;
  readonly bundle: string;
  readonly say: (text: string) => void;
}

async function shown(at: EventAtWork, run: Shown): Promise<readonly TeamOutcome[]> {
  const { verb, command, placed, options, stops, say } = run;
  if (placed.length === 0) return [];
  if (!options.rehearse) {
    const home = homeOf(at.folder, options.rehearse);
    await requireState(at.engine, at.event.state, home);
    await installPlugins(at.engine, home, say);
  }
  const speed = options.rehearse ? options.speed : 1;
  const usual = await usualSeconds(at.folder, verb, speed);
  const count = await countFor(at, run, usual);
  const stream = process.stdout;
  const progress = new EventProgress(
    placed.map(({ team }) => team.name),
    {
      screen: stream.isTTY && !options.json ? terminalScreen(stream) : plainScreen(stream),
      rows: stream.rows ?? 24,
      json: options.json,
      usual,
    },
  );
  const canary = options.canary && placed.length > 1 ? (run.canary ?? "started") : "none";
  try {
    return await runTeams(at, verb, command, placed, {
      start: teamProcesses(run.bundle, environmentOf(at)),
      atOnce: count,
      canary,
      clock: wallClock(speed),
      tell: (team, news) => progress.hear(team, news),
      stop: stops.stop,
      cancel: stops.cancel,
    });
  } finally {
    progress.settle();
  }
}

/** @returns how many teams are worked for at once; says what bounds that, and what that may mean for the sign-in. */
async function countFor(
  { event }: EventAtWork,
  { placed, options, say }: Shown,
  usual: number | undefined,
): Promise<number> {
  const { count, why } = atOnce(placed.length, {
    free: await freeMemory(),
    asked: options.atOnce,
    ...(!options.rehearse && { signIn: event.signIn }),
  });
  if (count < placed.length) say(`${count} teams at once: ${why}`);
  if (!options.rehearse) await sayWhereSignInEnds(event, { teams: placed.length, atOnce: count, usual, say });
  return count;
}

/** A rehearsal's processes leave out every sign-in by themselves. */
function environmentOf({ event, rehearsal }: EventAtWork): NodeJS.ProcessEnv {
  return rehearsal ? process.env : signInEnvironment(event.signIn, process.env);
}

/** @returns the exact command that tries those again which are not done. */
function againWith(again: string, outcomes: readonly TeamOutcome[], options: OperateOptions): string {
  const teams = outcomes.filter(({ outcome }) => outcome !== "done").map(({ team }) => team);
  const flags = [
    ...(options.file === EVENT_FILE ? [] : ["--file", options.file]),
    ...(options.rehearse ? ["--rehearse"] : []),
  ];
  return ["npm run event --", again, ...teams, ...flags].join(" ");
}
