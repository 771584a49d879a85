import type { EventFile, Placement, Team, TeamSettings } from "./model";

/** Settings that the file says elsewhere, or that follow from a team's place: nobody gives them under `settings`. */
export const derivedSettings = ["team", "owner", "expires", "location", "members", "event"] as const;

/** @returns every setting of a team's stack that is no secret, as its configuration has it. */
export function settingsOf(event: EventFile, team: Team, { region }: Placement): TeamSettings {
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
