import { colours } from "../colours";

/** How often a product was clicked. */
export interface ProductClicks {
  readonly productid: number;
  readonly clicks: number;
}

/** The clicks as the tables hold them at one moment. */
export interface Counts {
  /** When the counts were read, in milliseconds since the epoch. */
  readonly at: number;
  readonly total: number;
  readonly rejected: number;
  /** Median seconds from hub to table, of the clicks that reached the hub in the last minute; undefined where none did. */
  readonly delaySeconds: number | undefined;
  /** Most clicked first. */
  readonly products: readonly ProductClicks[];
}

/** How far back the rate looks, in milliseconds: shorter, it jumps with every batch; longer, it lags behind. */
const RATE_WINDOW = 10_000;

/**
 * Clicks a second over the last ten seconds.
 *
 * @param history earlier counts, oldest first, the newest last.
 * @returns 0 where there are fewer than two.
 */
export function clicksPerSecond(history: readonly Counts[]): number {
  const newest = history.at(-1);
  const oldest = newest && history.find((counts) => counts.at >= newest.at - RATE_WINDOW);
  if (!newest || !oldest || newest.at === oldest.at) return 0;
  return ((newest.total - oldest.total) * 1000) / (newest.at - oldest.at);
}

const number = (value: number): string => Math.round(value).toLocaleString("en-US");

/** The figures in one line: total, rate, delay, rejected. */
export function figuresLine(history: readonly Counts[]): string {
  const counts = history.at(-1);
  if (!counts || counts.total === 0) return "no clicks counted yet";
  const delay = counts.delaySeconds === undefined ? "" : `, ${counts.delaySeconds.toFixed(1)} s behind`;
  const rejected = counts.rejected > 0 ? `, ${number(counts.rejected)} rejected` : "";
  return `${number(counts.total)} clicks, ${number(clicksPerSecond(history))} a second${delay}${rejected}`;
}

/**
 * The most clicked products as bars, and the figures above them.
 *
 * @param rows how many products to show at most.
 * @param columns width of the screen.
 */
export function liveLines(history: readonly Counts[], rows: number, columns: number): string[] {
  const products = history.at(-1)?.products ?? [];
  const most = products[0]?.clicks ?? 1;
  const room = Math.max(10, Math.min(60, columns - 30));
  const bars = products.slice(0, rows).map(({ productid, clicks }) => {
    const bar = "█".repeat(Math.max(1, Math.round((clicks / most) * room)));
    return `product ${String(productid).padStart(3)} ${number(clicks).padStart(9)} ${colours.cyan(bar)}`;
  });
  const more = products.length - bars.length;
  return [
    colours.bold(figuresLine(history)),
    ...bars,
    ...(more > 0 ? [colours.dim(`and ${number(more)} more`)] : []),
  ];
}
