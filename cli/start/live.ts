import { escaped } from "../../clients/escaped";
import { waitingFor, type PageView } from "../../page";
import { colours } from "../colours";

const number = (value: number): string => Math.round(value).toLocaleString("en-US");

/**
 * The figures in one line: total, clicks a second, median delay from hub to table, rejected events; before the first
 * click what is waited for.
 */
export function figuresLine(view: PageView): string {
  const { counts, delay, rejected } = view;
  const waiting = waitingFor(view);
  if (!counts || waiting !== undefined) return `waiting for ${escaped(waiting ?? "the tables")}`;
  const behind = delay ? `, ${delay.p50.toFixed(1)} s behind` : "";
  const refused = rejected && rejected.events > 0 ? `, ${number(rejected.events)} rejected` : "";
  return `${number(counts.total)} clicks, ${number(counts.perSecond)} a second${behind}${refused}`;
}

/**
 * The most clicked products as bars, and the figures above them.
 *
 * @param rows how many products to show at most.
 * @param columns width of the screen.
 */
export function liveLines(view: PageView, rows: number, columns: number): string[] {
  const products = view.counts?.products ?? [];
  const most = products[0]?.[2] ?? 1;
  const room = Math.max(10, Math.min(60, columns - 30));
  const bars = products.slice(0, rows).map(([product, , clicks]) => {
    const bar = "█".repeat(Math.max(1, Math.round((clicks / most) * room)));
    return `product ${String(product ?? "-").padStart(3)} ${number(clicks).padStart(9)} ${colours.cyan(bar)}`;
  });
  const more = products.length - bars.length;
  return [
    colours.bold(figuresLine(view)),
    ...bars,
    ...(more > 0 ? [colours.dim(`and ${number(more)} more`)] : []),
  ];
}
