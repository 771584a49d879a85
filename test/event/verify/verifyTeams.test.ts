import { setTimeout as sleep } from "node:timers/promises";
import { exitCodeOf, verifyTeams, type TeamVerdict } from "../../../event/verify/verifyTeams";
import { wakingCost } from "../../../event/verify/wakingCost";
import type { Observation } from "../../../event/observed/observed";
import { reportOf } from "./reports";

/** Runs a verification, and keeps what was written down and told. */
async function verified(
  teams: readonly string[],
  ask: Parameters<typeof verifyTeams>[1]["ask"],
): Promise<{ written: unknown[]; told: string[]; verdicts: ReadonlyMap<string, TeamVerdict> }> {
  const written: (Observation & { team: string })[] = [];
  const told: string[] = [];
  const verdicts = await verifyTeams(teams, {
    ask,
    observed: { add: (entry) => Promise.resolve(void written.push(entry)) },
    tell: (team, { is }) => void told.push(`${team} ${is}`),
  });
  return { written, told, verdicts };
}

describe("a verification of teams", () => {
  it("asks four at a time, each once", async () => {
    let awake = 0;
    let most = 0;
    const asked: string[] = [];
    const teams = Array.from({ length: 11 }, (_, index) => `team-${index}`);
    await verified(teams, async (team) => {
      asked.push(team);
      most = Math.max(most, ++awake);
      await sleep(asked.length % 3);
      awake -= 1;
      if (asked.length % 4 === 0) throw new Error("gone");
      return reportOf();
    });
    expect(most).toBe(4);
    expect(asked).toEqual(teams);
  });

  it("writes down what was found of each that was asked, and goes on where one could not be", async () => {
    const bad = reportOf({ ok: false, clicks: 90, missing: { count: 7, ranges: [] } });
    const { written, told, verdicts } = await verified(["red", "blue", "teal", "lime"], async (team) => {
      if (team === "teal") throw new Error("no answer of Endpoint=sb://x/;SharedAccessKey=abcdefghijklmnop=");
      if (team === "lime") return undefined;
      return team === "red" ? reportOf() : bad;
    });
    expect(written).toEqual([
      { team: "red", verified: { ok: true, clicks: 100, missing: 0, twice: 0 } },
      { team: "blue", verified: { ok: false, clicks: 90, missing: 7, twice: 0 } },
    ]);
    expect(told.sort()).toEqual(["blue verified", "lime simulated", "red verified", "teal not asked"]);
    expect([...verdicts.keys()]).toEqual(["red", "blue", "teal", "lime"]);
    expect(JSON.stringify(verdicts.get("teal"))).not.toContain("abcdefghijklmnop");
    expect(verdicts.get("teal")).toMatchObject({
      is: "not asked",
      why: expect.stringContaining("no answer of") as string,
    });
  });
});

describe("its exit code", () => {
  const right: TeamVerdict = { is: "verified", report: reportOf() };
  const wrong: TeamVerdict = { is: "verified", report: reportOf({ ok: false }) };
  const simulated: TeamVerdict = { is: "simulated" };
  const silent: TeamVerdict = { is: "not asked", why: "no answer" };

  it.each([
    [0, "each click arrived once", [right, right]],
    [0, "the others are simulated", [right, simulated]],
    [1, "one team's did not", [right, wrong]],
    [1, "one did not and another was not asked", [wrong, silent]],
    [2, "one was not asked", [right, silent]],
    [2, "all are simulated", [simulated]],
    [2, "there is no team", []],
  ] as const)("is %d where %s", (code, _, verdicts) => {
    expect(exitCodeOf(verdicts)).toBe(code);
  });
});

describe("what waking warehouses costs", () => {
  it("is said for all of them, with the day of the prices", () => {
    const day = "(list prices of 2026-11-24)";
    expect(wakingCost(1)).toBe(
      `asks 1 SQL warehouse, four at a time. One costs 2.80 USD for an hour awake, and is awake for 10 min at most: up to 0.47 USD in all ${day}`,
    );
    expect(wakingCost(30)).toBe(
      `asks 30 SQL warehouses, four at a time. One costs 2.80 USD for an hour awake, and is awake for 10 min at most: up to 14.00 USD in all ${day}`,
    );
  });
});
