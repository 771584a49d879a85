/**
 * Whether anything grows that should not: memory, files, log, checkpoint, delay; for half an hour.
 *
 * `npm run bench -- growth [--rate 5000] [--minutes 30]`
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CommitClock } from "./commitClock";
import { COMMIT_FILE } from "../testbed/deltaLog";
import { quantile, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { windows } from "./freshness";
import { memoryOf, treeOf } from "./machine";
import { progress, type Result } from "./page";
import { Testbed } from "../testbed/testbed";

const PARTITIONS = 4;
const WARM_UP_MS = 30_000;
/** Rows of the table, whatever the length of the run. */
const SAMPLES = 10;

/** Table maintenance far more often than by default, so that half an hour shows it several times. */
const frequentMaintenance = {
  compact_minutes: "5",
  vacuum_minutes: "5",
  keep_removed_files: "5 minutes",
  keep_history: "5 minutes",
};

interface Size {
  readonly files: number;
  readonly bytes: number;
}

async function sizeOf(folder: string): Promise<Size> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    // A file may be gone by now: table maintenance removes some.
    files.map((file) =>
      stat(join(file.parentPath, file.name))
        .then(({ size }) => size)
        .catch(() => 0),
    ),
  );
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Commits that a reader of the table has to read besides the last checkpoint of its log. */
async function commitsToRead(log: string): Promise<number> {
  const last = await readFile(join(log, "_last_checkpoint"), "utf8").catch(() => '{"version":-1}');
  const { version } = JSON.parse(last) as { version: number };
  const names = await readdir(log);
  return names.filter((name) => COMMIT_FILE.test(name) && Number.parseInt(name, 10) > version).length;
}

const memory = (pid: number): number =>
  treeOf(pid).reduce((sum, one) => sum + (memoryOf(one)?.proportional ?? 0), 0) / 1e6;

async function sample(
  stack: Testbed,
  name: string,
  generator: number,
  checkpoint: string,
): Promise<string[]> {
  const tables = join(stack.warehouse, `${name}.db`);
  const log = join(tables, "clicks", "_delta_log");
  const products = join(tables, "clicks_per_product");
  const [clicks, logged, toRead, counts, countsLogged, own] = await Promise.all([
    sizeOf(join(tables, "clicks")),
    sizeOf(log),
    commitsToRead(log),
    sizeOf(products),
    sizeOf(join(products, "_delta_log")),
    sizeOf(checkpoint),
  ]);
  const [questions] = await stack.driver.questionPids();
  return [
    shown(memory(stack.broker.pid)),
    // Both its processes: notebooks, and questions.
    shown(memory(stack.driver.pid) + memory(questions)),
    shown(memory(generator)),
    String(clicks.files - logged.files),
    shown(clicks.bytes / 1e6),
    String(logged.files),
    String(toRead),
    String(counts.files - countsLogged.files),
    String(own.files),
    shown(own.bytes / 1e6),
  ];
}

const head = [
  ...["after (min)", "broker (MB)", "Spark (MB)", "generator (MB)", "`clicks`: files", "(MB)", "log files"],
  "commits to read",
  ...["`clicks_per_product`: files", "checkpoint: files", "(MB)", "delay p50 (s)", "p95 (s)"],
];

/** @param args `--rate CLICKS_A_SECOND`, `--minutes N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { rate: { type: "string", default: "5000" }, minutes: { type: "string", default: "30" } },
  });
  const [rate, minutes] = [Number(values.rate), Number(values.minutes)];
  const everyMs = (minutes * 60_000) / SAMPLES;
  const stack = await Testbed.start();
  try {
    await stack.importNotebook("/ingest");
    const pipeline = await stack.createPipeline({ name: "growth", partitions: PARTITIONS });
    await pipeline.startStream({ parameters: frequentMaintenance });
    const generator = await pipeline.startGenerator(rate);
    const clock = await CommitClock.start(stack, pipeline);
    await sleep(WARM_UP_MS);
    const from = Date.now();
    const sampled: string[][] = [];
    for (let n = 0; n < SAMPLES; n++) {
      await sleep(from + (n + 1) * everyMs - Date.now());
      sampled.push(await sample(stack, pipeline.name, generator.pid, pipeline.checkpointPath));
      progress(`sample ${n + 1} of ${SAMPLES}: ${sampled.at(-1)?.join(", ")}`);
    }
    const until = Date.now();
    await pipeline.stopGenerator();
    await clock.caughtUp();
    const every = Math.max(1, Math.floor((rate * minutes * 60) / 200_000));
    const delays = windows(await clock.stop({ from, until, every }), everyMs).map((some) =>
      some.map(({ enqueued, at }) => (at - enqueued) / 1000),
    );
    const rows = sampled.map((row, n) => [
      shown(((n + 1) * minutes) / SAMPLES),
      ...row,
      shown(quantile(delays[n] ?? [], 0.5)),
      shown(quantile(delays[n] ?? [], 0.95)),
    ]);
    return {
      name: "growth",
      figures: markdownTable(head, rows),
      versions: `${rate} clicks/s for ${minutes} minutes, ${PARTITIONS} partitions, Spark 4.0.4, heap 1 GB`,
    };
  } finally {
    await stack.stop();
  }
}
