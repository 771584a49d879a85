import type { PageView } from "../view";
import type { Severed } from "./connection";
import { element, setText } from "./dom";
import { count, duration, rate } from "./format";
import { statusOf } from "./status";

/** How often the figures are put into words for screen readers. In milliseconds. */
const SUMMARY_EVERY = 30_000;

const status = element("status", HTMLElement);
const statusText = element("status-text", HTMLElement);
const notice = element("notice", HTMLElement);
const summary = element("summary", HTMLElement);
let summarisedAt = 0;
let summarised = "";

/** Shows the status, names the window after it, and now and then puts the figures into words. */
export function drawStatus(view: PageView | undefined, severed: Severed | undefined, team: string): void {
  const now = statusOf(view, severed);
  status.dataset["state"] = now.state;
  setText(statusText, now.label);
  notice.hidden = now.notice === "";
  notice.dataset["state"] = now.state;
  setText(notice, now.notice);
  const counts = view?.counts;
  const total = counts ? `${count(counts.total)} clicks` : "Clickstream";
  document.title = `${now.state === "live" ? "" : `${now.label} – `}${total}${team ? ` – ${team}` : ""}`;
  if (!counts || (Date.now() - summarisedAt < SUMMARY_EVERY && summarised === now.state)) return;
  summarisedAt = Date.now();
  summarised = now.state;
  const delay = view.delay ? `, delay ${duration(view.delay.p50)}` : "";
  setText(summary, `${now.label}: ${total}, ${rate(counts.perSecond)} a second${delay}`);
}
