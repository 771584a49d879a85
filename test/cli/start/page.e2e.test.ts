import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { isAlive } from "../../../runtime/alive";
import { clientOf, readSessionInfo, type SessionInfo } from "../../../cli/sessionInfo";
import { startBrowser } from "../../../scripts/browser";
import { question } from "../../../queries";
import { readHubOffsets } from "../../../clients/hubOffsets";
import { expectedFromHub, verify } from "../../../verify";
import { hubAccess } from "../../../cli/verify/subject";
import { barriersIn } from "../../page/axe";
import { Command, expectNothingLeft, runningFolder } from "./command";
import { documentedListeners, listenersOf, questionsOf } from "./listeners";

const TEAM = "looked-at";
/** Finds the team's schema by the boxes that are filled in, and does not end. */
const NOTEBOOK = `# Databricks notebook source
spark.sql(f"USE {dbutils.widgets.get('schema')}")
display(spark.sql("SELECT productid, clicks > 0 AS counted FROM clicks_per_product ORDER BY clicks DESC LIMIT 1"))

# COMMAND ----------

import time
print(dbutils.secrets.get("clickstream", "event-hub-listen"))
print("asleep")
time.sleep(600)
`;
/** Spark takes its time to answer on a busy machine. */
const patience = { timeout: 120_000 };

let command: Command;
let running: SessionInfo;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  command = new Command(["--team", TEAM, "--rate", "200"]);
  await command.printed("first click counted");
  const found = await readSessionInfo(TEAM, runningFolder);
  const url = /page\s+(http:\S+)/.exec(command.output)?.[1];
  if (!found || !url) throw new Error(`npm start has no page:\n${command.output}`);
  running = found;
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  command.signal("SIGTERM");
  await command.ended;
}, 60_000);

const text = (selector: string): Promise<string> => page.locator(selector).innerText();
const status = (state: string): Promise<void> =>
  page.locator(`#status[data-state="${state}"]`).waitFor(patience);

function tell(name: string, signal: NodeJS.Signals): void {
  const { pid } = running.processes.find((process) => process.name === name) ?? {};
  if (pid === undefined) throw new Error(`there is no ${name}`);
  process.kill(pid, signal);
}

/** Clicks per product as the tables have them, in the order of the page's list. */
async function asked(): Promise<string[]> {
  const { rows } = await clientOf(running).query(question("clicks_per_product").sql);
  return rows
    .map(([product, category, clicks]) => [Number(product), Number(category), Number(clicks)])
    .sort(([one = 0], [other = 0]) => one - other)
    .map((row) => row.map((value) => value.toLocaleString("en-US")).join(" "));
}

/** Once all that the hub holds is counted, the page says the same. */
async function sameAsTable(): Promise<void> {
  const expected = expectedFromHub(await readHubOffsets(await hubAccess(running)));
  const report = await verify({ client: clientOf(running), expected });
  expect([report.ok, report.expected]).toEqual([true, report.clicks]);
  const now = await asked();
  await page.locator("#total", { hasText: report.clicks.toLocaleString("en-US") }).waitFor(patience);
  const shown = await page.locator("#all tr").allInnerTexts();
  expect(shown.map((row) => row.replace(/\s+/g, " ").trim())).toEqual(now);
  await run("SELECT count(*) AS clicks FROM clicks");
  await page.locator("#result-table td").first().waitFor(patience);
  expect(await page.locator("#result-table td").allInnerTexts()).toEqual([String(report.clicks)]);
}

async function run(sql: string): Promise<void> {
  await page.getByLabel("SQL", { exact: true }).fill(sql);
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

it("a session listens where docs/security.md says, and nowhere else", async () => {
  const documented = documentedListeners();
  let seen = listenersOf(running);
  // For a moment a Java listens once more, for each result that it hands to its Python.
  for (let look = 0; look < 100 && seen.length > documented.length; look++) {
    await sleep(50);
    seen = listenersOf(running);
  }
  expect(seen).toEqual(documented);
});

it("a notebook runs beside the challenge, and Ctrl-C in one of its cells ends that run alone", async () => {
  const given = Object.keys(running.workspace.parameters).sort();
  // No more of the job's: a copy of ingest.py cannot go on with its stream.
  expect(given).toEqual(["account_key_secret", "checkpoint_path", "lake_url", "schema", "secret_scope"]);
  const folder = await mkdtemp(join(tmpdir(), "own-notebook-"));
  const [file, html] = [join(folder, "mine.py"), join(folder, "mine.html")];
  await writeFile(file, NOTEBOOK);
  const program = ["npm", "run", "notebook", "--"] as const;
  const notebook = new Command([file, "--team", TEAM, "--html", html], { program });
  try {
    await notebook.printed("asleep");
    notebook.signal("SIGINT");
    expect([130, "SIGINT"]).toContain(await notebook.ended);
    expect(notebook.output).toMatch(/\[1\/2\] spark\.sql.*\nproductid {2}counted\n-+ {2}-+\n\d+ +true\n/);
    expect(notebook.output).toContain("[REDACTED]\n");
    expect(notebook.output).toContain("Stopped by Ctrl-C in cell 2 of 2");
    expect(await readFile(html, "utf8")).toContain("Stopped by Ctrl-C in cell 2 of 2");
    expect(running.processes.filter(({ pid }) => !isAlive(pid))).toEqual([]);
    expect(await readdir(running.workspace.folder)).toEqual([]);
  } finally {
    notebook.signal("SIGTERM");
    await rm(folder, { recursive: true });
  }
}, 300_000);

describe("the page of a challenge that runs", () => {
  it("shows the table's own numbers, product by product", async () => {
    await status("live");
    tell("generator", "SIGSTOP");
    try {
      await sameAsTable();
    } finally {
      tell("generator", "SIGCONT");
    }
  }, 300_000);

  it("shows all six steps created, and has no accessibility violation (axe)", async () => {
    const steps = await page.locator("#step-list button").allInnerTexts();
    expect(steps).toHaveLength(6);
    expect(steps.filter((step) => !/created/i.test(step))).toEqual([]);
    expect(await barriersIn(page)).toEqual([]);
  }, 60_000);

  it("shows Spark's error at its place, and changes nothing", async () => {
    await run("SELECT\n  nope\nFROM clicks");
    await page.getByRole("button", { name: "Go to line 2, column 3" }).waitFor(patience);
    await run("DROP TABLE clicks");
    await page.getByRole("alert").filter({ hasText: "DROP is refused" }).waitFor(patience);
    const slipped = clientOf(running).query("INSERT INTO clicks SELECT * FROM clicks");
    await expect(slipped).rejects.toThrow("This endpoint answers questions only");
  }, 60_000);

  it("says that the tables are lost while nothing answers, and goes on by itself", async () => {
    await status("live");
    const before = Number((await text("#total")).replaceAll(",", ""));
    const answering = questionsOf(running);
    process.kill(answering, "SIGSTOP");
    try {
      await status("lost");
      expect(await text("#notice")).toMatch(/^The tables have not answered since \d\d:\d\d:\d\d: /);
    } finally {
      process.kill(answering, "SIGCONT");
    }
    await status("live");
    await page.waitForFunction(
      (least) => Number(document.querySelector("#total")?.textContent?.replaceAll(",", "")) > least,
      before,
      patience,
    );
  }, 240_000);

  it("is named to who starts a challenge of the same team again, and goes on", async () => {
    const second = new Command(["--team", TEAM]);
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`in process ${running.owner}; its page is ${page.url()}`);
    await status("live");
    expect(running.processes.filter(({ pid }) => !isAlive(pid))).toEqual([]);
  }, 120_000);

  it("is gone with the challenge, which is removed even if too busy to notice a Ctrl-C at once", async () => {
    process.kill(running.owner, "SIGSTOP");
    command.signal("SIGINT");
    await sleep(500);
    process.kill(running.owner, "SIGCONT");
    expect(await command.ended).toBe("SIGINT");
    await status("ended");
    expect(await text("#notice")).toMatch(/^The session was ended at \d\d:\d\d:\d\d, and what it created/);
    await expectNothingLeft(TEAM, running);
  }, 60_000);
});
