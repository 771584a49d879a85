import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";

/**
 * Starts a headless Chromium that an npm package brought (Linux, x64), so that nothing else need be installed.
 *
 * The package's own flags are not used: they turn web security off, which is what the page is tested for.
 */
export async function startBrowser(): Promise<Browser> {
  chromium.setGraphicsMode = false;
  const executablePath = await chromium.executablePath();
  return await playwright.launch({
    executablePath,
    // Chromium has no sandbox for root; everything that it shows comes from this machine.
    args: ["--no-sandbox", "--disable-gpu"],
    // The oddest language that Chromium has, `en-US@posix`: a page that bears it bears the others.
    env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", LANGUAGE: "" },
  });
}
