import type { RatePoint, PageView } from "../view";
import { element, setText } from "./dom";
import { rate, timeOfDay } from "./format";
import { timeChart } from "./timeChart";

/** How much time the chart shows, in seconds. */
const SHOWN = 600;

/** Clicks a second over the last ten minutes. */
export class RateChart {
  readonly #container = element("rate", HTMLElement);
  readonly #readout = element("rate-at", HTMLElement);
  readonly #chart = timeChart(this.#container, (point) => this.#point(point));
  #points: RatePoint[] = [];
  #describedAt = 0;

  /** Replaces the past. */
  begin(points: readonly RatePoint[]): void {
    this.#points = [...points];
    this.#draw(Date.now());
  }

  /** Adds what is now. */
  add({ at, counts, connection }: PageView): void {
    const newest = this.#points.at(-1)?.[0] ?? 0;
    if (connection.state === "connected" && counts && at > newest) this.#points.push([at, counts.perSecond]);
    const kept = this.#points.findIndex(([time]) => time >= at - SHOWN * 1000);
    this.#points.splice(0, Math.max(kept, 0));
    this.#draw(at);
  }

  #draw(now: number): void {
    const seconds = now / 1000;
    this.#chart.draw(
      this.#points.map(([at]) => at / 1000),
      this.#points.map(([, perSecond]) => perSecond),
      [seconds - SHOWN, seconds],
    );
    // A description that changed every second would be read out again and again.
    if (now - this.#describedAt < 30_000 && this.#points.length > 1) return;
    this.#describedAt = now;
    this.#container.ariaLabel = describe(this.#points.map(([, perSecond]) => perSecond));
  }

  #point(point: { at: number; value: number } | undefined): void {
    setText(this.#readout, point ? `${timeOfDay(point.at * 1000)}: ${rate(point.value)} a second` : "");
  }
}

function describe(rates: readonly number[]): string {
  if (rates.length === 0) return "No clicks yet";
  const least = rate(Math.min(...rates));
  const most = rate(Math.max(...rates));
  return `Line: clicks a second over the last ten minutes, now ${rate(rates.at(-1) ?? 0)}, between ${least} and ${most}`;
}
