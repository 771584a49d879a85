import dated from "../../program/sizing/azure.json";
import type { Prices } from "../../program/sizing/prices";
import type { EventFile, Team } from "../file/model";
import { readTeamSettings } from "../file/teamSettings";
import { hoursAt, type TeamStory } from "../story/teamStory";
import { clusterOf, costOfHours, type ComponentCost } from "./stepCosts";

/** What a team has cost until now, in USD: computed from hours and list prices, and not what Azure bills. */
export interface CostSoFar {
  readonly team: string;
  readonly cost: number;
  readonly components: readonly ComponentCost[];
  /** What the sum leaves out besides {@link NEVER_COUNTED}. */
  readonly notes: readonly string[];
}

/** What no computed cost has in it. */
export const NEVER_COUNTED = "SQL warehouses, what members start themselves, traffic, and tax";

/**
 * Computes what a team has cost by the hours of the event's journal, at the settings that the event's file has for it now.
 *
 * @param now end of what still stands.
 * @param prices @default the dated prices of `program/sizing`
 */
export function costSoFar(event: EventFile, story: TeamStory, now: Date, prices: Prices = dated): CostSoFar {
  const settings = readTeamSettings(event, teamNamed(event, story.team));
  const hours = hoursAt(story, now);
  const components = costOfHours(settings, hours, prices);
  const ranJob = hours.some(({ step }) => step >= 6);
  const isPriced = clusterOf(settings, prices) !== undefined;
  return {
    team: story.team,
    cost: components.reduce((sum, { cost }) => sum + cost, 0),
    components,
    notes: ranJob && !isPriced ? ["without the job's compute, which has no price here"] : [],
  };
}

/** A team that was removed from the file had the settings of all teams, for all that is known. */
function teamNamed({ teams }: EventFile, name: string): Team {
  const unlisted = { name, label: name, members: [], settings: {}, spare: false };
  return teams.find((team) => team.name === name) ?? unlisted;
}
