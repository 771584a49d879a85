import type { FileReader, FilePath } from "./fileReader";
import type { Team, TeamSettings } from "./model";
import { freeSettings } from "./teamSettings";
import { secretSettings } from "../../program/settings";

/** More spares than anybody pays for. */
const MOST_SPARES = 20;

/** A team of the file, and where it stands there. */
export interface WrittenTeam {
  readonly team: Team;
  /** Undefined for a spare that nobody has claimed. */
  readonly path: FilePath | undefined;
}

/** @returns the name of the n-th spare, from 1. */
export function spareName(number: number): string {
  return `spare-${number}`;
}

/** @returns every team that is listed, and after them the spares that are not. */
export function readTeams(reader: FileReader): WrittenTeam[] {
  const spares = reader.has(["spares"]) ? (reader.integer(["spares"], 0, MOST_SPARES) ?? 0) : 0;
  const listed = reader.has(["teams"])
    ? reader.list(["teams"], "a list of teams: a name, or a map of name, label, members, settings")
    : [];
  if (listed.length + spares === 0) reader.refuse(["teams"], "allowed: at least one team, or spares");
  const teams = listed.map((path) => ({ path, team: readTeam(reader, path) }));
  refuseTwice(reader, teams);
  const names = new Set(teams.map(({ team }) => team.name));
  const stock = Array.from({ length: spares }, (_, index) => spareName(index + 1))
    .filter((name) => !names.has(name))
    .map((name) => ({
      path: undefined,
      team: { name, label: name, members: [], settings: {}, spare: true },
    }));
  return [...teams, ...stock];
}

/** Two teams of one name would be one stack. */
function refuseTwice(reader: FileReader, teams: readonly { path: FilePath; team: Team }[]): void {
  const seen = new Set<string>();
  for (const { path, team } of teams) {
    if (team.name !== "" && seen.has(team.name)) {
      reader.refuse(namePath(reader, path), "another team has this name; upper and lower case are the same");
    }
    seen.add(team.name);
  }
}

/** Where a team's name stands: a team may be its name alone. */
export function namePath(reader: FileReader, path: FilePath): FilePath {
  return typeof reader.at(path) === "string" ? path : [...path, "name"];
}

function readTeam(reader: FileReader, path: FilePath): Team {
  const written = reader.at(path);
  const none = { members: [], settings: {}, spare: false };
  if (typeof written === "string") {
    const name = written.trim().toLowerCase();
    return { name, label: written.trim(), ...none };
  }
  if (!reader.map(path, ["name", "label", "members", "settings"])) return { name: "", label: "", ...none };
  const own = reader.text([...path, "name"], {
    allowed: "a team's name, in quotes if it looks like a number",
    read: trimmed,
  });
  const label = reader.has([...path, "label"]) ? reader.text([...path, "label"], labelRule) : undefined;
  return {
    name: own?.toLowerCase() ?? "",
    label: label ?? own ?? "",
    members: readMembers(reader, [...path, "members"]),
    settings: readGivenSettings(reader, [...path, "settings"]),
    spare: false,
  };
}

const trimmed = (text: string): string | undefined => text.trim() || undefined;

const labelRule = {
  allowed: "1 to 60 characters on one line",
  read: (text: string) => (/^[^\p{C}]{1,60}$/u.test(text.trim()) ? text.trim() : undefined),
};

function readMembers(reader: FileReader, path: FilePath): readonly string[] {
  if (!reader.has(path)) return [];
  const rule = { allowed: "an Entra object id (a UUID), a group's written group:ID", read: trimmed };
  return reader.list(path, "a list of Entra object ids").flatMap((item) => reader.text(item, rule) ?? []);
}

/** Settings of `Pulumi.yaml`, as the text that a stack's configuration would have. */
export function readGivenSettings(reader: FileReader, path: FilePath): TeamSettings {
  const free = freeSettings();
  const given = reader.at(path);
  if (!reader.has(path) || !reader.map(path, [...free, ...secretSettings])) return {};
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(given as Record<string, unknown>)) {
    if (secretSettings.some((secret) => secret === key)) {
      reader.refuse([...path, key], "is a secret: name under `secrets` where to read it, and give no value");
    } else if (["string", "number", "boolean"].includes(typeof value)) texts[key] = String(value);
    else reader.refuse([...path, key], "allowed: a text, a number, true or false");
  }
  return texts;
}
