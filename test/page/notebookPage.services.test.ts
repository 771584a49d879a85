import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { notebookPage } from "../../page/notebookPage";
import type { CellView, NotebookView } from "../../page/notebookView";
import { startBrowser } from "../../scripts/browser";
import { barriersIn } from "./axe";

jest.setTimeout(60_000);

/** Would run a script, if anything made HTML of it. */
const HOSTILE = `</script><script>window.broken=1</script><img src=x onerror="window.broken=1">\u202e`;

const cell = (given: Partial<CellView>): CellView => ({
  ...{ language: "python", title: "", source: "x", state: "done", outputs: [], seconds: 1.24 },
  ...given,
});

const shown: NotebookView = {
  name: `<mine>.py`,
  team: "blue",
  startedAt: "2026-11-28T08:00:00.000Z",
  state: "failed",
  summary: "Cell 4 of 5 failed; the one after it did not run",
  cells: [
    cell({ language: "markdown", source: `# Clicks\n\nOf **\`clicks\`**: ${HOSTILE}\n\n- one\n- two` }),
    cell({
      title: "By category",
      outputs: [
        {
          type: "table",
          columns: [
            { name: "category", type: "STRING" },
            { name: "clicks", type: "BIGINT" },
          ],
          rows: [
            [HOSTILE, "40"],
            ["6", "12"],
            [null, "3"],
          ],
          truncated: false,
        },
      ],
    }),
    cell({
      language: "sql",
      outputs: [
        {
          type: "table",
          columns: [
            { name: "minute", type: "TIMESTAMP" },
            { name: "clicks", type: "BIGINT" },
          ],
          rows: Array.from({ length: 120 }, (_, index) => [
            `2026-11-28 0${Math.floor(index / 60)}:${String(index % 60).padStart(2, "0")}:00`,
            String(100 + (index % 7)),
          ]),
          truncated: true,
        },
      ],
    }),
    cell({
      state: "failed",
      outputs: [{ type: "text", text: `printed\n${HOSTILE}\n` }],
      error: "line 3: no",
    }),
    { language: "scala", title: "", source: "never()", state: "waiting", outputs: [] },
  ],
};

let folder: string;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "notebook-page-"));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(view: NotebookView): Promise<void> {
  const file = join(folder, "page.html");
  writeFileSync(file, notebookPage(view));
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
}
afterEach(() => page.close());

const texts = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

describe("the page of a notebook's run", () => {
  it("shows cells, tables and charts, runs nothing that they say, and has no barriers", async () => {
    await open(shown);
    expect(await texts("h1, #status, #summary")).toEqual(["<mine>.py team blue", "failed", shown.summary]);
    expect(await texts(".text h2, .text li")).toEqual(["Clicks", "one", "two"]);
    expect(await texts(".cell .head")).toEqual([
      "By category\npython, cell 2: done, 1.2 s",
      "sql, cell 3: done, 1.2 s",
      "python, cell 4: failed, 1.2 s",
      "scala, cell 5: not run",
    ]);
    expect(await texts(".cell .error")).toEqual(["line 3: no"]);
    expect(await texts(".picture p")).toEqual(["clicks by category", "clicks by minute"]);
    expect(await texts(".picture .bars .value")).toEqual(["40", "12", "3"]);
    expect(await page.locator(".picture canvas").count()).toBe(1);
    expect(await texts(".shown > div:first-child > p")).toEqual(["3 rows", "The first 120 rows"]);
    const [printed = ""] = await texts(".printed");
    expect(printed).toBe(`printed\n${HOSTILE.replace("\u202e", "\\u202e")}`);
    expect(await page.evaluate("window.broken")).toBeUndefined();
    expect(await barriersIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("pages through a long table", async () => {
    await open(shown);
    const long = page.locator(".cell", { hasText: "sql, cell 3" });
    expect(await long.locator("tbody tr").count()).toBe(100);
    await long.getByRole("button", { name: "Next" }).click();
    expect(await long.locator("tbody tr").count()).toBe(20);
    expect(await long.locator(".buttons .beside").innerText()).toBe("Rows 101 to 120 of 120");
  });

  it("is loaded again as long as the notebook runs, and not after that", async () => {
    await open({ ...shown, state: "running", summary: "Cell 1 of 5 is running" });
    expect(await texts("#summary")).toEqual(["Cell 1 of 5 is running"]);
    writeFileSync(join(folder, "page.html"), notebookPage(shown));
    await page.locator("#summary", { hasText: "failed" }).waitFor();
    await page.evaluate("window.kept = 1");
    await page.waitForTimeout(1_500);
    expect(await page.evaluate("window.kept")).toBe(1);
  });
});
