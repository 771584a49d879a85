import type { Settings } from "../../program/settings";
import { hourlyCosts, WAREHOUSE, type HourlyCost } from "../../program/sizing/costs";
import type { Prices } from "../../program/sizing/prices";
import type { StepHours } from "../story/teamStory";

/** What one component of a team costs, in USD. */
export interface ComponentCost extends HourlyCost {
  readonly hours: number;
  readonly cost: number;
}

/** @returns undefined where the compute has no price here. */
export function clusterOf(
  { compute, nodeType, workers }: Settings,
  prices: Prices,
): { nodeType: string; workers: number } | undefined {
  const known = prices.databricks.nodes.value.some((node) => node.nodeType === nodeType);
  return compute === "jobCluster" && known ? { nodeType, workers } : undefined;
}

/** @returns what each component of a team costs an hour; without the warehouse, which costs only while it is awake. */
export function hourlyCostsOf(settings: Settings, prices: Prices): HourlyCost[] {
  const parts = {
    rate: settings.clicksPerSecond ?? prices.generator.imageClicksPerSecond.value,
    hub: { tier: "Standard", units: settings.throughputUnits },
    cluster: clusterOf(settings, prices),
    generator: { kind: settings.generator, containers: 1 },
  } as const;
  return hourlyCosts(parts, prices).filter(({ component }) => component !== WAREHOUSE);
}

/** @returns each component with the hours in which a team has it, and what they cost. */
export function costOfHours(
  settings: Settings,
  stays: readonly StepHours[],
  prices: Prices,
): ComponentCost[] {
  return hourlyCostsOf(settings, prices).map((each) => {
    const hours = stays.reduce((sum, stay) => sum + (stay.step >= each.step ? stay.hours : 0), 0);
    return { ...each, hours, cost: hours * each.perHour };
  });
}
