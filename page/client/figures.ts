import { escaped } from "../../clients/escaped";
import type { Delay, PageView } from "../view";
import { drawBars } from "./bars";
import { element, setText } from "./dom";
import { categoryName, count, duration, productName, rate } from "./format";

/** How many products are drawn as bars. */
const MOST = 25;

const total = element("total", HTMLElement);
const totalBeside = element("total-beside", HTMLElement);
const perSecond = element("per-second", HTMLElement);
const delay = element("delay", HTMLElement);
const delayBeside = element("delay-beside", HTMLElement);
const rejected = element("rejected", HTMLElement);
const rejectedBeside = element("rejected-beside", HTMLElement);
const categories = element("categories", HTMLOListElement);
const top = element("top", HTMLOListElement);

/** Draws the tiles and the bars. */
export function drawFigures({ counts, delay: delays, rejected: events }: PageView): void {
  if (!counts) return;
  setText(total, count(counts.total));
  setText(totalBeside, `of ${count(counts.products.length)} products`);
  setText(perSecond, rate(counts.perSecond));
  drawDelay(delays, counts.perSecond > 0);
  setText(rejected, events ? count(events.events) : counts.total === 0 ? "0" : "–");
  const [worst] = events?.reasons ?? [];
  setText(rejectedBeside, worst ? `mostly: ${escaped(worst[0])}` : "events that are no clicks");
  drawBars(categories, perCategory(counts.products));
  const ranked = [...counts.products].sort((one, other) => other[2] - one[2]).slice(0, MOST);
  drawBars(
    top,
    ranked.map(([product, , clicks]) => ({ label: productName(product), value: clicks })),
  );
}

function drawDelay(delays: Delay | null | undefined, flowing: boolean): void {
  if (delays) {
    setText(delay, duration(delays.p50));
    setText(delayBeside, `median; 95 % within ${duration(delays.p95)}`);
    return;
  }
  // Clicks are counted, but none of them came within the last minute: the table is behind by more than that.
  const behind = delays === null && flowing;
  setText(delay, behind ? "> 1 min" : "–");
  setText(delayBeside, behind ? "the stream is catching up" : "no clicks in the last minute");
}

function perCategory(products: readonly (readonly [number | null, number | null, number])[]): {
  label: string;
  value: number;
}[] {
  const sums = new Map<number | null, number>();
  for (const [, category, clicks] of products) sums.set(category, (sums.get(category) ?? 0) + clicks);
  return [...sums]
    .sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity))
    .map(([category, value]) => ({ label: categoryName(category), value }));
}
