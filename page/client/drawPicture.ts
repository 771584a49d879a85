import { escaped } from "../../clients/escaped";
import { drawBars } from "./bars";
import { make } from "./dom";
import { count } from "./format";
import type { ResultPicture } from "./picture";
import { timeChart, type TimeChart } from "./timeChart";

/**
 * Draws a picture into an area of the page, under its title.
 *
 * @returns the chart, where it is one that follows the area's size until it is destroyed.
 */
export function drawPicture(area: HTMLElement, drawn: ResultPicture): TimeChart | undefined {
  area.append(make("p", "beside", escaped(drawn.title)));
  if (drawn.kind === "bars") {
    const list = make("ol", "bars");
    area.append(list);
    drawBars(
      list,
      drawn.bars.map((bar) => ({ ...bar, label: escaped(bar.label) })),
    );
    return undefined;
  }
  const line = make("div", "chart");
  line.role = "img";
  line.ariaLabel = `Line: ${escaped(drawn.title)}, ${count(drawn.at.length)} points`;
  area.append(line);
  // As in the table beside it, whatever zone the browser is in.
  const chart = timeChart(line, () => undefined, "UTC");
  chart.draw(drawn.at, drawn.values);
  return chart;
}
