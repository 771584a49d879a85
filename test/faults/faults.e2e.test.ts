import { Testbed, type TestbedOptions } from "../../testbed/testbed";
import { playRound, type RoundOutcome } from "../../faults/round";
import { oddKinds, type Round } from "../../faults/schedule";
import { formatReport } from "../../cli/verify/report";
import { longRun } from "../long";

/** What found most, and each freeze, chosen by hand: two schedules on one broker and one Spark. `test/cli/start` kills the broker. */
const round: Round = {
  seed: 900001,
  shared: [
    { afterMs: 1_000, fault: { kind: "kill Spark", at: "clicks committed" } },
    { afterMs: 0, fault: { kind: "full disk", forMs: 1_500 } },
  ],
  freezes: [
    { process: "broker", afterMs: 500, forMs: 5_000 },
    { process: "Spark", afterMs: 4_000, forMs: 3_000 },
  ],
  pipelines: [
    {
      partitions: 2,
      rate: 200,
      steps: [
        { afterMs: 0, fault: { kind: "odd events", events: [...oddKinds] } },
        { afterMs: 1_000, fault: { kind: "kill generator" } },
      ],
      freezes: [],
    },
    {
      partitions: 1,
      rate: 300,
      steps: [
        { afterMs: 500, fault: { kind: "more partitions", by: 2 } },
        { afterMs: 500, fault: { kind: "odd events", events: ["not UTF-8", "extra fields", "empty"] } },
        { afterMs: 1_500, fault: { kind: "cut connection", forMs: 1_000 } },
      ],
      freezes: [{ process: "generator", afterMs: 3_000, forMs: 4_000 }],
    },
  ],
};

function explain({ hub, ledger, unexplained }: RoundOutcome): string {
  return `${formatReport(hub)}\n${formatReport(ledger)}\n${unexplained} events unexplained`;
}

const inTheDriver: [string, TestbedOptions] = ["whose notebook runs in the driver", {}];
const overConnect: [string, TestbedOptions] = ["whose notebook runs over Spark Connect", { connect: {} }];

describe.each(longRun ? [inTheDriver, overConnect] : [inTheDriver])(
  "pipelines struck by faults, %s,",
  (_where, options) => {
    let stack: Testbed;
    beforeAll(async () => {
      stack = await Testbed.start(options);
      await stack.importNotebook("/ingest");
    }, 600_000);
    afterAll(() => stack.stop(), 120_000);

    it("have a generator whose ledger can be read, however early it is struck", async () => {
      const pipeline = await stack.createPipeline({ name: "early", partitions: 1 });
      await pipeline.startGenerator(100);
      pipeline.killGenerator();
      await expect(pipeline.expectedFromLedger()).resolves.toMatchObject({ source: "ledger" });
      await pipeline.remove();
    }, 120_000);

    it("lose nothing and count nothing twice", async () => {
      const outcomes = await playRound(stack, round);
      expect(outcomes).toHaveLength(round.pipelines.length);
      expect(outcomes.filter(({ ok }) => !ok).map(explain)).toEqual([]);
      for (const { hub, ledger } of outcomes) {
        expect(ledger.expected).toBeGreaterThan(100);
        expect(hub.arrived).toBeGreaterThanOrEqual(ledger.arrived);
      }
      // Eleven of the kinds are no clicks; the other three are, with fields or clocks besides.
      expect(outcomes[0]?.hub.rejected).toBeGreaterThan(5);
    }, 900_000);
  },
);
