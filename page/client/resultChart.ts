import { escaped } from "../../clients/escaped";
import type { AskAnswer } from "../view";
import { drawBars } from "./bars";
import { element, make } from "./dom";
import { count } from "./format";
import { chartColumnsOf, pictureOf, type ResultPicture } from "./picture";
import { timeChart, type TimeChart } from "./timeChart";

const chart = element("result-chart", HTMLElement);
const area = element("chart-area", HTMLElement);
const measure = element("chart-measure", HTMLSelectElement);
const label = element("chart-label", HTMLSelectElement);

let charted: AskAnswer | undefined;
let lines: TimeChart | undefined;

/** Takes an answer to draw later. @returns whether a chart of it can be drawn. */
export function offerChart(answer: AskAnswer): boolean {
  const columns = chartColumnsOf(answer);
  charted = columns && answer;
  if (!columns) return false;
  const options = (indexes: readonly number[], chosen: number): HTMLOptionElement[] =>
    indexes.map((index) => {
      const selected = index === chosen;
      return new Option(escaped(answer.columns[index]?.name ?? ""), String(index), selected, selected);
    });
  measure.replaceChildren(...options(columns.measures, columns.measure));
  label.replaceChildren(...options(columns.labels, columns.label));
  return true;
}

/** Draws the chosen columns, in place of what was drawn before. */
export function showChart(): void {
  hideChart();
  chart.hidden = false;
  if (!charted) return;
  const picture = pictureOf(charted, { measure: Number(measure.value), label: Number(label.value) });
  if (picture) draw(picture);
  else area.append(make("p", "beside", "Bars show no values below zero: choose another measure."));
}

/** Removes what was drawn. */
export function hideChart(): void {
  chart.hidden = true;
  lines?.destroy();
  lines = undefined;
  area.replaceChildren();
}

function draw(drawn: ResultPicture): void {
  area.append(make("p", "beside", escaped(drawn.title)));
  if (drawn.kind === "bars") {
    const list = make("ol", "bars");
    area.append(list);
    drawBars(
      list,
      drawn.bars.map((bar) => ({ ...bar, label: escaped(bar.label) })),
    );
    return;
  }
  const line = make("div", "chart");
  line.role = "img";
  line.ariaLabel = `Line: ${escaped(drawn.title)}, ${count(drawn.at.length)} points`;
  area.append(line);
  // As in the table beside it, whatever zone the browser is in.
  lines = timeChart(line, () => undefined, "UTC");
  lines.draw(drawn.at, drawn.values);
}

for (const select of [measure, label]) select.addEventListener("change", showChart);
