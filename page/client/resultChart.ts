import { escaped } from "../../clients/escaped";
import type { ShownTable } from "../view";
import { element, make } from "./dom";
import { drawPicture } from "./drawPicture";
import { chartColumnsOf, pictureOf } from "./picture";
import type { TimeChart } from "./timeChart";

const chart = element("result-chart", HTMLElement);
const area = element("chart-area", HTMLElement);
const measure = element("chart-measure", HTMLSelectElement);
const label = element("chart-label", HTMLSelectElement);

let charted: ShownTable | undefined;
let lines: TimeChart | undefined;

/** Takes an answer to draw later. @returns whether a chart of it can be drawn. */
export function offerChart(answer: ShownTable): boolean {
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
  if (picture) lines = drawPicture(area, picture);
  else area.append(make("p", "beside", "Bars show no values below zero: choose another measure."));
}

/** Removes what was drawn. */
export function hideChart(): void {
  chart.hidden = true;
  lines?.destroy();
  lines = undefined;
  area.replaceChildren();
}

for (const select of [measure, label]) select.addEventListener("change", showChart);
