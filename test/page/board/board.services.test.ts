import type { Browser, Page } from "playwright-core";
import { createBoardPage, type BoardPage } from "../../../page/board";
import type { BoardView } from "../../../page/board/view";
import { startBrowser } from "../../../scripts/browser";
import { barriersIn } from "../axe";
import { fineRow, mixedView } from "./view";

jest.setTimeout(60_000);

let browser: Browser;
let board: BoardPage;
let page: Page;
let view: BoardView | undefined;
let tell: () => void;
let opened: string[];
let complaints: string[];

beforeAll(async () => void (browser = await startBrowser()));
afterAll(() => browser.close());
beforeEach(async () => {
  view = mixedView;
  opened = [];
  complaints = [];
  board = await createBoardPage({
    current: () => view,
    subscribe: (changed) => {
      tell = changed;
      return () => undefined;
    },
    openTeam: (team) => {
      opened.push(team);
      if (team === "blue") return Promise.reject(new Error("it has no SQL warehouse"));
      return Promise.resolve(`${board.url}&team=${team}`);
    },
  });
  page = await browser.newPage({ viewport: { width: 1600, height: 900 }, timezoneId: "UTC" });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("502")) complaints.push(message.text());
  });
  await page.goto(board.url);
  await page.locator('tr[data-team="red"]').waitFor();
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
  await board.close();
});

const teamsShown = (): Promise<(string | null)[]> =>
  page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-team")));
const cellsOf = async (team: string): Promise<string[]> =>
  (await page.locator(`tr[data-team="${team}"] > *`).allInnerTexts()).map((text) =>
    text.replaceAll(/\s+/g, " ").trim(),
  );

/** Set where somebody wants to look at them. */
const pictures = process.env["BOARD_PICTURES"];

describe("an event's board in a browser", () => {
  it("shows each team with a word beside each colour, who needs help first, and no text of anybody as HTML", async () => {
    expect(await teamsShown()).toEqual(["late", "blue", "green", "red"]);
    expect(await cellsOf("blue")).toEqual([
      "Blue Barracudas ✕ outage westeurope",
      "6 of 6 since 09:30",
      "✕ off its container is Stopped, since 10:40",
      "? unknown nothing comes in that could be read",
      "✕ 12 missing 1 twice, verified at 10:30",
      "0",
      "3",
      "12 min",
      "4.32",
      "✓ done seen in its queries",
      "○ open",
    ]);
    expect((await cellsOf("late"))[0]).toBe(
      "Late\\u202e Comers <img src=x onerror=alert(1)> ✕ failed northeurope 10:20 step failed: quota. Have the quota raised that `check` names, or `reset` the team to another place.",
    );
    expect(await page.locator("#counts").innerText()).toBe("1 of 4 teams fine");
    expect(await page.locator("#untold").innerText()).toBe(
      "Not told: metrics of westeurope: 429 TooManyRequests",
    );
    expect(await page.locator("#counted").innerText()).toContain("until 10:47");
  });

  it("moves a row whose team gets better, keeps the focus in it, and drops a team that is gone", async () => {
    await page.locator('tr[data-team="blue"] a').focus();
    const healed = { ...fineRow, team: "blue", label: "Blue Barracudas" };
    view = { ...mixedView, rows: [mixedView.rows[0] ?? fineRow, fineRow, healed] };
    tell();
    await page.locator('tr[data-team="green"]').waitFor({ state: "detached" });
    expect(await teamsShown()).toEqual(["late", "red", "blue"]);
    expect((await cellsOf("blue"))[2]).toBe("● on since 09:31");
    expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("teams/blue");
  });

  it("opens a team's own page from its name, by keyboard, and says why one cannot be opened", async () => {
    await page.locator('tr[data-team="red"] a').focus();
    const [red] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
    await red.locator('tr[data-team="red"]').waitFor();
    const [blue] = await Promise.all([
      page.waitForEvent("popup"),
      page.locator('tr[data-team="blue"] a').click(),
    ]);
    await blue.getByText("This team's page cannot be opened: it has no SQL warehouse").waitFor();
    expect(opened).toEqual(["red", "blue"]);
    expect(await page.locator('tr[data-team="late"] a').count()).toBe(0);
  });

  it("says that it is not updated any more when the board ends, and gives nobody anything without its key", async () => {
    const address = new URL(board.url).origin;
    for (const path of ["/", "/events", "/teams/red", "/about"])
      expect((await fetch(`${address}${path}`)).status).toBe(401);
    expect(opened).toEqual([]);
    await board.close();
    await page.locator('#status[data-state="lost"]').waitFor();
    expect(await page.locator("#notice").innerText()).toMatch(/^The board has ended\. What is shown is of /);
    complaints = complaints.filter((each) => !each.includes("ERR_"));
  });

  it.each([320, 800, 1024, 1280, 1600])(
    "finds no barrier (axe) at %i px, in light and dark, and scrolls in one direction only",
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriersIn(page)).toEqual([]);
        // The list has a scroll bar of its own.
        const overflow = await page.evaluate(
          "['html', '#teams'].map((each) => document.querySelector(each)).map((each) => each.scrollWidth - each.clientWidth)",
        );
        expect(overflow).toEqual([0, 0]);
        if (pictures !== undefined)
          await page.screenshot({
            path: `${pictures}/board-${width}-${colorScheme}.png`,
            fullPage: width < 800,
          });
      }
    },
  );
});
