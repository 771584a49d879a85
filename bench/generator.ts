/**
 * The project's generator at full speed beside a bare loop of `@platformatic/kafka`, both acknowledged by all replicas.
 *
 * `npm run bench -- generator [--clicks 2000000] [--seconds 10] [--runs 5]`
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { countOffsets, type Offsets } from "../verify/offsets";
import { fillHub } from "./backlog";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { memoryOf } from "./machine";
import { progress, type Result } from "./page";
import type { TestPipeline } from "../testbed/testPipeline";
import { Testbed } from "../testbed/testbed";

const PARTITIONS = 4;
/** Until it has connected and its code is compiled. */
const WARM_UP_MS = 3_000;

interface FullSpeed {
  readonly perSecond: number;
  /** Fewest clicks of a partition by the most of one. */
  readonly evenness: number;
  /** Bytes of memory at the beginning and at the end. */
  readonly memory: readonly [number, number];
}

/** Fewest by most clicks of a partition that came in between. */
function evenness(before: Offsets, after: Offsets): number {
  const end = (offsets: Offsets, partition: number): number => offsets.get(partition)?.at(-1)?.end ?? 0;
  const came = [...after.keys()].map((partition) => end(after, partition) - end(before, partition));
  return Math.min(...came) / Math.max(...came);
}

async function fullSpeed(pipeline: TestPipeline, seconds: number): Promise<FullSpeed> {
  const generator = await pipeline.startGenerator("max");
  await sleep(WARM_UP_MS);
  const memory = (): number => memoryOf(generator.pid)?.proportional ?? 0;
  const [from, before, memoryBefore] = [performance.now(), await pipeline.expectedFromHub(), memory()];
  await sleep(seconds * 1000);
  const [until, after, memoryAfter] = [performance.now(), await pipeline.expectedFromHub(), memory()];
  await pipeline.stopGenerator();
  return {
    perSecond: ((countOffsets(after.offsets) - countOffsets(before.offsets)) * 1000) / (until - from),
    evenness: evenness(before.offsets, after.offsets),
    memory: [memoryBefore, memoryAfter],
  };
}

/** @param args `--clicks N` of the client's own loop, `--seconds N` of the generator, `--runs N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clicks: { type: "string", default: "2000000" },
      seconds: { type: "string", default: "10" },
      runs: { type: "string", default: "5" },
    },
  });
  const [clicks, seconds, runs] = [Number(values.clicks), Number(values.seconds), Number(values.runs)];
  const raw: number[] = [];
  const own: FullSpeed[] = [];
  const stack = await Testbed.start({ spark: false });
  try {
    for (let n = 0; n < runs; n++) {
      const pipeline = await stack.createPipeline({ name: `speed${n}`, partitions: PARTITIONS });
      const loop = await fillHub(stack, pipeline, PARTITIONS, clicks);
      raw.push(loop.clicks / loop.seconds);
      own.push(await fullSpeed(pipeline, seconds));
      await pipeline.remove();
      progress(
        `run ${n + 1} of ${runs}: ${shown(raw.at(-1) ?? 0)} and ${shown(own.at(-1)?.perSecond ?? 0)} clicks/s`,
      );
    }
  } finally {
    await stack.stop();
  }
  const [ofClient, ofGenerator] = [median(raw), median(own.map(({ perSecond }) => perSecond))];
  const memory = own.map(({ memory: [before, after] }) => `${shown(before / 1e6)} → ${shown(after / 1e6)}`);
  return {
    name: "generator",
    figures: markdownTable(
      ["", "clicks/s, median", "of the loop", "fewest by most clicks of a partition", "memory (MB)"],
      [
        ["a bare loop of `@platformatic/kafka`", shown(ofClient), "1.00", "", ""],
        [
          "the generator, with its ledger",
          shown(ofGenerator),
          shown(ofGenerator / ofClient),
          shown(Math.min(...own.map((run) => run.evenness))),
          memory.join(", "),
        ],
      ],
    ),
    versions: `${PARTITIONS} partitions, acks all, median of ${runs}, Kafka 4.4.0`,
  };
}
