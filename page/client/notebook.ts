/** The page of a notebook's run: its cells, what they show, and how the run stands. All of it is in the page. */
import "./chartLanguage";
import type { NotebookOutput } from "../../runtime/spark/driver";
import { escaped, escapedLines } from "../../clients/escaped";
import type { CellView, NotebookView } from "../notebookView";
import { element, make } from "./dom";
import { drawMarkdown } from "./drawMarkdown";
import { drawPicture } from "./drawPicture";
import { count, duration } from "./format";
import { pictureOf } from "./picture";
import { showTable } from "./resultTable";

/** How often a page looks whether the run has come further: a file tells nobody that it has changed. */
const RELOAD_MS = 1_000;

const states: Readonly<Record<CellView["state"], string>> = {
  waiting: "not run",
  running: "running",
  done: "done",
  failed: "failed",
  stopped: "stopped",
};

function show({ name, team, startedAt, state, summary, cells }: NotebookView): void {
  element("name", HTMLElement).textContent = escaped(name);
  element("team", HTMLElement).textContent = `team ${escaped(team)}`;
  const status = element("status", HTMLElement);
  status.dataset["state"] = state;
  status.textContent = states[state];
  element("summary", HTMLElement).textContent = escaped(summary);
  element("started", HTMLElement).textContent = `Run at ${new Date(startedAt).toLocaleString("en-GB")}`;
  const main = element("cells", HTMLElement);
  cells.forEach((cell, index) => {
    const section = cell.language === "markdown" ? textOf(cell) : make("section", "card cell");
    main.append(section);
    // Charts take the size of what they are in: that is in the page by now.
    if (cell.language !== "markdown") fill(section, cell, index + 1);
  });
}

function textOf({ source }: CellView): HTMLElement {
  const text = make("section", "text");
  text.append(...drawMarkdown(source));
  return text;
}

function fill(section: HTMLElement, cell: CellView, number: number): void {
  const { language, title, source, state, seconds, outputs, error } = cell;
  section.dataset["state"] = state;
  const head = make("div", "head");
  const took = seconds === undefined ? "" : `, ${duration(seconds)}`;
  head.append(
    make("span", "", escaped(title)),
    make("span", "beside", `${language}, cell ${number}: ${states[state]}${took}`),
  );
  section.append(head, make("pre", "", escapedLines(source)));
  outputs.forEach((output, index) => showOutput(section, output, `Cell ${number}, output ${index + 1}`));
  if (error !== undefined) section.append(make("div", "error", escapedLines(error)));
}

function showOutput(section: HTMLElement, output: NotebookOutput, label: string): void {
  if (output.type === "text") {
    const printed = make("pre", "printed", escapedLines(output.text.replace(/\n$/, "")));
    printed.tabIndex = 0;
    printed.role = "region";
    printed.ariaLabel = label;
    section.append(printed);
    return;
  }
  const shown = make("div", "shown");
  const table = make("div");
  section.append(shown);
  shown.append(table);
  showTable(table, output, label);
  const { length } = output.rows;
  const rows = output.truncated
    ? `The first ${count(length)} rows`
    : `${count(length)} ${length === 1 ? "row" : "rows"}`;
  table.append(make("p", "beside", rows));
  const picture = pictureOf(output);
  if (!picture) return;
  const area = make("div", "picture");
  area.tabIndex = 0;
  area.role = "region";
  area.ariaLabel = `${label}, as a chart`;
  shown.append(area);
  drawPicture(area, picture);
}

const view = JSON.parse(element("run", HTMLScriptElement).textContent) as NotebookView;
show(view);
if (view.state === "running") setTimeout(() => location.reload(), RELOAD_MS);
