import { escaped } from "../../../clients/escaped";
import { listen, type Severed } from "../../client/connection";
import { element, make, setText } from "../../client/dom";
import { timeOfDay } from "../../client/format";
import type { BoardRow, BoardView } from "../view";
import { cellsOf, clock, needWords, type Cell } from "./words";

/** How often the board is put into words for screen readers, ms. */
const SUMMARY_EVERY = 60_000;

const body = element("rows", HTMLTableSectionElement);
const status = element("status", HTMLElement);
const notice = element("notice", HTMLElement);
const columns = [...document.querySelectorAll("thead th")].map((head) => head.textContent ?? "");

/** Rows by team: they move, and nothing that is selected or focused is lost. */
const rows = new Map<string, HTMLTableRowElement>();
let newest: BoardView | undefined;
let severed: Severed | undefined;
let summarisedAt = 0;

listen<{ view: BoardView | null }>(
  {
    view: (view) => {
      newest = view ?? undefined;
      if (view !== null) draw(view);
      drawStatus();
    },
  },
  (from) => {
    severed = from;
    drawStatus();
  },
);

function draw({ event, rows: newRows, countedUntil, untold }: BoardView): void {
  setText(element("event", HTMLElement), event);
  const focused = document.activeElement;
  newRows.forEach((row, index) => {
    const drawn = drawnRow(row);
    if (body.children[index] !== drawn) body.insertBefore(drawn, body.children[index] ?? null);
  });
  // Whatever is moved loses it.
  if (focused instanceof HTMLElement && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
  while (body.children.length > newRows.length) body.lastElementChild?.remove();
  for (const team of rows.keys()) if (!newRows.some((row) => row.team === team)) rows.delete(team);
  const fine = newRows.filter(({ need }) => need === "fine").length;
  const counts = `${fine} of ${newRows.length} teams fine`;
  setText(element("counts", HTMLElement), counts);
  setText(
    element("counted", HTMLElement),
    countedUntil === null ? "" : `Clicks are those that Azure had counted until ${clock(countedUntil)}.`,
  );
  const shown = untold.slice(0, 5).map(escaped).join("; ");
  const more = untold.length > 5 ? `; and ${untold.length - 5} more` : "";
  setText(element("untold", HTMLElement), untold.length === 0 ? "" : `Not told: ${shown}${more}`);
  if (Date.now() - summarisedAt < SUMMARY_EVERY) return;
  summarisedAt = Date.now();
  const first = newRows.filter(({ need }) => need !== "fine").slice(0, 3);
  const help = first.map(({ label, need }) => `${label}: ${need}`).join(", ");
  setText(element("summary", HTMLElement), help === "" ? counts : `${counts}. ${help}`);
}

function drawStatus(): void {
  const state = severed !== undefined ? "lost" : newest === undefined ? "connecting" : "live";
  const words = { lost: "Not updated", connecting: "Looking for the first time", live: "Live" };
  status.dataset["state"] = state;
  setText(element("status-text", HTMLElement), words[state]);
  notice.hidden = severed === undefined;
  notice.dataset["state"] = "lost";
  if (severed !== undefined) setText(notice, lostText(severed));
  document.title = `${state === "live" ? "" : `${words[state]} – `}Board ${newest?.event ?? ""}`;
}

function lostText({ since, refused, ended }: Severed): string {
  if (refused) return "The board was started again: open the address that the command printed.";
  const at = timeOfDay(since);
  return ended
    ? `The board has ended. What is shown is of ${at}.`
    : `No answer since ${at}. What is shown is old.`;
}

function drawnRow(row: BoardRow): HTMLTableRowElement {
  const drawn = rows.get(row.team) ?? newRow(row.team);
  rows.set(row.team, drawn);
  drawn.dataset["need"] = row.need;
  const [head, ...cells] = [...drawn.children];
  if (head !== undefined) drawTeam(head, row);
  cellsOf(row).forEach((cell, index) => drawCell(cells[index], cell));
  return drawn;
}

function newRow(team: string): HTMLTableRowElement {
  const row = make("tr");
  row.role = "row";
  row.dataset["team"] = team;
  const head = make("th");
  head.scope = "row";
  head.role = "rowheader";
  head.append(make("span", "name"), make("span", "main"), make("span", "beside"), make("span", "trouble"));
  row.append(head);
  for (const label of columns.slice(1)) {
    const cell = make("td", ["Clicks/s", "Behind", "Outage", "Cost, USD"].includes(label) ? "number" : "");
    cell.role = "cell";
    cell.dataset["label"] = label;
    cell.append(make("span", "main"), make("span", "beside"));
    row.append(cell);
  }
  return row;
}

/** The name is a link once the team has a page of its own. */
function drawTeam(head: Element, { team, label, place, need, failure, hasPage }: BoardRow): void {
  const [name, state, beside, trouble] = [...head.children];
  if (!name || !state || !beside || !trouble) return;
  const shown = escaped(label);
  if (hasPage) {
    const link = name.querySelector("a") ?? name.appendChild(make("a"));
    link.setAttribute("href", `teams/${encodeURIComponent(team)}`);
    link.target = "_blank";
    setText(link, shown);
  } else setText(name, shown);
  setText(state, ` ${needWords[need]}`);
  setText(beside, place ?? "nowhere yet");
  setText(trouble, failure === null ? "" : `${clock(failure.at)} ${failure.what}. ${failure.remedy}`);
}

function drawCell(cell: Element | undefined, { text, tone, beside }: Cell): void {
  const [main, below] = [...(cell?.children ?? [])];
  if (!(main instanceof HTMLElement) || !below) return;
  main.dataset["tone"] = tone;
  setText(main, text);
  setText(below, beside);
}

dispatchEvent(new Event("clickstream-started"));
