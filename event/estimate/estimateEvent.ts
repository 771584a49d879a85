import dated from "../../program/sizing/azure.json";
import type { Prices } from "../../program/sizing/prices";
import type { Step } from "../../program/steps";
import { clusterOf, costOfHours, hourlyCostsOf, type ComponentCost } from "../cost/stepCosts";
import type { EventFile } from "../file/model";
import type { StepHours } from "../story/teamStory";
import { plansOf, type TeamPlan } from "../places/needs";

export interface TeamEstimate {
  readonly team: string;
  /** Of the furthest step, warehouse aside. */
  readonly perHour: number;
  readonly components: readonly ComponentCost[];
  readonly cost: number;
}

/** What an event costs, in USD at list prices. */
export interface EventEstimate {
  /** Day of the prices. */
  readonly asOf: string;
  /** What the prices are for. */
  readonly region: string;
  /** Hours of the schedule in which teams are at each step; none without a schedule. */
  readonly hours: Readonly<Partial<Record<Step, number>>>;
  readonly teams: readonly TeamEstimate[];
  readonly cost: number;
  /** What the figures leave out, and how the budget compares. */
  readonly notes: readonly string[];
}

const HOUR = 3_600_000;

/** By what an event is priced. */
export interface PriceList {
  readonly prices: Prices;
  /** What is to be known of them. */
  readonly notes: readonly string[];
}

/**
 * Estimates what the teams of an event cost over its schedule.
 *
 * @param list @default the dated prices of `program/sizing`
 */
export function estimateEvent(
  event: EventFile,
  { prices, notes }: PriceList = { prices: dated, notes: [] },
): EventEstimate {
  const plans = plansOf(event);
  const teams = plans.map((plan) => estimateTeam(plan, stays(event, plan.settings.throughStep), prices));
  return {
    asOf: prices.asOf,
    region: prices.region,
    hours: hoursByStep(stays(event, Math.max(...plans.map(({ step }) => step)) as Step)),
    teams,
    cost: teams.reduce((sum, { cost }) => sum + cost, 0),
    notes: [...notes, ...notesOn(event, plans, prices), ...budgetNotes(event, teams)],
  };
}

/**
 * @param own step of a team whose `up` names none.
 * @returns what the schedule says, up to the end of the day on which the event expires.
 */
function stays({ schedule, expires }: EventFile, own: Step): StepHours[] {
  const end = Date.parse(`${expires}T00:00:00Z`) + 24 * HOUR;
  return schedule.flatMap(({ at, verb, step = own }, index) => {
    const until = schedule[index + 1]?.at.valueOf() ?? Math.max(end, at.valueOf());
    return verb === "down" ? [] : [{ step, hours: (until - at.valueOf()) / HOUR }];
  });
}

function hoursByStep(all: readonly StepHours[]): EventEstimate["hours"] {
  const sums: Partial<Record<Step, number>> = {};
  for (const { step, hours } of all) sums[step] = (sums[step] ?? 0) + hours;
  return sums;
}

function estimateTeam(
  { team, settings, step }: TeamPlan,
  hours: readonly StepHours[],
  prices: Prices,
): TeamEstimate {
  const running = hourlyCostsOf(settings, prices).filter((each) => each.step <= step);
  const components = costOfHours(settings, hours, prices);
  return {
    team: team.name,
    perHour: running.reduce((sum, { perHour }) => sum + perHour, 0),
    components,
    cost: components.reduce((sum, { cost }) => sum + cost, 0),
  };
}

function notesOn({ schedule }: EventFile, plans: readonly TeamPlan[], prices: Prices): string[] {
  const unpriced = plans.filter(
    ({ settings, step }) => step >= 6 && clusterOf(settings, prices) === undefined,
  );
  const names = (some: readonly TeamPlan[]): string => some.map(({ team }) => team.name).join(", ");
  const { warehouseDbuPerHour, sqlServerlessDbu } = prices.databricks;
  const awake = warehouseDbuPerHour.value * sqlServerlessDbu.value;
  const withWarehouse = plans.filter(
    ({ settings, step }) => step >= 6 && settings.dashboard && settings.lakeAccess === "unityCatalog",
  );
  return [
    ...(schedule.length === 0
      ? ["no schedule, so no hours: what a team costs an hour is all that is known"]
      : []),
    ...(unpriced.length > 0
      ? [`without the job's compute, which has no price here: ${names(unpriced)}`]
      : []),
    ...(withWarehouse.length > 0
      ? [
          `without the SQL warehouses: ${withWarehouse.length}, each ${awake.toFixed(2)} USD for an hour in which it is awake`,
        ]
      : []),
    "without what members start themselves, traffic, and tax",
  ];
}

function budgetNotes({ budget }: EventFile, teams: readonly TeamEstimate[]): string[] {
  if (budget === undefined) return [];
  const { perTeamPerDay, currency } = budget;
  if (currency !== "USD") return [`the budget is in ${currency}: not compared with prices in USD`];
  const over = teams
    .filter(({ perHour }) => perHour * 24 > perTeamPerDay)
    .map(({ team, perHour }) => `${team} ${(perHour * 24).toFixed(2)}`);
  return over.length > 0
    ? [`a day at the furthest step is above the budget of ${perTeamPerDay} USD: ${over.join(", ")}`]
    : [];
}
