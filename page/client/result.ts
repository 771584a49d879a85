import type { AskAnswer } from "../view";
import { element } from "./dom";
import { count } from "./format";
import { hideChart, offerChart, showChart } from "./resultChart";
import { showTable } from "./resultTable";

const result = element("result", HTMLElement);
const size = element("result-size", HTMLElement);
const forms = element("result-forms", HTMLElement);
const table = element("result-table", HTMLElement);

/** Shows an answer as a table and, where it fits, as a chart. */
export function showResult(answer: AskAnswer, rowLimit: number): void {
  const { rows, truncated, milliseconds } = answer;
  const many = `${count(rows.length)} ${rows.length === 1 ? "row" : "rows"} in ${(milliseconds / 1000).toFixed(1)} s`;
  size.textContent = truncated
    ? `${many}. There are more: only the first ${count(rowLimit)} are shown.`
    : many;
  result.hidden = false;
  forms.hidden = !offerChart(answer);
  showTable(table, answer, "Result");
  showForm("table");
}

forms.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLButtonElement) showForm(target.dataset["form"] === "chart" ? "chart" : "table");
});

function showForm(form: "table" | "chart"): void {
  for (const button of forms.children)
    button.ariaPressed = String((button as HTMLElement).dataset["form"] === form);
  table.hidden = form !== "table";
  if (form === "chart") showChart();
  else hideChart();
}
