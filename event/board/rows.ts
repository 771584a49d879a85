import { needs, type BoardRow, type Need, type ShownLight, type ShownTask } from "../../page/board/view";
import type { Light } from "../observed/observed";
import type { TeamObserved } from "./eventMemory";
import type { SeenLight } from "./lights";
import type { TeamSeen } from "./memory";
import type { TeamProgress } from "./progress";

/** Everything that is known of a team. */
export interface KnownTeam {
  readonly team: string;
  readonly label: string;
  readonly progress: TeamProgress;
  readonly seen: TeamSeen;
  readonly observed: TeamObserved;
  readonly lights: Readonly<Record<Light, SeenLight>>;
  /** USD; undefined where it cannot be computed. */
  readonly cost: number | undefined;
  readonly now: Date;
}

/** @returns a team as the board shows it. */
export function rowOf(known: KnownTeam): BoardRow {
  const { team, label, progress, seen, observed, now } = known;
  const generator = shownLight(known, "generator");
  const stream = shownLight(known, "stream");
  const verified = verifiedSince(observed, progress.standsSince);
  const row = {
    team,
    label,
    place: seen.resources?.region ?? null,
    step: progress.step,
    stepSince: progress.since,
    working: progress.working,
    generator,
    stream,
    outageSeconds: observed.outages.seconds(now),
    verified,
    perSecond: seen.traffic === undefined ? null : seen.traffic.incoming / 60,
    behind: progress.step < 6 ? null : (seen.traffic?.behind ?? null),
    clicks: seen.clicks ?? null,
    cost: known.cost ?? null,
    currentCount: taskOf(observed, "currentCount"),
    ownQuery: taskOf(observed, "ownQuery"),
    failure: progress.failure,
    hasPage: seen.resources?.workspaceUrl !== undefined && progress.step >= 6,
  };
  return { ...row, need: needOf(row, observed.outages.isOut) };
}

function shownLight({ lights, observed }: KnownTeam, light: Light): ShownLight {
  const { state, why } = lights[light];
  const last = observed.lights.get(light);
  return { state, why, since: last?.state === state ? last.at : null };
}

/** What was verified of a team that was made anew since says nothing. */
function verifiedSince({ verified }: TeamObserved, since: string | null): BoardRow["verified"] {
  if (verified === undefined || since === null || verified.at < since) return null;
  const { at, ok, clicks, missing, twice } = verified;
  return { at, ok, clicks, missing, twice };
}

function taskOf({ tasks }: TeamObserved, task: "currentCount" | "ownQuery"): ShownTask {
  return tasks.get(task) ?? "open";
}

type JudgedRow = Pick<BoardRow, "failure" | "generator" | "stream" | "verified">;

function needOf({ failure, generator, stream, verified }: JudgedRow, isOut: boolean): Need {
  const states = [generator.state, stream.state];
  if (failure !== null) return "failed";
  if (isOut) return "outage";
  if (verified?.ok === false) return "wrong clicks";
  if (states.includes("off")) return "not running";
  return states.includes("unknown") ? "unknown" : "fine";
}

/** Who needs help is on top: by what is the matter, then by how long it has been, then by name. */
export function sortedRows(rows: readonly BoardRow[]): readonly BoardRow[] {
  return [...rows].sort(
    (one, other) =>
      needs.indexOf(one.need) - needs.indexOf(other.need) ||
      other.outageSeconds - one.outageSeconds ||
      one.step - other.step ||
      one.team.localeCompare(other.team, "en", { numeric: true }),
  );
}
