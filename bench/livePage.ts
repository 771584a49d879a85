/**
 * How soon the live page is there, and whether its server or the page itself grows while it is open: beside a
 * stream that runs, with a browser that looks.
 *
 * `npm run bench -- livePage [--minutes 60] [--rate 1000]`
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { typescriptFlags } from "../runtime/typescript";
import { startBrowser } from "../scripts/browser";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { memoryOf } from "./machine";
import { progress, type Result } from "./page";
import type { TestPipeline } from "../testbed/testPipeline";
import { Testbed } from "../testbed/testbed";

/** Rows of the table, whatever the length of the run. */
const SAMPLES = 10;
/** Of the stream: the page is looked at, not how fast a stream can be beside it. */
const TRIGGER = "processingTime=10 seconds";
/** Until the first batch is counted, also on a busy machine. */
const FIRST_BATCH_LIMIT_MS = 300_000;
/** Loads of the page whose first paint is taken, once it is warm. */
const LOADS = 5;

/** A page's server in a process of its own, as `npm run page` starts it. */
interface Served {
  readonly child: ChildProcess;
  readonly url: string;
}

async function serve({ driver }: Testbed, { name }: TestPipeline): Promise<Served> {
  const script = join(__dirname, "..", "cli", "page", "main.ts");
  const args = [
    ...typescriptFlags,
    script,
    "--host",
    driver.sqlUrl,
    "--warehouse",
    "local",
    "--schema",
    name,
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABRICKS_TOKEN: driver.token },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, url: line };
}

/** Milliseconds from the navigation to the first paint. */
async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.locator('#status[data-state="live"]').waitFor({ timeout: FIRST_BATCH_LIMIT_MS });
  const paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
  return await page.evaluate<number>(paint);
}

/** What the page itself holds after a garbage collection: megabytes of heap, and nodes. */
async function held(session: CDPSession): Promise<[heap: number, nodes: number]> {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return [of("JSHeapUsedSize") / 1e6, of("Nodes")];
}

async function watched(page: Page, served: Served, minutes: number): Promise<string[][]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const from = Date.now();
  const rows: string[][] = [];
  for (let n = 0; n <= SAMPLES; n++) {
    const after = (n * minutes) / SAMPLES;
    await sleep(Math.max(0, from + after * 60_000 - Date.now()));
    const server = memoryOf(served.child.pid ?? -1);
    const [heap, nodes] = await held(session);
    const total = await page.locator("#total").innerText();
    rows.push([
      shown(after),
      shown((server?.resident ?? Number.NaN) / 1e6),
      shown(heap),
      String(nodes),
      total,
      (await page.locator("#status-text").innerText()).toLowerCase(),
    ]);
    progress(`sample ${n} of ${SAMPLES}: ${rows.at(-1)?.join(", ")}`);
  }
  return rows;
}

/** @param args `--minutes N`, `--rate CLICKS_A_SECOND`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: "string", default: "60" }, rate: { type: "string", default: "1000" } },
  });
  const stack = await Testbed.start();
  let served: Served | undefined;
  const browser = await startBrowser();
  try {
    await stack.importNotebook("/ingest");
    const pipeline = await stack.createPipeline({ name: "shown", partitions: 4 });
    await pipeline.startStream({ parameters: { trigger: TRIGGER } });
    await pipeline.startGenerator(Number(values.rate));
    served = await serve(stack, pipeline);
    const page = await browser.newPage();
    const paints: number[] = [];
    // The printed address sets the key as a cookie and redirects to the page, which alone is measured.
    await page.goto(served.url);
    for (let n = 0; n <= LOADS; n++) paints.push(await firstPaint(page, new URL(served.url).origin));
    const rows = await watched(page, served, Number(values.minutes));
    const head = [
      "after (min)",
      "server (MB, resident)",
      "page: heap (MB)",
      "nodes",
      "clicks shown",
      "status",
    ];
    const warm = shown(median(paints.slice(1)));
    return {
      name: "livePage",
      figures: `${markdownTable(head, rows)}\n\nFirst paint, warm: ${warm} ms, the median of ${LOADS} loads.`,
      versions: `${values.rate} clicks/s in batches of 10 s, Chromium ${browser.version()}`,
    };
  } finally {
    await browser.close();
    served?.child.kill("SIGTERM");
    await stack.stop();
  }
}
