import type { FailureKind } from "../../program/failures";
import dated from "../../program/sizing/azure.json";
import type { Step } from "../../program/steps";
import { costSoFar, NEVER_COUNTED } from "../cost/costSoFar";
import type { EventFile } from "../file/model";
import type { JournalEntry } from "../journal/journal";
import {
  outages,
  secondsOfOutage,
  type Light,
  type ObservedEntry,
  type TeamTask,
} from "../observed/observed";
import { hoursAt, standingStay, teamStories, type TeamStory } from "../story/teamStory";
import type { BilledCosts } from "./billedCosts";

/** When a team was at a step. Moments are ISO 8601, UTC. */
export interface ReportedStep {
  readonly step: Step;
  readonly begun: string;
  /** Null: no attempt has come to its end. */
  readonly reached: string | null;
  /** Null: it is there still. */
  readonly until: string | null;
}

/** An outage of a light, as the board saw it. */
export interface ReportedOutage {
  readonly light: Light;
  readonly from: string;
  readonly to: string;
}

/** What one team has gone through. */
export interface TeamReport {
  readonly team: string;
  readonly label: string;
  readonly steps: readonly ReportedStep[];
  /** When each task was seen to be done, and by whom; null: by nobody. */
  readonly tasks: Readonly<Record<TeamTask, { readonly at: string; readonly by: string } | null>>;
  readonly outages: readonly ReportedOutage[];
  /** What both lights were off at once is counted once; null: nobody looked at them. */
  readonly outageSeconds: number | null;
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  /** The last count that was seen; null: nobody counted. */
  readonly clicks: number | null;
  /** The last verification; null: there was none. */
  readonly verified: {
    readonly at: string;
    readonly ok: boolean;
    readonly missing: number;
    readonly twice: number;
  } | null;
  /** In which anything of it stood. */
  readonly hours: number;
  /** Computed from hours and list prices, USD. */
  readonly computed: number;
  /** What Azure says, both resource groups of the team together; null: nothing is known. */
  readonly billed: { readonly amount: number; readonly currency: string } | null;
}

/** An event, told from what was kept of it. */
export interface EventReport {
  readonly event: string;
  /** Moment of the report. */
  readonly at: string;
  readonly teams: readonly TeamReport[];
  /** What the figures leave out, and what could not be asked. */
  readonly notes: readonly string[];
}

/** What an event's report is made of. */
export interface ReportSources {
  readonly event: EventFile;
  readonly journal: readonly JournalEntry[];
  readonly observed: readonly ObservedEntry[];
  /** Undefined: nobody was asked. */
  readonly billed: BilledCosts | undefined;
  readonly now: Date;
}

/** Tells an event from what was kept of it: it needs neither stacks nor clouds. */
export function reportOf(sources: ReportSources): EventReport {
  const { event, journal, observed, billed, now } = sources;
  const stories = teamStories(journal);
  const labels = new Map(event.teams.map(({ name, label }) => [name, label]));
  const names = new Set([...labels.keys(), ...stories.keys(), ...observed.map(({ team }) => team)]);
  const teams = [...names].map((team) => {
    const story = stories.get(team) ?? { team, stays: [], failures: {} };
    return teamReport(sources, story, labels.get(team) ?? team);
  });
  const unseen = teams.flatMap(({ team, outageSeconds }) => (outageSeconds === null ? [team] : []));
  return {
    event: event.event,
    at: now.toISOString(),
    teams,
    notes: [
      "clicks: the last count that was seen, of the hub by a board or of the table by verify",
      `computed: hours at list prices of ${dated.asOf}, ${dated.region}; without ${NEVER_COUNTED}`,
      ...[...stories.values()].flatMap((story) =>
        costSoFar(event, story, now).notes.map((note) => `${story.team}: ${note}`),
      ),
      ...(unseen.length > 0 ? [`outages: nobody looked at ${unseen.join(", ")}, as a board does`] : []),
      ...(billed?.notes ?? ["billed: nobody was asked"]),
    ],
  };
}

function teamReport(
  { event, observed, billed, now }: ReportSources,
  story: TeamStory,
  label: string,
): TeamReport {
  const { team, stays, failures } = story;
  const own = observed.filter((entry) => entry.team === team);
  // Whatever is off after everything is gone is no outage.
  const end = standingStay(story) === undefined ? (stays.at(-1)?.until ?? now) : now;
  return {
    team,
    label,
    steps: stays.map(({ step, begun, reached, until }) => ({
      step,
      begun: begun.toISOString(),
      reached: reached?.toISOString() ?? null,
      until: until?.toISOString() ?? null,
    })),
    tasks: { currentCount: taskIn(own, "currentCount"), ownQuery: taskIn(own, "ownQuery") },
    outages: outages(own, team, end).map(({ light, from, to }) => ({
      light,
      from: from.toISOString(),
      to: to.toISOString(),
    })),
    outageSeconds: own.some((entry) => "light" in entry) ? secondsOfOutage(own, team, end) : null,
    failures,
    clicks: clicksIn(own),
    verified: verifiedIn(own),
    hours: hoursAt(story, now).reduce((sum, { hours }) => sum + hours, 0),
    computed: costSoFar(event, story, now).cost,
    billed: billed?.teams.get(team) ?? null,
  };
}

function taskIn(entries: readonly ObservedEntry[], task: TeamTask): TeamReport["tasks"][TeamTask] {
  for (const entry of entries)
    if ("done" in entry && entry.done === task) return { at: entry.at, by: entry.by };
  return null;
}

function clicksIn(entries: readonly ObservedEntry[]): number | null {
  const counts = entries.flatMap((entry) => {
    if ("verified" in entry) return [entry.verified.clicks];
    return "clicks" in entry ? [entry.clicks] : [];
  });
  return counts.at(-1) ?? null;
}

function verifiedIn(entries: readonly ObservedEntry[]): TeamReport["verified"] {
  const last = entries.flatMap((entry) => ("verified" in entry ? [entry] : [])).at(-1);
  if (last === undefined) return null;
  const { ok, missing, twice } = last.verified;
  return { at: last.at, ok, missing, twice };
}
