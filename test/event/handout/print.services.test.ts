import type { Browser } from "playwright-core";
import { indexPage } from "../../../event/handout/indexPage";
import { teamPage } from "../../../event/handout/teamPage";
import { startBrowser } from "../../../scripts/browser";
import { barriersIn } from "../../page/axe";
import { handoutOf } from "./handouts";

let browser: Browser;
beforeAll(async () => void (browser = await startBrowser()));
afterAll(() => browser.close());

/** The longest that a label and the names of resources may be. */
const longest = handoutOf({ label: "W".repeat(60), team: "w".repeat(24) });

describe("a team's page in a browser", () => {
  it.each([
    ["of a whole challenge", handoutOf()],
    ["of the longest names", longest],
    ["of the first step", handoutOf({ step: 1 })],
  ])("%s fills one sheet of A4", async (_, handout) => {
    const page = await browser.newPage();
    await page.setContent(await teamPage(handout));
    const printed = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(printed.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
    // 210 by 297 mm in points, as the page's style asks for.
    const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(printed) ?? [];
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
    await page.close();
  });

  it.each([320, 1280])("has no barrier and nothing out of sight, %d px wide", async (width) => {
    for (const text of [await teamPage(longest), await indexPage("contoso", [longest], ["blue"])]) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      // Its policy keeps axe out as it does everything else.
      await page.setContent(text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(await barriersIn(page)).toEqual([]);
      await page.close();
    }
  });
});
