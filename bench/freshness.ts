/**
 * How soon a click counts: from the hub's own time of it to the commit of `clicks_per_product` that has it.
 *
 * `npm run bench -- freshness [--rate 1000] [--seconds 180]`
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CommitClock, type Counted } from "./commitClock";
import { quantile, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { progress, type Result } from "./page";
import { Testbed } from "../testbed/testbed";

const PARTITIONS = 4;
/** Spark's first batches compile; what a person sees comes after. */
const WARM_UP_MS = 20_000;

/** The clicks by windows of the time at which they came; the first window begins with the first click. */
export function windows(counted: readonly Counted[], windowMs: number): Counted[][] {
  const first = counted.reduce((least, { enqueued }) => Math.min(least, enqueued), Infinity);
  const slots: Counted[][] = [];
  for (const one of counted) {
    const slot = Math.floor((one.enqueued - first) / windowMs);
    while (slots.length <= slot) slots.push([]);
    slots[slot]?.push(one);
  }
  return slots;
}

/** One row a window, in seconds. */
export function delayTable(counted: readonly Counted[], windowMs: number): string {
  const row = (title: string, some: readonly Counted[]): string[] => {
    const delays = some.map(({ enqueued, at }) => (at - enqueued) / 1000);
    return [
      title,
      ...[0.5, 0.95, 0.99, 1].map((share) => shown(quantile(delays, share))),
      String(some.length),
    ];
  };
  const seconds = windowMs / 1000;
  const rows = windows(counted, windowMs).map((some, i) =>
    row(`${i * seconds} to ${(i + 1) * seconds} s`, some),
  );
  return markdownTable(
    ["clicks of", "p50 (s)", "p95 (s)", "p99 (s)", "all within (s)", "clicks looked at"],
    [...rows, row("**all**", counted)],
  );
}

/** @param args `--rate CLICKS_A_SECOND`, `--seconds N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { rate: { type: "string", default: "1000" }, seconds: { type: "string", default: "180" } },
  });
  const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
  const stack = await Testbed.start();
  try {
    await stack.importNotebook("/ingest");
    const pipeline = await stack.createPipeline({ name: "fresh", partitions: PARTITIONS });
    await pipeline.startStream();
    await pipeline.startGenerator(rate);
    const clock = await CommitClock.start(stack, pipeline);
    await sleep(WARM_UP_MS);
    progress(`measuring for ${seconds} s`);
    const from = Date.now();
    await sleep(seconds * 1000);
    const until = Date.now();
    await pipeline.stopGenerator();
    await clock.caughtUp();
    const counted = await clock.stop({
      from,
      until,
      every: Math.max(1, Math.floor((rate * seconds) / 200_000)),
    });
    return {
      name: "freshness",
      figures: delayTable(counted, 30_000),
      versions: `${rate} clicks/s for ${seconds} s, ${PARTITIONS} partitions, Spark 4.0.4, heap 1 GB`,
    };
  } finally {
    await stack.stop();
  }
}
