/**
 * What the built-in generator takes of its container: the file that Azure runs, at several rates.
 *
 * `npm run bench -- builtin [--seconds 30]`
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bundleGenerator } from "../generator/bundle";
import { markdownTable } from "../scripts/markdownTable";
import { Testbed } from "../testbed/testbed";
import { countOffsets } from "../verify/offsets";
import { shown } from "./figures";
import { peakMemoryOf, processorTimeOf } from "./machine";
import { progress, type Result } from "./page";

/** What the figures are compared with. */
const container = { vcpus: 0.5, bytes: 0.5e9 };
const rates = [1, 10, 100, 1_000, "max"] as const;
const PARTITIONS = 4;
/** Until it has connected and its code is compiled. */
const WARM_UP_MS = 5_000;

interface Usage {
  readonly perSecond: number;
  /** Seconds of a processor for each second. */
  readonly vcpus: number;
  readonly bytes: number;
}

async function usageAt(testbed: Testbed, rate: (typeof rates)[number], seconds: number): Promise<Usage> {
  const pipeline = await testbed.createPipeline({ name: `rate-${rate}`, partitions: PARTITIONS });
  const generator = await pipeline.startGenerator(rate);
  const { pid } = generator;
  await sleep(WARM_UP_MS);
  const sent = async (): Promise<number> => countOffsets((await pipeline.expectedFromLedger()).offsets);
  const [from, sentBefore, before] = [performance.now(), await sent(), processorTimeOf(pid).own];
  await sleep(seconds * 1_000);
  const after = processorTimeOf(pid).own;
  const elapsed = (performance.now() - from) / 1_000;
  const perSecond = ((await sent()) - sentBefore) / elapsed;
  const bytes = peakMemoryOf(pid);
  await pipeline.remove();
  return { perSecond, vcpus: (after - before) / elapsed, bytes };
}

const percent = (value: number): string => `${shown(value * 100)} %`;

/** @param args `--seconds N` at each rate. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: "string", default: "30" } } });
  const rows: string[][] = [];
  const testbed = await Testbed.start({ spark: false });
  try {
    for (const rate of rates) {
      const { perSecond, vcpus, bytes } = await usageAt(testbed, rate, Number(values.seconds));
      rows.push([
        typeof rate === "number" ? rate.toLocaleString("en-US") : rate,
        shown(perSecond),
        shown((vcpus * 1e6) / perSecond),
        percent(vcpus / container.vcpus),
        shown(bytes / 1e6),
        percent(bytes / container.bytes),
      ]);
      progress(`at ${rate}: ${rows.at(-1)?.join(", ") ?? ""}`);
    }
  } finally {
    await testbed.stop();
  }
  const columns = [
    "`clicksPerSecond`",
    "clicks/s",
    "CPU ms a thousand clicks",
    "of 0.5 vCPU",
    "peak memory (MB)",
    "of 0.5 GB",
  ];
  const size = Buffer.byteLength(await bundleGenerator()) / 1e3;
  return {
    name: "builtin",
    figures: markdownTable(columns, rows),
    versions: `a file of ${shown(size)} kB, ${PARTITIONS} partitions, ${values.seconds} s at each rate, Kafka 4.4.0`,
  };
}
