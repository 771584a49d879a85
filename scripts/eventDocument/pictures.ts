import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { startBrowser } from "../browser";

/** Relative to `docs`. */
const FOLDER = "images";
/** A4 at 96 dots an inch. */
const paper = { width: 794, height: 1123 };
const projector = { width: 1280, height: 720 };
const telephone = { width: 320, height: 900 };

/** What is to be seen of one thing. */
interface Picture {
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly viewport: typeof paper;
  readonly dark?: boolean;
  /** What is there once all of it is. */
  readonly whole: string;
}

/** Takes pictures for the document. @returns the lines of Markdown that show them. */
async function take(pictures: readonly Picture[]): Promise<string[]> {
  await mkdir(join("docs", FOLDER), { recursive: true });
  const browser = await startBrowser();
  try {
    for (const picture of pictures) await shoot(browser, picture);
  } finally {
    await browser.close();
  }
  return pictures.map(({ title, name }) => `![${title}](${FOLDER}/${name}.png)`);
}

async function shoot(browser: Browser, { name, url, viewport, dark, whole }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport, colorScheme: dark ? "dark" : "light" });
  await page.goto(url);
  await page.locator(whole).first().waitFor();
  await page.screenshot({ path: join("docs", FOLDER, `${name}.png`) });
}

/** @param url where the board is, with its key. */
export function pictureBoard(url: string): Promise<string[]> {
  // The first round has no metrics yet.
  const board = { url, whole: 'tr[data-need="fine"]' };
  return take([
    { ...board, name: "event-board", title: "The board on a projector", viewport: projector },
    { ...board, name: "event-board-dark", title: "The board in the dark", viewport: projector, dark: true },
    { ...board, name: "event-board-small", title: "The board on a telephone", viewport: telephone },
  ]);
}

/** @param file a team's page. */
export function pictureHandout(file: string): Promise<string[]> {
  const url = pathToFileURL(file).href;
  const title = "A team's page, to be printed on one sheet";
  return take([{ name: "event-handout", title, url, viewport: paper, whole: "h1" }]);
}
