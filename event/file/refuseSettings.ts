import { StackSettingsError, type SettingRefusal } from "../../program/settingsReader";
import type { FileReader, FilePath } from "./fileReader";
import type { EventFile } from "./model";
import { namePath, type WrittenTeam } from "./readTeams";
import { readTeamSettings } from "./teamSettings";

/** With it the rest of a file without teams is judged. */
const someTeam: WrittenTeam = {
  team: { name: "some", label: "some", members: [], settings: {}, spare: true },
  path: undefined,
};

/** Reads every team's settings as its stack will, and refuses at its place in the file what is wrong with them. */
export function refuseSettings(
  reader: FileReader,
  event: EventFile,
  written: readonly WrittenTeam[],
  today: Date,
): void {
  for (const each of written.length > 0 ? written : [someTeam]) {
    try {
      readTeamSettings(event, each.team, today);
    } catch (error) {
      if (!(error instanceof StackSettingsError)) throw error;
      for (const refusal of error.refusals)
        refuseOnce(reader, placeOf(reader, event, each, refusal), refusal);
    }
  }
}

function refuseOnce(reader: FileReader, path: FilePath, { given, reason }: SettingRefusal): void {
  if (!reader.isRefused(path)) reader.refuse(path, reason, given);
}

/** @returns where the file says what is wrong, or would. */
function placeOf(
  reader: FileReader,
  event: EventFile,
  written: WrittenTeam,
  { key }: SettingRefusal,
): FilePath {
  const { team, path } = written;
  const [, list = key, index] = /^(\w+)\[(\d+)\]$/.exec(key) ?? [];
  if (["event", "owner", "expires"].includes(key)) return [key];
  if (key === "budgetPerMonth") return ["budget", "perTeamPerDay"];
  if (list === "budgetContacts") return ["budget", "tell", ...(index === undefined ? [] : [Number(index)])];
  if (key in event.secrets) return ["secrets", key];
  if (path === undefined) return key === "team" ? ["spares"] : ["settings", key];
  if (key === "team") return namePath(reader, path);
  if (list === "members") return index === undefined ? [...path, list] : [...path, list, Number(index)];
  // What nobody has set does not go with something that the team sets, if it sets anything.
  const isOwn = key in team.settings || (!(key in event.settings) && Object.keys(team.settings).length > 0);
  return isOwn ? [...path, "settings", key] : ["settings", key];
}
