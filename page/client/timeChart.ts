import uPlot from "uplot";

/** A line over time that follows its container's size and the colour scheme. */
export interface TimeChart {
  /** @param at seconds since the epoch, ascending. @param range of the time axis; the data's without. */
  draw(at: readonly number[], values: readonly number[], range?: readonly [number, number]): void;
  destroy(): void;
}

/** What to tell about the point under the pointer; undefined once it leaves. */
export type PointListener = (point: { at: number; value: number } | undefined) => void;

const colour = (name: string): string => getComputedStyle(document.body).getPropertyValue(name).trim();

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** From zero, with room above, so that the line neither exaggerates nor touches the edge. */
const fromZero = (_chart: uPlot, _least: number, most: number | null): [number, number] => [
  0,
  Math.max(1, (most ?? 0) * 1.15),
];

/** Times of day; with seconds where the marks are closer than a minute, dates where they are days apart. */
const timesIn =
  (timeZone: string | undefined): uPlot.Axis.Values =>
  (_chart, splits, _axis, _space, step) => {
    const format = new Intl.DateTimeFormat("en-GB", {
      ...(step < 86_400 ? { timeStyle: step < 60 ? "medium" : "short" } : { day: "numeric", month: "short" }),
      ...(timeZone ? { timeZone } : {}),
    });
    return splits.map((at) => format.format(at * 1000));
  };

interface ChartSize {
  readonly width: number;
  readonly height: number;
}

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement): ChartSize => ({ width, height });

function optionsFor(size: ChartSize, onPoint: PointListener, timeZone: string | undefined): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => colour("--quiet"),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: { y: { range: fromZero } },
    axes: [
      { ...axis, space: 70, size: 30, values: timesIn(timeZone) },
      { ...axis, size: 52, values: (_chart, splits) => splits.map((value) => compact.format(value)) },
    ],
    series: [
      {},
      {
        stroke: () => colour("--accent"),
        fill: () => colour("--accent-faint"),
        width: 2,
        points: { show: false },
        spanGaps: true,
      },
    ],
    hooks: {
      setCursor: [
        (chart) => {
          const index = chart.cursor.idx;
          const at = index == null ? undefined : chart.data[0][index];
          const value = index == null ? undefined : chart.data[1]?.[index];
          onPoint(at == null || value == null ? undefined : { at, value });
        },
      ],
    },
  };
}

/**
 * Makes a chart that fills a container.
 *
 * @param timeZone of the axis. @default the browser's
 */
export function timeChart(container: HTMLElement, onPoint: PointListener, timeZone?: string): TimeChart {
  const chart = new uPlot(optionsFor(sizeOf(container), onPoint, timeZone), [[], []], container);
  const resized = new ResizeObserver(() => chart.setSize(sizeOf(container)));
  resized.observe(container);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = (): void => chart.redraw(false);
  scheme.addEventListener("change", repaint);
  return {
    draw: (at, values, range) => {
      chart.batch(() => {
        chart.setData([[...at], [...values]], range === undefined);
        if (range) chart.setScale("x", { min: range[0], max: range[1] });
      });
    },
    destroy: () => {
      resized.disconnect();
      scheme.removeEventListener("change", repaint);
      chart.destroy();
    },
  };
}
