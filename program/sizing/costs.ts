import type { Step } from "../steps";
import azure from "./azure.json";
import { clusterCosts } from "./cluster";
import { containerSize, type GeneratorKind } from "./generator";
import { hubCosts, type HubSize } from "./hub";
import type { Prices } from "./prices";

/** One part of a running challenge, with its price in USD. */
export interface HourlyCost {
  readonly component: string;
  /** From which step on it costs anything. */
  readonly step: Step;
  readonly perHour: number;
}

/** What runs. */
export interface RunningParts {
  /** Clicks per second. */
  readonly rate: number;
  readonly hub: Pick<HubSize, "tier" | "units">;
  /** Undefined: none, as serverless compute has. */
  readonly cluster: { readonly nodeType: string; readonly workers: number } | undefined;
  readonly generator: { readonly kind: GeneratorKind; readonly containers: number };
}

/** The part that costs only while it is awake. */
export const WAREHOUSE = "SQL warehouse";

/**
 * Prices whatever runs.
 *
 * @param prices @default those of `azure.json`
 * @returns each component; a warehouse's hour is one in which it is awake.
 * @throws RangeError for a node type without a price.
 */
export function hourlyCosts(
  { rate, hub, cluster, generator }: RunningParts,
  prices: Prices = azure,
): HourlyCost[] {
  const { units, events } = hubCosts(hub, rate, prices);
  const { lake, databricks, click, hoursPerMonth } = prices;
  const nodes = cluster && clusterCosts(cluster, prices);
  const writesPerHour = (lake.writesPerBatch.value * 3600) / lake.secondsPerBatch.value;
  const storedPerMonth = (rate * 3600 * hoursPerMonth * click.lakeBytes.value) / 1e9;
  const { vcpus, gigabytes } = containerSize(generator.kind);
  const perContainer =
    vcpus * prices.generator.vcpuHour.value + gigabytes * prices.generator.gigabyteHour.value;
  const line = (component: string, step: Step, perHour: number): HourlyCost => ({ component, step, perHour });
  return [
    line("Event Hubs, units", 1, units),
    line("Event Hubs, events", 5, events),
    ...(nodes
      ? [line("Databricks, machines", 6, nodes.machines), line("Databricks, DBUs", 6, nodes.dbus)]
      : []),
    line("Databricks, NAT gateway", 4, databricks.natGatewayHour.value),
    line("Lake, writes", 6, (writesPerHour / 10_000) * lake.tenThousandWrites.value),
    // What a month of clicks costs in the month after it: the bill of the first month is less.
    line("Lake, a month of clicks", 6, (storedPerMonth * lake.gigabyteMonth.value) / hoursPerMonth),
    line("Click generator", 5, generator.containers * perContainer),
    line(WAREHOUSE, 6, databricks.warehouseDbuPerHour.value * databricks.sqlServerlessDbu.value),
  ];
}
