import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { EngineProgram } from "../../runtime/engine/program";
import type { EventFolder } from "../eventFolder";
import type { EventFile, Placement, StateStore, Team } from "../file/model";
import { projectName } from "../file/projectSettings";
import { settingsOf } from "../file/teamSettings";
import type { Journal, JournalEntry, TeamVerb } from "../journal/journal";
import type { RehearsedFault } from "../rehearsal/faults";
import { Coordinator, type CoordinatorNews, type CoordinatorOptions, type TeamOutcome } from "./coordinator";
import type { TeamJob } from "./job";
import { backendOf } from "./stateStore";

/** An event that is operated: its file, and what works for it on this machine. */
export interface EventAtWork {
  readonly event: EventFile;
  /** The event's file: secrets are read relative to it. */
  readonly file: string;
  readonly folder: EventFolder;
  readonly engine: EngineProgram;
  readonly journal: Journal;
  /** A rehearsal's clouds, and what goes wrong there, by team. */
  readonly rehearsal:
    | { readonly clouds: string; readonly faults: Readonly<Partial<Record<string, RehearsedFault>>> }
    | undefined;
  readonly takeOver: boolean;
}

/** A team, where it is, and how far it is brought; without a step as far as its settings say. */
export interface PlacedTeam {
  readonly team: Team;
  readonly placement: Placement;
  readonly step?: number | undefined;
}

function jobFor(
  at: EventAtWork,
  { team, placement, step }: PlacedTeam,
  command: TeamJob["command"],
): TeamJob {
  const { event, file, folder, rehearsal } = at;
  return {
    command,
    team: team.name,
    placement,
    settings: settingsOf(event, team, placement),
    secrets: event.secrets,
    secretsFrom: dirname(resolve(file)),
    step,
    folder: folder.team(team.name),
    store: folder.root,
    ...storeOf(event.state, team.name, rehearsal !== undefined),
    home: homeOf(folder, rehearsal !== undefined),
    engine: { binary: at.engine.binary, version: at.engine.version },
    rehearsed: rehearsal && { clouds: rehearsal.clouds, fault: rehearsal.faults[team.name] },
    takeOver: at.takeOver,
  };
}

/** A rehearsal wants no plugin, and touches nothing of the person's own; else what is installed already is used. */
export function homeOf(folder: EventFolder, rehearsed: boolean): string {
  if (rehearsed) return join(folder.root, "home");
  return process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
}

/** A rehearsal's state stays on this machine, wherever the event's is. */
export function storeOf(
  state: StateStore,
  team: string,
  rehearsed: boolean,
): Pick<TeamJob, "backend" | "stack"> {
  if (rehearsed) return { backend: undefined, stack: team };
  const stack = state.kind === "cloud" ? `${state.organization}/${projectName()}/${team}` : team;
  return { backend: backendOf(state), stack };
}

/** Runs a command for teams, and notes in the journal what comes of it. */
export async function runTeams(
  at: EventAtWork,
  verb: TeamVerb,
  command: TeamJob["command"],
  teams: readonly PlacedTeam[],
  options: CoordinatorOptions,
): Promise<readonly TeamOutcome[]> {
  const notes: Promise<void>[] = [];
  const note = (team: string, news: CoordinatorNews): void => {
    if (news.is === "started")
      notes.push(at.journal.note({ team, verb, phase: "started", process: news.pid }));
    if (news.is === "again")
      notes.push(at.journal.note({ team, verb, phase: "failed", ...resultOf(news.result) }));
    if (news.is === "ended") notes.push(at.journal.note({ team, verb, ...endOf(news.outcome) }));
  };
  const coordinator = new Coordinator({
    ...options,
    tell: (team, news) => {
      note(team, news);
      options.tell(team, news);
    },
  });
  const outcomes = await coordinator.run(teams.map((team) => jobFor(at, team, command)));
  await Promise.all(notes);
  return outcomes;
}

function endOf(outcome: TeamOutcome): Pick<JournalEntry, "phase" | "kind" | "seconds" | "step"> {
  return { phase: outcome.outcome, ...resultOf(outcome), seconds: Math.round(outcome.seconds) };
}

/** A kind and a number alone: the text of a failure is not for the journal. */
function resultOf({ kind, step }: Pick<TeamOutcome, "kind" | "step">): Pick<JournalEntry, "kind" | "step"> {
  return { ...(kind !== undefined && { kind }), ...(step !== undefined && { step }) };
}
