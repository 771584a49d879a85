import { oddEvent } from "../../faults/oddEvents";
import { commitPoints, describeRound, drawRound, oddKinds } from "../../faults/schedule";

const rounds = Array.from({ length: 100 }, (_, seed) => drawRound(seed, 2));

describe("rounds of faults", () => {
  it("are the same for the same seed", () => {
    expect(drawRound(42, 3)).toEqual(drawRound(42, 3));
    expect(drawRound(42, 3)).not.toEqual(drawRound(43, 3));
  });

  it("have as many pipelines as asked for, each with at least one fault of its own", () => {
    const { pipelines, shared } = drawRound(7, 5);
    expect(pipelines).toHaveLength(5);
    expect(shared.length).toBeGreaterThan(0);
    expect(pipelines.every(({ steps }) => steps.length > 0)).toBe(true);
  });

  it("cover, in a hundred, every fault, every commit point and every odd event", () => {
    const shared = rounds.flatMap((round) => round.shared.map(({ fault }) => fault));
    const own = rounds.flatMap(({ pipelines }) =>
      pipelines.flatMap(({ steps }) => steps.map(({ fault }) => fault)),
    );
    expect(new Set([...shared, ...own].map(({ kind }) => kind))).toEqual(
      new Set([
        "kill Spark",
        "kill broker",
        "restart broker",
        "full disk",
        "cut connection",
        "kill generator",
        "odd events",
        "more partitions",
      ]),
    );
    const points = shared.flatMap((fault) => (fault.kind === "kill Spark" ? [fault.at] : []));
    expect(new Set(points)).toEqual(new Set(commitPoints));
    const odd = own.flatMap((fault) => (fault.kind === "odd events" ? fault.events : []));
    expect(new Set(odd)).toEqual(new Set(oddKinds));
  });

  it("freeze, in a hundred, every process for a second to a minute and a half, each at most once in a round", () => {
    const all = rounds.flatMap(({ freezes, pipelines }) => [
      ...freezes,
      ...pipelines.flatMap((one) => one.freezes),
    ]);
    expect(new Set(all.map(({ process }) => process))).toEqual(new Set(["Spark", "broker", "generator"]));
    const seconds = all.map(({ forMs }) => forMs / 1_000);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(1);
    expect(Math.min(...seconds)).toBeLessThan(5);
    expect(Math.max(...seconds)).toBeGreaterThan(80);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(90);
    for (const { freezes, pipelines } of rounds) {
      expect(new Set(freezes.map(({ process }) => process)).size).toBe(freezes.length);
      for (const one of pipelines) expect(one.freezes.length).toBeLessThanOrEqual(1);
    }
    expect(rounds.filter(({ freezes }) => freezes.length === 0).length).toBeGreaterThan(20);
  });

  it("can be read", () => {
    expect(
      describeRound({
        seed: 1,
        shared: [{ afterMs: 10, fault: { kind: "kill Spark", at: "data written" } }],
        freezes: [{ process: "broker", afterMs: 20, forMs: 75_000 }],
        pipelines: [
          {
            partitions: 3,
            rate: 100,
            steps: [
              { afterMs: 0, fault: { kind: "odd events", events: ["empty", "array"] } },
              { afterMs: 5, fault: { kind: "cut connection", forMs: 200 } },
            ],
            freezes: [{ process: "generator", afterMs: 0, forMs: 1_500 }],
          },
        ],
      }),
    ).toBe(
      "all: +10 ms kill Spark (data written); broker frozen after 20 ms, for 75000 ms\n" +
        "1: 3 partitions, 100 clicks/s: +0 ms odd events (empty, array), +5 ms cut connection for 200 ms" +
        "; generator frozen after 0 ms, for 1500 ms",
    );
  });
});

describe("odd events", () => {
  it("fit into a hub's largest event, the oversized one only just", () => {
    for (const kind of oddKinds) {
      const size = oddEvent(kind).value?.length ?? 0;
      expect(size).toBeLessThan(1_048_576 - 512);
      if (kind === "oversized") expect(size).toBeGreaterThan(999_000);
    }
  });

  it("that are text include what is not UTF-8, and one without a value", () => {
    const text = oddEvent("not UTF-8").value;
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(text ?? undefined)).toThrow();
    expect(oddEvent("no value").value).toBeNull();
  });
});
