/**
 * How fast a backlog gets into `clicks` with `clicks_per_product` current: `ingest.py` beside the same reading and
 * parsing that writes nothing (the ceiling) and beside the coach's pipeline, in one run and in turn.
 *
 * `npm run bench -- ingest [--clicks 5000000] [--runs 5]`
 */
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fillHub } from "./backlog";
import { streamCheckpoint } from "./checkpoint";
import { median, quantile, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { progress, type Result } from "./page";
import type { TestPipeline } from "../testbed/testPipeline";
import { Testbed } from "../testbed/testbed";

const PARTITIONS = 4;
const notebooks = join(__dirname, "notebooks");

const kinds = ["ingest", "ceiling", "coach"] as const;
type Kind = (typeof kinds)[number];

/** All that `ingest.py` defines, followed by the ceiling's own end. */
export function ceilingOf(ingest: string, end: string): string {
  const at = ingest.indexOf("# MAGIC ## Run");
  const cell = ingest.lastIndexOf("# COMMAND ----------", at);
  if (at < 0 || cell < 0) throw new Error('notebooks/ingest.py has no cell "## Run"');
  return ingest.slice(0, cell) + end;
}

async function importNotebooks(stack: Testbed): Promise<void> {
  const ingest = await readFile(join(__dirname, "..", "notebooks", "ingest.py"), "utf8");
  await stack.importNotebook("/ingest", ingest);
  const [end, coach] = await Promise.all([
    readFile(join(notebooks, "ceiling.py"), "utf8"),
    readFile(join(notebooks, "coach.py"), "utf8"),
  ]);
  await stack.importNotebook("/ceiling", ceilingOf(ingest, end));
  await stack.importNotebook("/coach", coach);
}

/** Seconds from the plan of the first batch to the end of the last one, by the checkpoint's own files. */
async function batchSeconds(checkpoint: string): Promise<number> {
  const stream = await streamCheckpoint(checkpoint);
  const times = async (kind: string): Promise<number[]> => {
    const names = (await readdir(join(stream, kind))).filter((name) => /^\d+$/.test(name));
    return Promise.all(names.map(async (name) => (await stat(join(stream, kind, name))).mtimeMs));
  };
  return (Math.max(...(await times("commits"))) - Math.min(...(await times("offsets")))) / 1000;
}

/** One run of one kind, from nothing: a new checkpoint, new tables. @returns clicks per second. */
async function run(
  stack: Testbed,
  backlog: TestPipeline,
  kind: Kind,
  name: string,
  clicks: number,
): Promise<number> {
  const schema = `${kind}_${name}`;
  await stack.driver.createSchema(schema);
  const checkpointPath = join(stack.folder, "checkpoints", schema);
  await backlog.startStream({
    notebookPath: `/${kind}`,
    continuous: false,
    checkpointPath,
    parameters: { schema, trigger: "availableNow" },
  });
  await backlog.streamEnded();
  const rate = clicks / (await batchSeconds(checkpointPath));
  if (kind !== "ceiling") {
    const { rows } = await backlog.client.query(`SELECT count(*) FROM ${schema}.clicks`);
    if (Number(rows[0]?.[0]) !== clicks) throw new Error(`${kind} took ${rows[0]?.[0]} of ${clicks} clicks`);
  }
  await rm(join(stack.warehouse, `${schema}.db`), { recursive: true, force: true });
  return rate;
}

/** @param args `--clicks N`, `--runs N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { clicks: { type: "string", default: "5000000" }, runs: { type: "string", default: "5" } },
  });
  const [clicks, runs] = [Number(values.clicks), Number(values.runs)];
  const rates: Record<Kind, number[]> = { ingest: [], ceiling: [], coach: [] };
  const stack = await Testbed.start();
  try {
    await importNotebooks(stack);
    const backlog = await stack.createPipeline({ name: "backlog", partitions: PARTITIONS });
    await fillHub(stack, backlog, PARTITIONS, clicks);
    progress(`the hub holds ${clicks} clicks`);
    // Once without counting: the first batches of a new Spark compile more than they read.
    for (const kind of kinds) await run(stack, backlog, kind, "warm", clicks);
    for (let n = 0; n < runs; n++) {
      for (const kind of kinds) {
        const rate = await run(stack, backlog, kind, String(n), clicks);
        rates[kind].push(rate);
        progress(`run ${n + 1} of ${runs}: ${kind} ${shown(rate)} clicks/s`);
      }
    }
  } finally {
    await stack.stop();
  }
  const ceiling = median(rates.ceiling);
  const titles: Record<Kind, string> = {
    ingest: "`ingest.py`: each click once, and `clicks_per_product`",
    ceiling: "the same reading and parsing, written nowhere",
    coach: "the coach's: `from_json`, plain append, defaults",
  };
  const rows = kinds.map((kind) => [
    titles[kind],
    shown(median(rates[kind])),
    `${shown(Math.min(...rates[kind]))} to ${shown(quantile(rates[kind], 1))}`,
    shown(median(rates[kind]) / ceiling),
  ]);
  return {
    name: "ingest",
    figures: markdownTable(["pipeline", "clicks/s, median", "range", "of the ceiling"], rows),
    versions: `${clicks.toLocaleString("en-US")} clicks, ${PARTITIONS} partitions, median of ${runs}, Spark 4.0.4, heap 1 GB`,
  };
}
