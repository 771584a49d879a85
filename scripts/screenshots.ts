import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import type { Browser, Locator, Page } from "playwright-core";
import { startBrowser } from "./browser";

/** Where the pictures go, relative to the repository. */
const folder = join("docs", "images");

const wide = { width: 1440, height: 900 };

async function open(browser: Browser, url: string, viewport: typeof wide, dark: boolean): Promise<Page> {
  const colorScheme = dark ? "dark" : "light";
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(url);
  await page.locator('#status[data-state="live"]').waitFor();
  // Delay and rejected events come a moment after the clicks.
  await page.locator("#rejected", { hasText: /\d/ }).waitFor();
  return page;
}

async function take(url: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const browser = await startBrowser();
  const taken: string[] = [];
  const shoot = async (what: Page | Locator, name: string): Promise<void> => {
    const path = join(folder, `${name}.png`);
    await what.screenshot({ path });
    taken.push(path);
  };
  try {
    const light = await open(browser, url, wide, false);
    await shoot(light, "page-light");
    await light.getByRole("button", { name: "Clicks per category", exact: true }).click();
    await light.locator("#result-size", { hasText: /\d rows/ }).waitFor();
    await light.getByRole("button", { name: "Chart" }).click();
    await light.locator("#result-chart .bars").waitFor();
    await shoot(light.locator("#ask"), "page-ask");
    await shoot(await open(browser, url, wide, true), "page-dark");
    await shoot(await open(browser, url, { width: 320, height: 900 }, true), "page-small");
  } finally {
    await browser.close();
  }
  return taken;
}

const command = new Command("npm run screenshots --")
  .description("Takes the pictures of the live page that the documentation shows.")
  .argument("<url>", "address of a page, whole, as `npm start` prints it; let it run for ten minutes first");

const [url = ""] = command.parse().args;
take(url).then(
  (taken) => console.log(taken.join("\n")),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
