/**
 * What the question of the challenge costs, clicks per product now, when the table is small and when it is large.
 *
 * `npm run bench -- asking [--small 1000000] [--large 50000000] [--runs 25]`
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { question } from "../queries";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { progress, type Result } from "./page";
import type { TestPipeline } from "../testbed/testPipeline";
import { Testbed } from "../testbed/testbed";

/** How often each table is recounted, for comparison: it takes long. */
const RECOUNTS = 3;

async function table(stack: Testbed, name: string, clicks: number): Promise<TestPipeline> {
  const pipeline = await stack.createPipeline({ name, partitions: 1 });
  await pipeline.startStream({
    notebookPath: "/table",
    continuous: false,
    parameters: { schema: name, clicks: String(clicks) },
  });
  await pipeline.streamEnded();
  return pipeline;
}

async function milliseconds({ client }: TestPipeline, sql: string): Promise<number> {
  const started = performance.now();
  await client.query(sql);
  return performance.now() - started;
}

/** Files and bytes that a table has now, and so a question without a condition reads. */
async function read({ client }: TestPipeline, name: string): Promise<[string, string]> {
  const { columns, rows } = await client.query(`DESCRIBE DETAIL ${name}`);
  const of = (column: string): number =>
    Number(rows[0]?.[columns.findIndex((candidate) => candidate.name === column)] ?? Number.NaN);
  return [String(of("numFiles")), shown(of("sizeInBytes") / 1e6)];
}

async function row(pipeline: TestPipeline, clicks: number, asked: readonly number[]): Promise<string[]> {
  const recounted: number[] = [];
  const recount = "SELECT productid, category, count(*) FROM clicks GROUP BY productid, category";
  for (let n = 0; n < RECOUNTS; n++) recounted.push(await milliseconds(pipeline, recount));
  return [
    clicks.toLocaleString("en-US"),
    shown(median(asked)),
    ...(await read(pipeline, "clicks_per_product")),
    shown(median(recounted)),
    ...(await read(pipeline, "clicks")),
  ];
}

/** @param args `--small CLICKS`, `--large CLICKS`, `--runs N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      small: { type: "string", default: "1000000" },
      large: { type: "string", default: "50000000" },
      runs: { type: "string", default: "25" },
    },
  });
  const [small, large, runs] = [Number(values.small), Number(values.large), Number(values.runs)];
  const { sql } = question("clicks_per_product");
  const stack = await Testbed.start();
  try {
    await stack.importNotebook("/table", await readFile(join(__dirname, "notebooks", "table.py"), "utf8"));
    const tables = [await table(stack, "small", small), await table(stack, "large", large)] as const;
    progress("both tables are written");
    const asked: [number[], number[]] = [[], []];
    // In turn, so that whatever else the machine does concerns both; the first ones warm up.
    for (let n = -5; n < runs; n++) {
      for (const i of [0, 1] as const) {
        const took = await milliseconds(tables[i], sql);
        if (n >= 0) asked[i].push(took);
      }
    }
    const rows = [await row(tables[0], small, asked[0]), await row(tables[1], large, asked[1])];
    const ratio = shown(median(asked[1]) / median(asked[0]));
    const head = ["clicks", "clicks per product (ms)", "files", "MB", "recounted (ms)", "files", "MB"];
    return {
      name: "asking",
      figures: `${markdownTable(head, rows)}\n\nThe large table takes ${ratio} times as long as the small one.`,
      versions: `median of ${runs}, Spark 4.0.4, heap 1 GB`,
    };
  } finally {
    await stack.stop();
  }
}
