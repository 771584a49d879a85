import azure from "./azure.json";
import { sizeCluster, type ClusterSize } from "./cluster";
import { hourlyCosts, WAREHOUSE } from "./costs";
import type { GeneratorKind } from "./generator";
import { maxPartitions, sizeHub, type HubSize } from "./hub";

/** What is to be carried. */
export interface Load {
  /** Clicks per second, all the time. More than 0. */
  readonly clicksPerSecond: number;
  /**
   * How many times the steady rate a peak is; what inflates by itself is sized for the peak.
   * @default 1.5
   */
  readonly peakFactor?: number;
  /**
   * Bytes of one click on the wire, key and record overhead included.
   * @default 128
   */
  readonly bytesPerClick?: number;
  /**
   * Whether a serverless SQL warehouse answers the dashboard all the time.
   * @default false
   */
  readonly dashboard?: boolean;
}

/** One line of the bill, in USD. */
export interface Cost {
  readonly component: string;
  readonly perHour: number;
  /** 730 hours. */
  readonly perMonth: number;
}

/** What stops the rate from growing first, with everything else as sized. */
export interface Bottleneck {
  readonly component: "generator" | "event hub units" | "partitions" | "Spark";
  /** Clicks per second at which it stops. */
  readonly at: number;
  /** What to change then. */
  readonly remedy: string;
}

/** Everything that carries a load, what it costs, and what gives way first. */
export interface Sizing {
  readonly hub: HubSize;
  readonly partitions: number;
  readonly cluster: ClusterSize;
  readonly generator: { readonly kind: GeneratorKind; readonly containers: number };
  readonly costs: readonly Cost[];
  readonly total: { readonly perHour: number; readonly perMonth: number };
  readonly firstBottleneck: Bottleneck;
  /** What settings alone cannot do, in words; empty where they can. */
  readonly changes: readonly string[];
}

/** Partitions for the bytes, for the units (a recommended balance) and for every core to have one to read. */
function sizePartitions(hub: HubSize, cluster: ClusterSize, peakBytes: number): number {
  const perPartition = azure.eventHubs.bytesPerSecondPerPartition.value;
  const wanted = Math.max(Math.ceil(peakBytes / perPartition), hub.maxUnits, cluster.cores);
  return Math.min(maxPartitions(hub.tier), wanted);
}

function sizeGenerator(rate: number, peak: number): Sizing["generator"] {
  const { imageClicksPerSecond, ownClicksPerSecond } = azure.generator;
  return rate <= imageClicksPerSecond.value
    ? { kind: "image", containers: 1 }
    : { kind: "builtin", containers: Math.ceil(peak / ownClicksPerSecond.value) };
}

function costsOf(
  rate: number,
  dashboard: boolean,
  sized: Pick<Sizing, "hub" | "cluster" | "generator">,
): Cost[] {
  const { hub, cluster, generator } = sized;
  return hourlyCosts({ rate, hub, cluster, generator })
    .filter(({ component }) => dashboard || component !== WAREHOUSE)
    .map(({ component, perHour }) => ({ component, perHour, perMonth: perHour * azure.hoursPerMonth }));
}

function unitsRemedy({ tier, maxUnits }: HubSize): string {
  if (tier === "Premium") return "more processing units, past 16 an Event Hubs Dedicated cluster";
  if (tier === "Dedicated") return "more capacity units, past 20 a second cluster and hub";
  return maxUnits < azure.eventHubs.standard.maxUnits.value
    ? "raise `maxThroughputUnits`"
    : "Standard ends here: Event Hubs Premium";
}

function bottleneckOf(sized: Omit<Sizing, "costs" | "total" | "firstBottleneck" | "changes">, bytes: number) {
  const perPartition = azure.eventHubs.bytesPerSecondPerPartition.value / bytes;
  const limits: Bottleneck[] = [
    { component: "event hub units", at: sized.hub.carries, remedy: unitsRemedy(sized.hub) },
    {
      component: "partitions",
      at: Math.floor(sized.partitions * perPartition),
      remedy:
        sized.partitions < maxPartitions(sized.hub.tier)
          ? "raise `partitions`"
          : "the tier allows no more partitions: the next tier, or a second hub",
    },
    {
      component: "Spark",
      at: sized.cluster.carries,
      remedy: sized.cluster.workers === 0 ? "a larger `nodeType`, then `workers`" : "more `workers`",
    },
  ];
  if (sized.generator.kind === "image") {
    limits.push({
      component: "generator",
      at: azure.generator.imageClicksPerSecond.value,
      remedy: "set `generator` to `builtin`, and `clicksPerSecond`",
    });
  }
  return limits.reduce((first, limit) => (limit.at < first.at ? limit : first));
}

function changesFor({ hub, generator }: Pick<Sizing, "hub" | "generator">): string[] {
  const changes: string[] = [];
  if (hub.tier === "Premium") {
    changes.push(
      `components/eventStream.ts: namespace with SKU Premium and ${hub.units} processing units instead of throughput units; auto-inflate does not apply`,
    );
  }
  if (hub.tier === "Dedicated") {
    changes.push(
      `components/eventStream.ts: namespace in an Event Hubs cluster of ${hub.units} capacity units (\`clusterArmId\`), billed for at least 4 hours`,
    );
  }
  if (generator.containers > 1) {
    changes.push(
      `components/challenge.ts: ${generator.containers} click generators, each with its share of the rate`,
    );
  }
  return changes;
}

function refuseUnless(right: boolean, name: keyof Load, value: number, allowed: string): void {
  if (!right || !Number.isFinite(value)) {
    throw new RangeError(`${name} is ${value}: it must be a finite number, ${allowed}`);
  }
}

/**
 * Sizes the whole pipeline for a rate, from documented limits, dated list prices and figures measured on a laptop
 * (all in `azure.json`, each with its source).
 *
 * @throws RangeError for a rate that is not a positive number, or that no Event Hubs cluster carries.
 */
export function sizeFor(load: Load): Sizing {
  const {
    clicksPerSecond: rate,
    peakFactor = 1.5,
    bytesPerClick = azure.click.bytes.value,
    dashboard = false,
  } = load;
  refuseUnless(rate > 0, "clicksPerSecond", rate, "more than 0");
  refuseUnless(peakFactor >= 1, "peakFactor", peakFactor, "at least 1");
  refuseUnless(bytesPerClick >= 1, "bytesPerClick", bytesPerClick, "at least 1");
  const peak = rate * peakFactor;
  const hub = sizeHub(rate, peak, bytesPerClick);
  const cluster = sizeCluster(rate);
  const partitions = sizePartitions(hub, cluster, peak * bytesPerClick);
  const generator = sizeGenerator(rate, peak);
  const costs = costsOf(rate, dashboard, { hub, cluster, generator });
  return {
    hub,
    partitions,
    cluster,
    generator,
    costs,
    total: {
      perHour: costs.reduce((sum, cost) => sum + cost.perHour, 0),
      perMonth: costs.reduce((sum, cost) => sum + cost.perMonth, 0),
    },
    firstBottleneck: bottleneckOf({ hub, cluster, partitions, generator }, bytesPerClick),
    changes: changesFor({ hub, generator }),
  };
}
