import type { ShownTable } from "../view";
import { escaped } from "../../clients/escaped";
import { make } from "./dom";
import { count } from "./format";
import { isNumber } from "./picture";

/** Rows on the screen at a time: ten thousand at once would make the page slow. */
const PAGE_ROWS = 100;

/**
 * Shows rows of a table in a container, in place of what was there, and buttons for the others.
 *
 * @param label what the table is, for who does not see it
 */
export function showTable(container: HTMLElement, answer: ShownTable, label: string, from = 0): void {
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
  scroll.ariaLabel = label;
  scroll.append(grid);
  container.replaceChildren(scroll);
  if (rows.length > PAGE_ROWS) container.append(pager(container, answer, label, from));
}

function pager(container: HTMLElement, answer: ShownTable, label: string, from: number): HTMLElement {
  const all = answer.rows.length;
  const bar = make("div", "buttons");
  const turn = (name: string, to: number): HTMLButtonElement => {
    const button = make("button", "", name);
    button.type = "button";
    button.disabled = to < 0 || to >= all;
    button.addEventListener("click", () => {
      showTable(container, answer, label, to);
      // The button that was pressed is gone: the keyboard goes on where it was.
      const again = [...container.querySelectorAll("button")].find((one) => one.textContent === name);
      (again?.disabled ? container.querySelector<HTMLElement>(".scroll") : again)?.focus();
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
