/**
 * Loaded before everything else of the page, by itself: gives the chart library a language that it can take, and says
 * what keeps the page from starting, be it a file that does not come or an error in one.
 */
import "./chartLanguage";
import { element } from "./dom";

const ended = new AbortController();

function say(reason: string): void {
  const status = element("status", HTMLElement);
  status.dataset["state"] = "lost";
  element("status-text", HTMLElement).textContent = "Not started";
  const notice = element("notice", HTMLElement);
  notice.hidden = false;
  notice.dataset["state"] = "lost";
  notice.textContent = `This page could not start: ${reason}. Reload it; if that does not help, open its address in another browser.`;
}

addEventListener(
  "error",
  (event) => {
    // An error event of a file that does not load reaches only listeners that capture, and has no message.
    const file = event.target instanceof HTMLScriptElement ? event.target.src : undefined;
    say(file === undefined ? event.message : `${file} did not load`);
  },
  { capture: true, signal: ended.signal },
);

/** The page has started: from now on it says itself what is the matter. */
addEventListener("clickstream-started", () => ended.abort(), { once: true });
