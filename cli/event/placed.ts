import type { Placement, Team } from "../../event/file/model";
import { placeTeams } from "../../event/places/placeTeams";
import type { PlacedTeam } from "../../event/run/operation";
import type { OperatedEvent } from "./operate";

/**
 * Where the teams are, or go: those that have no stack first, because the first team of a command shows whether the
 * others can follow.
 *
 * @throws Error naming the teams that no place takes.
 */
export function placed({ event, standing, teams }: OperatedEvent, step?: number): readonly PlacedTeam[] {
  const { places } = event;
  const rooms = places.flatMap(({ subscription, regions }) =>
    regions.map((region) => ({ subscription, region, limits: {} })),
  );
  const answer = placeTeams({
    places,
    rooms,
    // Every team of the event: where one goes does not depend on which are named.
    teams: event.teams.map(({ name }) => ({ name, needs: {} })),
    standing: new Map([...standing].map(([name, { placement }]) => [name, { placement, pending: {} }])),
  });
  const without = teams.filter(({ name }) => answer.unplaced.includes(name));
  if (without.length > 0)
    throw new Error(
      `no place takes ${without.map(({ name }) => name).join(", ")}: raise \`most\` of a place, or add one`,
    );
  const all = teams.map((team) => ({ team, placement: answer.placed.get(team.name) as Placement, step }));
  return [
    ...all.filter(({ team }) => !standing.has(team.name)),
    ...all.filter(({ team }) => standing.has(team.name)),
  ];
}

/** Whatever has a stack, also a team that the file no longer has: it is named by its stack. */
export function standingTeams(
  { standing, teams }: OperatedEvent,
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
