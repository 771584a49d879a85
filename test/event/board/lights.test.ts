import { generatorLight, NO_RUN, streamLight, type LightSigns } from "../../../event/board/lights";

const now = Date.UTC(2027, 2, 11, 10);
const minutesAgo = (minutes: number): number => now - minutes * 60_000;
const traffic = (incoming: number, outgoing: number, minutes = 3): LightSigns["traffic"] => ({
  until: minutesAgo(minutes),
  incoming,
  outgoing,
  behind: 0,
});
const signs = (more: Partial<LightSigns>): LightSigns => ({
  now,
  step: 6,
  stepSince: undefined,
  traffic: undefined,
  container: undefined,
  run: undefined,
  ...more,
});
const running = { at: minutesAgo(1), state: "Running" };
const active = { at: minutesAgo(1), state: "RUNNING" };

describe("a generator's light", () => {
  it.each([
    ["is none before step 5", { step: 4, traffic: traffic(60, 0) }, "none", ""],
    ["is on where clicks come in", { traffic: traffic(60, 0), container: running }, "on", ""],
    ["is on where clicks come in and nobody could ask the container", { traffic: traffic(60, 0) }, "on", ""],
    [
      "is off at once where the container stopped, though the metrics still tell of clicks",
      { traffic: traffic(60, 60), container: { at: minutesAgo(0), state: "Stopped" } },
      "off",
      "its container is Stopped",
    ],
    [
      "is off where the container runs and sends nothing",
      { traffic: traffic(0, 0), container: running },
      "off",
      "its container runs, and no clicks come in",
    ],
    [
      "is unknown where the last counted minute began before there was a generator",
      { traffic: traffic(0, 0), container: running, stepSince: minutesAgo(3.5) },
      "unknown",
      "nobody has counted lately",
    ],
    [
      "is off where no clicks come in since it is there",
      { traffic: traffic(0, 0), stepSince: minutesAgo(4) },
      "off",
      "no clicks come in",
    ],
    ["is off where no clicks come in", { traffic: traffic(0, 0) }, "off", "no clicks come in"],
    [
      "is unknown where only the container runs",
      { container: running },
      "unknown",
      "nobody has counted lately",
    ],
    [
      "is unknown where what was counted is old",
      { traffic: traffic(60, 60, 11), container: running },
      "unknown",
      "nobody has counted lately",
    ],
    [
      "does not believe an old look at the container",
      { traffic: traffic(60, 60), container: { at: minutesAgo(11), state: "Stopped" } },
      "on",
      "",
    ],
  ] as const)("%s", (_, more, state, why) => {
    expect(generatorLight(signs(more))).toEqual({ state, why });
  });
});

describe("a stream's light", () => {
  it.each([
    ["is none before step 6", { step: 5, traffic: traffic(60, 60) }, "none", ""],
    ["is on where clicks are read", { traffic: traffic(60, 60), run: active }, "on", ""],
    [
      "is off where the job has no active run",
      { traffic: traffic(60, 60), run: { at: minutesAgo(1), state: NO_RUN } },
      "off",
      "its job has no active run",
    ],
    [
      "is off while its run waits for a cluster",
      { traffic: traffic(60, 0), run: { at: minutesAgo(1), state: "PENDING" } },
      "off",
      "its job's run is PENDING",
    ],
    [
      "is off where clicks come in and a run reads none",
      { traffic: traffic(60, 0), run: active },
      "off",
      "clicks come in, and nobody reads them",
    ],
    [
      "is unknown where there is nothing to read",
      { traffic: traffic(0, 0), run: active },
      "unknown",
      "nothing comes in that could be read",
    ],
    ["is unknown without metrics", { run: active }, "unknown", "nobody has counted lately"],
  ] as const)("%s", (_, more, state, why) => {
    expect(streamLight(signs(more))).toEqual({ state, why });
  });
});
