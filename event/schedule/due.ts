import type { EventFile, ScheduledVerb, Team } from "../file/model";
import { readTeamSettings } from "../file/teamSettings";
import type { JournalEntry } from "../journal/journal";

/** What the schedule says and has not happened. */
export interface DueVerb {
  readonly scheduled: ScheduledVerb;
  /** For whom it has not. */
  readonly teams: readonly string[];
}

/** What is known of an event's teams. */
export interface KnownTeams {
  readonly journal: readonly JournalEntry[];
  /** Names of the teams that have a stack. */
  readonly standing: ReadonlySet<string>;
}

/**
 * Only the last thing that the schedule says by now can be due: it brings teams as far as those before it would have, or
 * takes them away. It has happened where a team was as it says at its moment or at any time since: who has brought a team
 * there early, or has changed it again later, meant that.
 *
 * @returns undefined where nothing is due.
 */
export function dueVerb(event: EventFile, { journal, standing }: KnownTeams, now: Date): DueVerb | undefined {
  const scheduled = event.schedule.filter(({ at }) => at <= now).at(-1);
  if (scheduled === undefined) return undefined;
  const teams =
    scheduled.verb === "down"
      ? [...standing].filter((team) => !wasAt(journal, team, scheduled.at, isGone))
      : event.teams
          .filter(
            (team) => !wasAt(journal, team.name, scheduled.at, isAtLeast(stepFor(event, team, scheduled))),
          )
          .map(({ name }) => name);
  return teams.length === 0 ? undefined : { scheduled, teams };
}

function stepFor(event: EventFile, team: Team, { step }: ScheduledVerb): number {
  return step ?? readTeamSettings(event, team).throughStep;
}

/** How far a team is: 0 if it is gone; undefined if it is not known, as while somebody works for it. */
type Reached = number | undefined;

const isGone = (reached: Reached): boolean => reached === 0;
const isAtLeast =
  (step: number) =>
  (reached: Reached): boolean =>
    reached !== undefined && reached >= step;

/** Whether it held for a team at a moment, or at any time since. */
function wasAt(
  journal: readonly JournalEntry[],
  team: string,
  moment: Date,
  holds: (reached: Reached) => boolean,
): boolean {
  // Who was held back is as before.
  const own = journal.filter((entry) => entry.team === team && entry.phase !== "held back");
  const isBefore = ({ at }: JournalEntry): boolean => new Date(at) < moment;
  const before = own.filter(isBefore).at(-1);
  const since = own.filter((entry) => !isBefore(entry));
  return [...(before ? [before] : []), ...since].map(reachedBy).some(holds);
}

function reachedBy({ phase, step }: JournalEntry): Reached {
  return phase === "done" ? step : undefined;
}

/**
 * What a team has is not taken from it: it may have been further before its last command failed.
 *
 * @param standing how far its stack is to be now; undefined: it has none.
 * @param step how far the schedule says; undefined: as far as the team's settings do, which lowers nobody by itself.
 * @returns how far the team is brought.
 */
export function notBelow(standing: number | undefined, step: number | undefined): number | undefined {
  return step === undefined ? undefined : Math.max(step, standing ?? 0);
}
