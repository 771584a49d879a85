import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../../generator/random";
import { engineAtAnyCost } from "../../scripts/engine";
import { longRun, testSeed } from "../long";
import { changedBy, countsOf, outcomesOf, RehearsedEvent, wholeTeam } from "./eventCommand";

const PATIENCE = 25 * 60_000;
const teamCount = longRun ? 10 : 3;
/** Resources that an `up` begins for a team, at least, and a `down`, and a `step` from 4 to 6. */
const begun = { up: 28, down: 10, step: 3 } as const;

beforeAll(async () => void (await engineAtAnyCost()), PATIENCE);

/** Who dies with the coordinator: workers and engines, workers alone, or nobody; what is left goes on as it would. */
const victims = [["node", "pulumi"], ["node"], []] as const;

async function killedWhile(command: keyof typeof begun, seed: number): Promise<void> {
  const random = new Random(seed);
  const victim = random.integer(1, begun[command] * teamCount);
  const delay = random.integer(0, 300);
  const teams = Array.from({ length: teamCount }, (_, index) => `team${index}`);
  const event = await RehearsedEvent.create(`resume-${seed}`, teams, {
    more: "settings: { throughStep: 4 }",
  });
  try {
    const args = { up: ["step", "6"], step: ["step", "6"], down: ["down"] }[command];
    if (command === "step") await event.run("up");
    if (command === "down") await event.run("step", "6");
    const killed = event.start(...args);
    await killed.nth(victim, ({ is, state }) => is === "resource" && state === "begun");
    await sleep(delay);
    await event.kill(killed, victims[random.integer(0, victims.length - 1)] ?? []);

    const again = await event.run(...args);
    expect(outcomesOf(again)).toEqual(Object.fromEntries(teams.map((team) => [team, "done"])));
    if (command !== "down") {
      const counts = countsOf(await event.contents());
      expect(counts).toEqual(
        Object.fromEntries(Object.entries(wholeTeam).map(([type, count]) => [type, count * teamCount])),
      );
      expect(changedBy(await event.run("up"))).toBe(0);
      await event.run("down");
    }
    // With everything gone, the clouds have ended.
    expect(await event.clouds()).toBeUndefined();
    expect(await event.workers()).toEqual([]);
  } finally {
    await event.remove();
  }
}

describe("a verb that is killed at any moment, with its processes or without", () => {
  const runs = Array.from({ length: longRun ? 20 : 1 }, (_, run) => testSeed + run);
  it.each(runs)(
    "ends well when it is given again, with nothing made twice and nothing left, seed %i",
    async (seed) => {
      await killedWhile((["up", "step", "down"] as const)[seed % 3] ?? "up", seed);
    },
    PATIENCE,
  );
});
