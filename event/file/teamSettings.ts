import { readSettings, secretSettings, type Settings } from "../../program/settings";
import { budgetSettings } from "./budgetSettings";
import type { EventFile, Placement, Team, TeamSettings } from "./model";
import { projectSettings } from "./projectSettings";

/** Settings that the file says elsewhere, or that follow from a team's place. */
const derivedSettings = [
  "team",
  "event",
  "owner",
  "expires",
  "location",
  "members",
  "budgetPerMonth",
  "budgetContacts",
];

/** @returns names of the settings that `settings:` may have, for all teams or for one. */
export function freeSettings(): readonly string[] {
  const others: readonly string[] = [...derivedSettings, ...secretSettings];
  return Object.keys(projectSettings()).filter((name) => !others.includes(name));
}

/** @returns every setting of a team's stack that is no secret, as its configuration has it. */
export function settingsOf(
  event: Pick<EventFile, "event" | "owner" | "expires" | "settings" | "budget" | "schedule">,
  team: Team,
  { region }: Pick<Placement, "region">,
): TeamSettings {
  return {
    ...event.settings,
    ...team.settings,
    event: event.event,
    team: team.name,
    owner: event.owner,
    expires: event.expires,
    location: region,
    ...budgetSettings(event),
    ...(team.members.length > 0 && { members: JSON.stringify(team.members) }),
  };
}

/** Stands in for a secret: nobody reads one to know a team's settings. */
const SOME_SECRET = "[secret]";
/** Where a team has no place yet. */
const SOME_REGION = "westeurope";

/**
 * Reads a team's settings as its stack will, its secrets aside.
 *
 * @param today see `readSettings`. @default an end in the past is fine
 * @throws StackSettingsError where they are wrong.
 */
export function readTeamSettings(event: EventFile, team: Team, today = new Date(0)): Settings {
  const settings = settingsOf(event, team, { region: SOME_REGION });
  const get = (key: string): string | undefined =>
    settings[key] ?? (key in event.secrets ? SOME_SECRET : undefined);
  return readSettings({ get }, today);
}
