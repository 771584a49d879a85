import type { AskAnswer } from "../view";
import { escaped } from "../../clients/escaped";
import { element, make } from "./dom";
import { count } from "./format";
import { isNumber } from "./picture";
import { hideChart, offerChart, showChart } from "./resultChart";

/** Rows on the screen at a time: ten thousand at once would make the page slow. */
const PAGE_ROWS = 100;

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
  showTable(answer, 0);
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

function showTable(answer: AskAnswer, from: number): void {
  const { columns, rows } = answer;
  const numeric = columns.map(({ type }) => isNumber(type));
  const head = make("tr");
  for (const [index, { name, type }] of columns.entries()) {
    const cell = make("th", numeric[index] ? "number" : "", escaped(name));
    cell.scope = "col";
    cell.append(make("span", "type", type.toLowerCase()));
    head.append(cell);
  }
  const body = make("tbody");
  for (const row of rows.slice(from, from + PAGE_ROWS)) {
    const line = make("tr");
    for (const [index, value] of row.entries()) {
      const style = value === null ? "null" : numeric[index] ? "number" : "";
      line.append(make("td", style, escaped(value ?? "NULL")));
    }
    body.append(line);
  }
  const grid = make("table");
  const headers = make("thead");
  headers.append(head);
  grid.append(headers, body);
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  scroll.role = "region";
  scroll.ariaLabel = "Result";
  scroll.append(grid);
  table.replaceChildren(scroll);
  if (rows.length > PAGE_ROWS) table.append(pager(answer, from));
}

function pager(answer: AskAnswer, from: number): HTMLElement {
  const all = answer.rows.length;
  const bar = make("div", "buttons");
  const turn = (label: string, to: number): HTMLButtonElement => {
    const button = make("button", "", label);
    button.type = "button";
    button.disabled = to < 0 || to >= all;
    button.addEventListener("click", () => {
      showTable(answer, to);
      // The button that was pressed is gone: the keyboard goes on where it was.
      const again = [...table.querySelectorAll("button")].find((one) => one.textContent === label);
      (again?.disabled ? table.querySelector<HTMLElement>(".scroll") : again)?.focus();
    });
    return button;
  };
  const shown = `Rows ${count(from + 1)} to ${count(Math.min(from + PAGE_ROWS, all))} of ${count(all)}`;
  bar.append(
    turn("Previous", from - PAGE_ROWS),
    turn("Next", from + PAGE_ROWS),
    make("span", "beside", shown),
  );
  return bar;
}
