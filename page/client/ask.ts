import { escapedLines } from "../../clients/escaped";
import type { About, AskAnswer, AskError } from "../view";
import { element, make } from "./dom";
import { count } from "./format";
import { showResult } from "./result";

const form = element("ask-form", HTMLFormElement);
const sql = element("sql", HTMLTextAreaElement);
const run = element("run", HTMLButtonElement);
const cancel = element("cancel", HTMLButtonElement);
const error = element("ask-error", HTMLElement);
const result = element("result", HTMLElement);
const size = element("result-size", HTMLElement);

let asking: AbortController | undefined;
let rowLimit = 0;

/** Makes the SQL box work. */
export function prepareAsk(about: About): void {
  rowLimit = about.rowLimit;
  element("ask-rules", HTMLElement).textContent = `This page only reads; at most ${count(rowLimit)} rows`;
  const list = element("questions", HTMLUListElement);
  for (const question of about.questions) {
    const button = make("button", "", question.title);
    button.type = "button";
    button.addEventListener("click", () => {
      fill(question.sql);
      void ask();
    });
    const item = make("li");
    item.append(button);
    list.append(item);
  }
  const first = about.questions.find(({ name }) => name === "clicks_per_category");
  fill(first?.sql ?? "");
}

/** Puts a question into the box, to be read from its beginning: browsers put the cursor behind what they are given. */
function fill(text: string): void {
  sql.value = text.trimEnd();
  sql.setSelectionRange(0, 0);
  sql.scrollTo(0, 0);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});
cancel.addEventListener("click", () => asking?.abort());
element("ask", HTMLElement).addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void ask();
  if (event.key === "Escape") asking?.abort();
});

async function ask(): Promise<void> {
  asking?.abort();
  const controller = new AbortController();
  asking = controller;
  const statement = sql.value;
  busy(true);
  clearError();
  try {
    const response = await fetch("ask", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sql: statement }),
      signal: controller.signal,
    });
    if (response.status === 401) return showError({ message: await response.text() }, statement);
    const answer: unknown = await response.json();
    if (response.ok) showResult(answer as AskAnswer, rowLimit);
    else showError(answer as AskError, statement);
  } catch (reason) {
    if (asking !== controller) return;
    const gone = "This page's server does not answer. The statement was not run, or its result is lost.";
    showError({ message: controller.signal.aborted ? "Cancelled." : gone }, statement, reason);
  } finally {
    if (asking === controller) busy(false);
  }
}

function busy(is: boolean): void {
  run.disabled = is;
  cancel.disabled = !is;
  result.ariaBusy = String(is);
  form.dataset["busy"] = String(is);
  if (!is) return;
  result.hidden = false;
  size.textContent = "Asking…";
}

function clearError(): void {
  error.hidden = true;
  error.replaceChildren();
  sql.ariaInvalid = "false";
}

/** Says what is wrong, shows the line with a mark under the place, and offers to go there. */
function showError({ message, line, column }: AskError, statement: string, reason?: unknown): void {
  if (reason !== undefined) console.warn(reason);
  result.hidden = true;
  error.hidden = false;
  error.replaceChildren(make("p", "", escapedLines(message)));
  const text = line === undefined ? undefined : statement.split("\n")[line - 1];
  if (line === undefined || column === undefined || text === undefined) return;
  sql.ariaInvalid = "true";
  const place = make("pre", "", `${text}\n${" ".repeat(Math.max(column - 1, 0))}^`);
  place.ariaHidden = "true";
  const go = make("button", "", `Go to line ${line}, column ${column}`);
  go.type = "button";
  go.addEventListener("click", () => select(line, column));
  error.append(place, go);
}

/** Puts the cursor on the word at a place. */
function select(line: number, column: number): void {
  const before = sql.value.split("\n").slice(0, line - 1);
  const start = before.reduce((length, one) => length + one.length + 1, 0) + column - 1;
  const word = /^\w+|^./.exec(sql.value.slice(start))?.[0] ?? "";
  sql.focus();
  sql.setSelectionRange(start, start + word.length);
}
