import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { createPage, stepsOf, type Page as Served, type StepResource } from "../../page";
import { startBrowser } from "../../scripts/browser";
import { StatementClient } from "../../clients/sqlClient";
import { StatementApi } from "../clients/statementApi";
import { barriersIn } from "./axe";
import { Tables } from "./tables";

/** The first would run a script, if anything made HTML of it; the second would turn the text behind it around. */
const HOSTILE = `<img src=x onerror="window.broken=1"><script>window.broken=1</script>'"\`;--`;
const [TURNED, SHOWN] = ["\u202egpj.exe", "\\u202egpj.exe"];

const failed: StepResource = {
  type: "azure-native:containerinstance:ContainerGroup",
  name: "generator",
  state: "failed",
  message: `RegistryErrorResponse: ${HOSTILE}`,
};

jest.setTimeout(30_000);

let browser: Browser;
let tables: Tables;
let api: StatementApi;
let served: Served;
let page: Page;
let complaints: string[];
let foreign: string[];

const serve = (port = 0): Promise<Served> =>
  createPage({
    client: new StatementClient({ host: api.url, token: async () => "t", warehouseId: "w" }),
    tables: "team_a.clicks",
    team: "Team A",
    steps: {
      current: () =>
        stepsOf([{ type: "azure-native:eventhub:EventHub", name: "test", state: "created" }, failed]),
      subscribe: () => () => undefined,
    },
    port,
    interval: 100,
  });

async function open(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const opened = await context.newPage();
  // Scrolling that takes its time is pretty, but here it only makes moments to wait for.
  await opened.emulateMedia({ reducedMotion: "reduce" });
  opened.on("console", (message) => {
    // The browser notes every answer that is not 200, as those that refuse a statement are.
    if (message.type() === "error" && !/Failed to load resource|ERR_/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  opened.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(served.url).origin) foreign.push(request.url());
  });
  await opened.goto(served.url);
  await opened.locator("#tables", { hasText: "team_a" }).waitFor();
  return opened;
}

const text = (selector: string): Promise<string> => page.locator(selector).innerText();
const waitForStatus = (state: string): Promise<void> =>
  page.locator(`#status[data-state="${state}"]`).waitFor();

const violations = (): Promise<string[]> => barriersIn(page);

async function run(sql: string): Promise<void> {
  await page.getByLabel("SQL", { exact: true }).fill(sql);
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  complaints = [];
  foreign = [];
  tables = new Tables();
  // Enough for the whole page; axe takes its time over each element.
  for (let product = 1; product <= 40; product++) tables.add(product, 1000 - product);
  tables.delay = { p50: 1.4, p95: 2.6 };
  tables.rejected = [[HOSTILE, 12]];
  api = await new StatementApi((sql) => tables.answer(sql)).start();
  served = await serve();
  page = await open();
});

afterEach(async () => {
  await page.context().close();
  await served.close();
  await api.stop();
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

describe("the numbers on the page", () => {
  beforeEach(async () => {
    for (let product = 41; product <= 670; product++) tables.add(product, 1000 - product);
    await page.locator("#found", { hasText: "670 products" }).waitFor();
  });

  it("are the table's, now and a moment later, without a reload", async () => {
    expect(await text("#total")).toBe(tables.total.toLocaleString("en-US"));
    await page.locator("#delay", { hasText: /^1\.4 s$/ }).waitFor();
    expect(await text("#delay-beside")).toBe("median; 95 % within 2.6 s");
    expect(await text("#rejected")).toBe("12");
    expect(await page.locator("#all tr").count()).toBe(670);
    expect(await page.locator("#top li").count()).toBe(25);
    expect((await page.locator("#top li").first().innerText()).split(/\s*\n\s*/)).toEqual([
      "Product 1",
      "999",
    ]);
    const ofCategory = [...tables.clicks].filter(([product]) => product % 10 === 2);
    const sum = ofCategory.reduce((total, [, clicks]) => total + clicks, 0).toLocaleString("en-US");
    expect((await page.locator("#categories li").nth(2).innerText()).split(/\s*\n\s*/)).toEqual([
      "Category 3",
      sum,
    ]);
    tables.add(670, 5_000);
    await page.locator("#top li", { hasText: "Product 670" }).waitFor();
    expect(await text("#total")).toBe(tables.total.toLocaleString("en-US"));
    expect(await page.locator("#all tr").nth(669).innerText()).toMatch(/^670\s+1\s+5,330$/);
    expect(await page.title()).toBe(`${tables.total.toLocaleString("en-US")} clicks – Team A`);
  });

  it("change in place: sorting, searching, scrolling and the rows themselves stay", async () => {
    await page.getByRole("button", { name: "Clicks", exact: true }).click();
    await page.getByLabel("Search products").fill("category 3");
    expect(await text("#found")).toBe("67 of 670 products");
    await page.locator("#all-scroll").evaluate((list) => list.scrollTo(0, 600));
    const last = page.locator("#all tr").last();
    await last.evaluate((row) => row.setAttribute("data-kept", "yes"));
    tables.add(662, 3);
    await page.locator("#all tr", { hasText: /^662\s*3\s*341$/ }).waitFor();
    expect(await last.getAttribute("data-kept")).toBe("yes");
    expect(await page.locator("#all-scroll").evaluate((list) => list.scrollTop)).toBe(600);
    expect(await page.getByLabel("Search products").inputValue()).toBe("category 3");
    expect(await page.getByRole("columnheader", { name: "Clicks" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await page.getByLabel("Search products").fill("9999");
    expect(await text("#found")).toBe("None of 670 products matches");
  });
});

describe("what is the matter", () => {
  it("is said when the tables are gone, since when, and over when they are back", async () => {
    await waitForStatus("live");
    await api.stop();
    await waitForStatus("lost");
    expect(await text("#notice")).toMatch(
      /^The tables have not answered since \d\d:\d\d:\d\d: .*ECONNREFUSED/,
    );
    expect(await text("#total")).toBe(tables.total.toLocaleString("en-US"));
    expect(await violations()).toEqual([]);
    await api.start();
    await waitForStatus("live");
    expect(await page.locator("#notice").isVisible()).toBe(false);
  });

  it("is said when the page's own server is gone, and over when its new address is opened", async () => {
    await waitForStatus("live");
    await served.close("session");
    await waitForStatus("ended");
    expect(await text("#notice")).toMatch(/^The session was ended at \d\d:\d\d:\d\d, and what it created/);
    expect(await page.locator("#step-list button").first().innerText()).toMatch(/1 Event hub\s+removed/);
    // None is green, nor red: each has the colour of what is quiet.
    const edges = page.locator("#step-list button");
    const colours = await edges.evaluateAll((all) => all.map((one) => getComputedStyle(one).borderTopColor));
    expect(colours).toEqual(new Array(6).fill("rgb(85, 96, 115)"));
    expect(await violations()).toEqual([]);
    served = await serve(Number(new URL(served.url).port));
    await page.locator("#notice", { hasText: "has been restarted" }).waitFor();
    expect(await text("#notice")).toMatch(
      /and has a new address\. Open the address that the command printed/,
    );
    await run("SELECT 1");
    await page.getByRole("alert").filter({ hasText: "This page needs its key." }).waitFor();
    await (await page.context().newPage()).goto(served.url);
    tables.add(1, 1);
    await waitForStatus("live");
    // It may have been live already, with the look before.
    await page.locator("#total", { hasText: tables.total.toLocaleString("en-US") }).waitFor();
  });

  it("is said when the page cannot start: a file that does not come, or an error in one", async () => {
    const answers = [
      [{ status: 500 }, /^This page could not start: http.*\/page\.js did not load\. Reload it;/],
      [
        { contentType: "text/javascript", body: 'throw new RangeError("no such thing")' },
        /^This page could not start: Uncaught RangeError: no such thing\. Reload it;/,
      ],
    ] as const;
    for (const [answer, reason] of answers) {
      await page.route("**/page.js", (route) => route.fulfill(answer));
      await page.reload();
      await page.locator("#status", { hasText: "Not started" }).waitFor();
      expect(await text("#notice")).toMatch(reason);
      expect(await violations()).toEqual([]);
      await page.unroute("**/page.js");
    }
    expect(complaints.splice(0)).toEqual(["RangeError: no such thing"]);
  });

  it("is said when there are no clicks yet, until there are", async () => {
    tables.made = false;
    await page.reload();
    await waitForStatus("empty");
    expect(await text("#notice")).toMatch(
      /^Waiting since \d\d:\d\d:\d\d for the job to create its tables; its cluster may have to start first\.$/,
    );
    expect(await violations()).toEqual([]);
    tables.made = true;
    await waitForStatus("live");
  });

  it("is said when the stream has stopped, since when", async () => {
    const stopped = Math.floor(Date.now() / 1000) * 1000 - 120_000;
    tables.seconds.clear();
    tables.seconds.set(stopped, 10);
    await served.close();
    served = await serve(Number(new URL(served.url).port));
    await page.goto(served.url);
    await waitForStatus("quiet");
    const since = new Date(stopped + 1000).toLocaleTimeString("en-GB");
    expect(await text("#notice")).toBe(`No new clicks since ${since}.`);
    tables.add(1, 1);
    await waitForStatus("live");
  });

  it("with a step is told where it failed", async () => {
    await page.getByRole("button", { name: /5 Click generator failed/ }).click();
    expect(await text("#step-detail .why")).toBe(failed.message);
    expect(await page.getByRole("button", { name: /1 Event hub created/ }).isVisible()).toBe(true);
  });
});

describe("the browser's language", () => {
  it("may be one that Intl does not take, as Chromium's is under LANG=C.UTF-8", async () => {
    const own = "Reflect.get(Navigator.prototype, 'language', navigator)";
    expect(await page.evaluate(own)).toBe("en-US@posix");
    await waitForStatus("live");
    expect(await page.locator("#rate canvas").count()).toBe(1);
  });
});

describe("the page's key", () => {
  it("leaves the address bar, and no script sees it", async () => {
    expect(page.url()).toBe(`${new URL(served.url).origin}/`);
    const seen = await page.evaluate(
      "document.cookie + document.referrer + document.documentElement.outerHTML",
    );
    expect(seen).not.toContain(new URL(served.url).searchParams.get("key"));
    expect(await page.evaluate("document.cookie")).toBe("");
  });

  it("is not sent when another origin links to the page", async () => {
    const other = createServer((_request, response) => response.end("<!doctype html><title>other</title>"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = other.address() as AddressInfo;
      const tab = await page.context().newPage();
      await tab.goto(`http://localhost:${port}/`);
      const here = `${new URL(served.url).origin}/`;
      const led = tab.waitForResponse(here);
      await tab.evaluate((address) => void location.assign(address), here);
      expect((await led).status()).toBe(401);
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });
});

describe("the SQL box", () => {
  it("runs a question, as table and as chart", async () => {
    await page.getByRole("button", { name: "Clicks per category", exact: true }).click();
    await page.locator("#result-size", { hasText: "10 rows" }).waitFor();
    const rows = await page.locator("#result-table tbody tr").allInnerTexts();
    const expected = tables.answer(await page.getByLabel("SQL", { exact: true }).inputValue()).rows ?? [];
    expect(rows.map((row) => row.split("\t"))).toEqual(expected);
    await page.getByRole("button", { name: "Chart" }).click();
    expect(await page.locator("#result-chart .bars li").count()).toBe(10);
    expect(await text("#chart-area > p")).toBe("clicks by category");
    await page.getByLabel("Measure").selectOption("category");
    await page.getByLabel("by", { exact: true }).selectOption("clicks");
    expect(await text("#chart-area > p")).toBe("category by clicks");
    expect(await page.locator("#result-chart .bars .label").first().innerText()).toMatch(/^clicks \d+$/);
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: "Clicks per minute" }).click();
    await page.locator("#result-size", { hasText: "30 rows" }).waitFor();
    await page.getByRole("button", { name: "Chart" }).click();
    expect(await page.locator("#result-chart canvas").count()).toBe(1);
  });

  it("shows a ready-made question from its beginning, in lines as wide as the box", async () => {
    for (const name of ["Delay from hub to table", "Clicks per minute"]) {
      await page.getByRole("button", { name, exact: true }).click();
      const box = page.getByLabel("SQL", { exact: true });
      const hidden = await box.evaluate((it) => [
        it.scrollLeft,
        it.scrollTop,
        it.scrollWidth - it.clientWidth,
      ]);
      expect([name, hidden]).toEqual([name, [0, 0, 0]]);
    }
  });

  it("shows at most 10 000 rows, a hundred at a time, and says so", async () => {
    const rows = Array.from({ length: 10_050 }, (_, n) => [String(n)]);
    api.answer = (sql) => (sql === "SELECT n" ? { columns: [["n", "INT"]], rows } : tables.answer(sql));
    await run("SELECT n");
    await page.locator("#result-size", { hasText: "only the first 10,000 are shown" }).waitFor();
    expect(await page.locator("#result-table tbody tr").count()).toBe(100);
    await page.getByRole("button", { name: "Next" }).click();
    expect(await page.locator("#result-table tbody tr").first().innerText()).toBe("100");
    const next = page.getByRole("button", { name: "Next" });
    expect(await next.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  it("shows an error where it is", async () => {
    const message = "[UNRESOLVED_COLUMN] `nope` cannot be resolved. SQLSTATE: 42703; line 2 pos 2;\n'Project";
    api.answer = (sql) =>
      sql.includes("nope") ? { error: { error_code: "BAD_REQUEST", message } } : tables.answer(sql);
    await run("SELECT\n  nope\nFROM clicks");
    const error = page.getByRole("alert");
    await error.waitFor();
    expect(await error.locator("p").innerText()).toBe(
      "[UNRESOLVED_COLUMN] `nope` cannot be resolved. SQLSTATE: 42703",
    );
    expect(await error.locator("pre").textContent()).toBe("  nope\n  ^");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: "Go to line 2, column 3" }).click();
    expect(await page.evaluate(() => String(getSelection()))).toBe("nope");
  });

  it("refuses to change anything", async () => {
    await run("DROP TABLE clicks");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("DROP is refused: this page only reads.");
  });

  it("cancels", async () => {
    api.answer = (sql) => (sql === "SELECT 1" ? { looks: 10_000 } : tables.answer(sql));
    await run("SELECT 1");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toBe("Cancelled.");
    while (api.cancelled.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await page.getByRole("button", { name: "Run", exact: true }).isEnabled()).toBe(true);
  });
});

describe("everybody", () => {
  it("gets about by keyboard alone", async () => {
    await waitForStatus("live");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the figures");
    const order = ["5Clickgenerator", "Product", "search", "all-scroll", "sql"];
    const wanted = [...order];
    const reached: string[] = [];
    for (let press = 0; press < 60 && wanted.length > 0; press++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const { id, textContent } = document.activeElement ?? document.body;
        return id || (textContent ?? "").replace(/\s/g, "");
      });
      const next = wanted[0] ?? "";
      if (!focused.includes(next)) continue;
      reached.push(next);
      wanted.shift();
      if (next === "5Clickgenerator") await page.keyboard.press("Enter");
    }
    expect(reached).toEqual(order);
    expect(await page.locator("#step-detail").isVisible()).toBe(true);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("SELECT 1 AS one");
    api.answer = (sql) => (sql === "SELECT 1 AS one" ? { looks: 10_000 } : tables.answer(sql));
    await page.keyboard.press("Control+Enter");
    await page.locator("#result-size", { hasText: "Asking" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("alert").waitFor();
  });

  it.each([1280, 320])(
    "finds no barrier (axe) at %i px, in light and dark, with everything open",
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await waitForStatus("live");
      await page.getByRole("button", { name: /5 Click generator/ }).click();
      await page.getByRole("button", { name: "Clicks per product", exact: true }).click();
      await page.locator("#result-size", { hasText: "40 rows" }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const clouds = { light: "rgb(243, 245, 248)", dark: "rgb(13, 18, 25)" };
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
          clouds[colorScheme],
        );
        expect(await violations()).toEqual([]);
      }
    },
  );
});

describe("hostile values", () => {
  it("in the data, in the steps, in a result and in an error are text and nothing else", async () => {
    api.answer = (sql) => {
      if (sql.includes("fails"))
        return { error: { error_code: "BAD_REQUEST", message: `${TURNED}${HOSTILE} (line 1, pos 7)` } };
      if (sql.includes("onerror"))
        return { columns: [[HOSTILE, "STRING"]], rows: [[HOSTILE], [TURNED], [null]] };
      return tables.answer(sql);
    };
    await waitForStatus("live");
    await page.locator("#rejected", { hasText: "12" }).waitFor();
    expect(await text("#rejected-beside")).toBe(`mostly: ${HOSTILE}`);
    await page.getByRole("button", { name: /5 Click generator/ }).click();
    await run(`SELECT '${HOSTILE}'`);
    await page.locator("#result-table td").first().waitFor();
    expect(await page.locator("#result-table td").allInnerTexts()).toEqual([HOSTILE, SHOWN, "NULL"]);
    await run(`SELECT fails ${HOSTILE}`);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").locator("p").innerText()).toContain(`${SHOWN}<img src=x onerror`);
    expect(await page.evaluate(() => [document.images.length, "broken" in window])).toEqual([0, false]);
    expect(await page.locator("script").count()).toBe(2);
  });
});
