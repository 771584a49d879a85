import { secretSettings } from "../../program/settings";
import type { EventFile, Placement, Team, TeamSettings } from "./model";
import { projectSettings } from "./projectSettings";

/** Settings that the file says elsewhere, or that follow from a team's place. */
const derivedSettings = ["team", "event", "owner", "expires", "location", "members"];

/** @returns names of the settings that `settings:` may have, for all teams or for one. */
export function freeSettings(): readonly string[] {
  const others: readonly string[] = [...derivedSettings, ...secretSettings];
  return Object.keys(projectSettings()).filter((name) => !others.includes(name));
}

/** @returns every setting of a team's stack that is no secret, as its configuration has it. */
export function settingsOf(
  event: Pick<EventFile, "event" | "owner" | "expires" | "settings">,
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
    ...(team.members.length > 0 && { members: JSON.stringify(team.members) }),
  };
}
