import { readFile } from "node:fs/promises";
import type { EventFile } from "./model";
import { FileReader } from "./fileReader";
import { readBudget, readSchedule, readSecrets, readStateStore } from "./readParts";
import { readPlaces } from "./readPlaces";
import { readTeams, readGivenSettings } from "./readTeams";
import { refuseSettings } from "./refuseSettings";

/** All that the file may have. */
const keys = [
  "event",
  "owner",
  "expires",
  "state",
  "signIn",
  "places",
  "settings",
  "secrets",
  "teams",
  "spares",
  "budget",
  "schedule",
];

/**
 * Reads an event's file, every team's settings as the program reads them included.
 *
 * @param file its name, for messages.
 * @param today the day that `expires` is compared with, in UTC; undefined: an event that is over can be read, too, as
 *   whoever removes it must.
 * @throws EventFileError that names everything that is wrong, with file, line, value and what is allowed.
 */
export function parseEventFile(text: string, file: string, today: Date | undefined): EventFile {
  const reader = new FileReader(text, file);
  if (!reader.map([], keys)) reader.throwIfRefused();
  if (!reader.has(["event"])) reader.refuse(["event"], "allowed: the event's name, e.g. contoso-2027-03");
  const own = (key: string): string => {
    if (!reader.has([key])) return "";
    return (
      reader.text([key], {
        allowed: "a text, in quotes if it looks like a number",
        read: (given) => given,
      }) ?? ""
    );
  };
  const written = readTeams(reader);
  const event: EventFile = {
    event: own("event"),
    owner: own("owner"),
    expires: own("expires"),
    state: readStateStore(reader),
    signIn: reader.has(["signIn"])
      ? (reader.oneOf(["signIn"], ["azureCli", "servicePrincipal", "managedIdentity"]) ?? "azureCli")
      : "azureCli",
    places: readPlaces(reader),
    settings: readGivenSettings(reader, ["settings"]),
    secrets: readSecrets(reader),
    teams: written.map(({ team }) => team),
    budget: readBudget(reader),
    schedule: readSchedule(reader, own("expires")),
  };
  refuseSettings(reader, event, written, today ?? new Date(0));
  reader.throwIfRefused();
  return event;
}

/** The same from the disk. @throws EventFileError, or that there is no such file, with what to do. */
export async function readEventFile(file: string, today: Date | undefined): Promise<EventFile> {
  return parseEventFile(await readEventText(file), file, today);
}

/** @returns the file's text, for who changes it. @throws Error that there is no such file, with what to do. */
export async function readEventText(file: string): Promise<string> {
  return await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(`${file}: there is no such file; \`npm run event -- init\` writes one`, { cause: error });
  });
}
