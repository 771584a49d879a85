import { isMap, isScalar, isSeq, parseDocument, stringify, type Document } from "yaml";
import { parseEventFile } from "./readEventFile";

/** A team to write into an event's file. */
export interface NewTeam {
  readonly name: string;
  readonly label?: string;
  readonly members?: readonly string[];
}

/** What to put in the place of a part of a text. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Adds a team to the text of an event's file, with everything else, comments too, as it was.
 *
 * @throws Error, or EventFileError, where the file would not be right.
 */
export function addTeam(text: string, file: string, team: NewTeam): string {
  const name = team.name.trim().toLowerCase();
  const { teams } = parseEventFile(text, file, undefined);
  if (teams.some((each) => each.name === name)) {
    throw new Error(`${file} has a team ${name} already${isStock(teams, name) ? ": claim it" : ""}.`);
  }
  return edited(text, file, (document) => insertion(text, document, written(team)));
}

/** Gives a spare to a late team: from then on the file lists it. Its name stays, as in every resource's. */
export function claimSpare(text: string, file: string, team: NewTeam): string {
  const { teams } = parseEventFile(text, file, undefined);
  if (!isStock(teams, team.name)) {
    const stock = teams.filter(({ spare }) => spare).map(({ name }) => name);
    const rest = stock.length > 0 ? `in stock: ${stock.join(", ")}` : "none is in stock; raise `spares`";
    throw new Error(`${team.name} is no spare of ${file} that can be claimed (${rest}).`);
  }
  return edited(text, file, (document) => insertion(text, document, written(team)));
}

/** Takes a team out of the text of an event's file; of the spares in stock only the last can go. */
export function removeTeam(text: string, file: string, name: string): string {
  const { teams } = parseEventFile(text, file, undefined);
  if (!teams.some((each) => each.name === name)) throw new Error(`${file} has no team ${name}.`);
  if (isStock(teams, name)) {
    const last = teams.at(-1)?.name;
    if (last !== name)
      throw new Error(`${name} is in stock, and the last of it goes first: ${String(last)}.`);
    return edited(text, file, (document) => {
      const [from, to] = rangeOf(document.get("spares", true));
      return { from, to, text: String(Number(document.get("spares")) - 1) };
    });
  }
  return edited(text, file, (document) => removal(text, document, name));
}

function isStock(
  teams: readonly { readonly name: string; readonly spare: boolean }[],
  name: string,
): boolean {
  return teams.some((each) => each.name === name && each.spare);
}

/**
 * Changes one place of the text: written anew from its document, comments behind a key would move below it.
 *
 * @throws EventFileError where the changed file is not right.
 */
function edited(text: string, file: string, edit: (document: Document) => Splice): string {
  const { from, to, text: put } = edit(parseDocument(text));
  const after = text.slice(0, from) + put + text.slice(to);
  parseEventFile(after, file, undefined);
  return after;
}

/** Where a node's own text begins and ends. */
function rangeOf(node: unknown): readonly [number, number] {
  const { range } = node as { readonly range?: readonly [number, number, number] | null };
  if (!range) throw new Error("a node of a parsed file has no place in it");
  return [range[0], range[1]];
}

const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** Of a line, with its end; of the last one, the end of the text. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** A name alone where nothing else is known, else a map on one line. */
function written({ name, label, members = [] }: NewTeam): string {
  const map = { name, ...(label !== undefined && { label }), ...(members.length > 0 && { members }) };
  const value = Object.keys(map).length === 1 ? name : map;
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

function insertion(text: string, document: Document, team: string): Splice {
  const list: unknown = document.get("teams");
  if (!isSeq(list)) {
    const key = isMap(document.contents)
      ? document.contents.items.find((pair) => isTeams(pair.key))
      : undefined;
    const at = key === undefined ? text.length : lineEnd(text, rangeOf(key.key)[1]);
    const head = key === undefined ? "teams:\n" : "";
    return { from: at, to: at, text: `${text[at - 1] === "\n" ? "" : "\n"}${head}  - ${team}\n` };
  }
  const last = list.items.at(-1);
  if (list.flow === true) {
    const at = last === undefined ? rangeOf(list)[0] + 1 : rangeOf(last)[1];
    return { from: at, to: at, text: last === undefined ? team : `, ${team}` };
  }
  const [from, to] = rangeOf(last);
  const dash = dashBefore(text, from);
  const indent = text.slice(lineStart(text, dash), dash);
  const at = lineEnd(text, to - 1);
  return { from: at, to: at, text: `${text[at - 1] === "\n" ? "" : "\n"}${indent}- ${team}\n` };
}

const isTeams = (key: unknown): boolean => isScalar(key) && key.value === "teams";

/** The dash of an entry of a block list. */
function dashBefore(text: string, at: number): number {
  return text.lastIndexOf("-", at - 1);
}

function removal(text: string, document: Document, name: string): Splice {
  const list: unknown = document.get("teams");
  const items = isSeq(list) ? list.items : [];
  const index = items.findIndex((item) => nameIn(item)?.trim().toLowerCase() === name);
  const [from, to] = rangeOf(items[index]);
  if (isSeq(list) && list.flow === true) {
    const [next, previous] = [items[index + 1], items[index - 1]];
    if (next !== undefined) return { from, to: rangeOf(next)[0], text: "" };
    return { from: previous === undefined ? from : rangeOf(previous)[1], to, text: "" };
  }
  return { from: lineStart(text, dashBefore(text, from)), to: lineEnd(text, to - 1), text: "" };
}

function nameIn(item: unknown): string | undefined {
  const name: unknown = isMap(item) ? item.get("name") : isScalar(item) ? item.value : undefined;
  return typeof name === "string" ? name : undefined;
}
