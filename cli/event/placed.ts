import type { Placement, Team } from "../../event/file/model";
import type { PlacementAnswer } from "../../event/places/model";
import { placeTeams } from "../../event/places/placeTeams";
import type { PlacedTeam } from "../../event/run/operation";
import type { OperatedEvent } from "./operate";

/** What an event says of its teams, and what stands of it. */
type TeamsOfEvent = Pick<OperatedEvent, "event" | "standing" | "teams">;

/** What is known of teams before they are placed. */
export interface PlacingOptions {
  /** How far they are brought. @default as far as their settings say */
  readonly step?: number | undefined;
  /** Where there is room. @default everywhere */
  readonly answer?: PlacementAnswer | undefined;
}

/**
 * Where the teams are, or go: those that have no stack first, because the first team of a command shows whether the
 * others can follow.
 *
 * @throws Error naming the teams that no place takes.
 */
export function placed(operated: TeamsOfEvent, options: PlacingOptions = {}): readonly PlacedTeam[] {
  const { standing, teams } = operated;
  const { step, answer = anywhere(operated) } = options;
  const placements = new Map([
    ...answer.placed,
    ...[...standing].map(([name, { placement }]) => [name, placement] as const),
  ]);
  const without = teams.filter(({ name }) => !placements.has(name));
  if (without.length > 0)
    throw new Error(
      `no place takes ${without.map(({ name }) => name).join(", ")}: raise \`most\` of a place, or add one`,
    );
  const all = teams.map((team) => ({ team, placement: placements.get(team.name) as Placement, step }));
  return [
    ...all.filter(({ team }) => !standing.has(team.name)),
    ...all.filter(({ team }) => standing.has(team.name)),
  ];
}

/** Every team of the event is asked for: where one goes does not depend on which are named. */
function anywhere({ event, standing }: TeamsOfEvent): PlacementAnswer {
  const { places, teams } = event;
  const rooms = places.flatMap(({ subscription, regions }) =>
    regions.map((region) => ({ subscription, region, limits: {} })),
  );
  return placeTeams({
    places,
    rooms,
    teams: teams.map(({ name }) => ({ name, needs: {} })),
    standing: new Map([...standing].map(([name, { placement }]) => [name, { placement, pending: {} }])),
  });
}

/** Whatever has a stack, also a team that the file no longer has: it is named by its stack. */
export function standingTeams(
  { standing, teams }: Pick<TeamsOfEvent, "standing" | "teams">,
  names: readonly string[],
): readonly PlacedTeam[] {
  const wanted = [...standing].filter(([name]) => names.length === 0 || names.includes(name));
  return wanted.map(([name, { placement }]) => ({
    team: teams.find((team) => team.name === name) ?? unlisted(name),
    placement,
  }));
}

function unlisted(name: string): Team {
  return { name, label: name, members: [], settings: {}, spare: false };
}
