import { kinds } from "../../program/failures";
import type { ShownFailure } from "../../page/board/view";
import type { JournalEntry } from "../journal/journal";
import { standingStay, type StepStay, type TeamStory } from "../story/teamStory";

/** How far a team is. */
export interface TeamProgress {
  /** The last of the six steps that it has reached; 0 before the first, and when everything is gone. */
  readonly step: number;
  readonly since: string | null;
  /** Since when something of it stands, without a gap; what was seen before is of another. */
  readonly standsSince: string | null;
  /** What is being done to it now. */
  readonly working: string | null;
  readonly failure: ShownFailure | null;
}

/**
 * @param last the last thing that was done to the team.
 * @returns how far it is, from the event's journal.
 */
export function progressOf(
  story: Pick<TeamStory, "stays"> | undefined,
  last: JournalEntry | undefined,
): TeamProgress {
  const standing = standingSince(story?.stays ?? []);
  const reached = standing.filter((stay) => stay.reached !== undefined).at(-1);
  return {
    step: reached?.step ?? 0,
    since: reached?.reached?.toISOString() ?? null,
    standsSince: standing[0]?.begun.toISOString() ?? null,
    working: last?.phase === "started" ? last.verb : null,
    failure: failureIn(last),
  };
}

/** @returns the stays that follow each other without a gap up to now; none where nothing stands. */
function standingSince(stays: readonly StepStay[]): readonly StepStay[] {
  if (standingStay({ stays }) === undefined) return [];
  let first = stays.length - 1;
  while (first > 0 && stays[first - 1]?.until?.valueOf() === stays[first]?.begun.valueOf()) first -= 1;
  return stays.slice(first);
}

function failureIn(last: JournalEntry | undefined): ShownFailure | null {
  if (last === undefined || last.phase === "started" || last.phase === "done") return null;
  const { at, verb, phase, kind = "unknown" } = last;
  if (phase !== "failed") {
    const remedy = `Give ${verb} again for this team.`;
    return { at, what: `${verb} was ${phase}`, remedy };
  }
  return { at, what: `${verb} failed: ${kind}`, remedy: kinds[kind].remedy };
}
