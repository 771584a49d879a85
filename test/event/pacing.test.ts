import { getMaxListeners } from "node:events";
import { RequestLimits } from "../../emulator";
import { Coordinator } from "../../event/run/coordinator";
import type { TeamJob, TeamResult } from "../../event/run/job";
import { kindOf } from "../../program/failures";
import { VirtualClock } from "./virtualClock";

/** What a team sends to Azure in an `up`, at worst all at once. */
const WRITES = 15;
const never = new AbortController().signal;

const jobs = Array.from({ length: 40 }, (_, index) => {
  const placement = { subscription: "sub-1", region: "westeurope" };
  return { team: `team-${index}`, placement } as TeamJob;
});

/** A team whose writes Azure counts with those of all others. */
async function written(limits: RequestLimits): Promise<TeamResult> {
  try {
    await Promise.all(Array.from({ length: WRITES }, () => limits.pass("write")));
    return { outcome: "done", changed: WRITES, failures: [], kind: undefined, step: 4 };
  } catch (error) {
    const text = (error as Error).message;
    return {
      outcome: "failed",
      changed: 0,
      failures: [{ resource: undefined, text }],
      kind: kindOf([text]),
      step: 4,
    };
  }
}

describe("forty teams in one subscription and region", () => {
  it("are started at a pace at which Azure takes what they send: none fails, nor is tried again", async () => {
    const clock = new VirtualClock();
    const limits = new RequestLimits(clock, "sub-1");
    const coordinator = new Coordinator({
      start: () => ({ pid: 1, result: written(limits), cancel: () => undefined }),
      atOnce: 40,
      canary: "none",
      clock,
      tell: () => undefined,
      stop: never,
      cancel: never,
    });
    const outcomes = await coordinator.run(jobs);
    // As many listen to it as there are teams, of which Node would warn from the eleventh on.
    expect(getMaxListeners(never)).toBe(Infinity);
    expect(outcomes.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual(
      jobs.map(() => "done 1"),
    );
  });

  it("would mostly fail for too many requests if all were started at once", async () => {
    const clock = new VirtualClock();
    const limits = new RequestLimits(clock, "sub-1");
    const results = await Promise.all(jobs.map(() => written(limits)));
    const kinds = results.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "throttled").length).toBeGreaterThan(20);
    expect(kinds.filter((kind) => kind !== undefined && kind !== "throttled")).toEqual([]);
  });
});
