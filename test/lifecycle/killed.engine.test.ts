import { setTimeout as sleep } from "node:timers/promises";
import type { Durations } from "../../emulator";
import { Random } from "../../generator/random";
import { longRun, testSeed } from "../long";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** Every operation takes a moment, so that an engine can die in the midst of one. */
const moments: Durations = new Proxy<Durations>(
  {},
  { get: () => ({ create: 0.05, update: 0.05, delete: 0.05 }) },
);

/** Operations of a whole `up`, and of a whole `destroy`, at least: where among them the engine is killed. */
const operations = { up: 29, destroy: 10 } as const;

async function killedWhile(command: "up" | "destroy", seed: number): Promise<void> {
  const random = new Random(seed);
  const victim = random.integer(1, operations[command]);
  const delay = random.integer(0, 59);
  let armed = false;
  let seen = 0;
  let killing: Promise<void> | undefined;
  const team = await TeamStack.open({
    cloud: { speed: 1, durations: moments },
    onOperation: ({ ended }) => {
      if (!armed || ended !== undefined || (seen += 1) !== victim) return;
      killing = sleep(delay).then(() => team.kill());
    },
  });
  try {
    if (command === "destroy") await must(team.up());
    armed = true;
    const interrupted = await team[command]();
    await killing;
    if (killing === undefined) throw new Error(`it ended before it was killed: ${interrupted.error}`);
    // A very late kill meets an engine that is done.
    if (interrupted.error !== undefined) await (command === "up" ? team.recover() : team.unlock());
    if (command === "up") expect((await must(team.up())).steps).toEqual([]);
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
    expect(await team.inState()).toEqual([]);
  } finally {
    await team.close();
  }
}

describe("an engine that is killed, and recovered as the coach's guide says", () => {
  const runs = Array.from({ length: longRun ? 50 : 2 }, (_, run) => testSeed + run);
  it.each(runs)(
    "leaves nothing behind, seed %i",
    async (seed) => {
      await killedWhile(seed % 3 === 2 ? "destroy" : "up", seed);
    },
    PATIENCE,
  );
});
