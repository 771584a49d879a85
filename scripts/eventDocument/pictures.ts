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
  /** As it is printed. @default as on a screen */
  readonly printed?: boolean;
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

async function shoot(browser: Browser, { name, url, viewport, dark, printed }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport, colorScheme: dark ? "dark" : "light" });
  await page.goto(url);
  if (printed) await page.emulateMedia({ media: "print" });
  // The board's rows come once the first round is over; a handout is whole at once.
  await page.locator("table tbody tr, main").first().waitFor();
  await page.screenshot({ path: join("docs", FOLDER, `${name}.png`) });
}

/** @param url where the board is, with its key. */
export const pictureBoard = (url: string): Promise<string[]> =>
  take([
    { name: "event-board", title: "The board on a projector", url, viewport: projector },
    { name: "event-board-dark", title: "The board in the dark", url, viewport: projector, dark: true },
    { name: "event-board-small", title: "The board on a telephone", url, viewport: telephone },
  ]);

/** @param handouts the folder of handouts. */
export const pictureHandout = (handouts: string, team: string): Promise<string[]> =>
  take([
    {
      name: "event-handout",
      title: "A team's page, as it is printed",
      url: pathToFileURL(join(handouts, `${team}.html`)).href,
      viewport: paper,
      printed: true,
    },
  ]);
