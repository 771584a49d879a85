import type { Report } from "../../verify/verify";
import type { Observed } from "../observed/observed";
import { Slots } from "../run/gate";
import { secretFilter } from "../run/secretFilter";

/** How many teams' warehouses are awake at once: each takes from what a region has for all. */
const AWAKE_AT_ONCE = 4;

/** What came of a team's verification. */
export type TeamVerdict =
  | { readonly is: "verified"; readonly report: Report }
  /** In a rehearsal, a team without services: it has no clicks. */
  | { readonly is: "simulated" }
  | { readonly is: "not asked"; readonly why: string };

/** How teams are verified. */
export interface TeamsVerification {
  /** @returns undefined for a team that is simulated. @throws Error where its tables or its hub could not be asked. */
  readonly ask: (team: string) => Promise<Report | undefined>;
  readonly observed: Pick<Observed, "add">;
  /** Told of each team once it is known. */
  readonly tell: (team: string, verdict: TeamVerdict) => void;
}

/** Verifies teams, four at a time, and writes down what was found. A team that cannot be asked holds up no other. */
export async function verifyTeams(
  teams: readonly string[],
  { ask, observed, tell }: TeamsVerification,
): Promise<ReadonlyMap<string, TeamVerdict>> {
  const slots = new Slots(AWAKE_AT_ONCE);
  const verdicts = teams.map(async (team) => {
    const verdict = await slots.hold(() => verdictOn(team, ask));
    if (verdict.is === "verified") await observed.add({ team, verified: foundIn(verdict.report) });
    tell(team, verdict);
    return [team, verdict] as const;
  });
  return new Map(await Promise.all(verdicts));
}

/** What services say in an error may have a key in it. */
const withoutKeys = secretFilter(undefined);

async function verdictOn(team: string, ask: TeamsVerification["ask"]): Promise<TeamVerdict> {
  try {
    const report = await ask(team);
    return report === undefined ? { is: "simulated" } : { is: "verified", report };
  } catch (error) {
    return { is: "not asked", why: withoutKeys(error instanceof Error ? error.message : String(error)) };
  }
}

function foundIn({ ok, clicks, missing, twice }: Report): {
  ok: boolean;
  clicks: number;
  missing: number;
  twice: number;
} {
  return { ok, clicks, missing: missing.count, twice: twice.count };
}

/** @returns 0: each click once, for every team; 1: not for some; 2: some were not asked, or none was. */
export function exitCodeOf(verdicts: Iterable<TeamVerdict>): 0 | 1 | 2 {
  const all = [...verdicts];
  if (all.some((verdict) => verdict.is === "verified" && !verdict.report.ok)) return 1;
  const isWhole = all.some(({ is }) => is === "verified") && !all.some(({ is }) => is === "not asked");
  return isWhole ? 0 : 2;
}
