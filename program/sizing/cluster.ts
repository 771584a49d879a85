import azure from "./azure.json";
import type { Prices } from "./prices";

/** A Databricks cluster that carries a rate. */
export interface ClusterSize {
  readonly nodeType: string;
  /** Setting `workers`: 0 is one node that is driver and worker at once. */
  readonly workers: number;
  /** Cores that run tasks: of the one node, or of all workers. */
  readonly cores: number;
  /** Clicks per second that it can catch up with at most. */
  readonly carries: number;
}

const { nodes, clicksPerSecondPerCore } = azure.databricks;

/** The share of its cores that a cluster may need for the steady rate, so that it catches up after a stop. */
const STEADY_SHARE = 0.5;

/** @returns cores of a node type, or undefined where the data file does not know it. */
export function coresOf(nodeType: string): number | undefined {
  return nodes.value.find((node) => node.nodeType === nodeType)?.cores;
}

/** @returns clicks per second that so many cores carry when they do nothing else. */
export function coresCarry(cores: number): number {
  return cores * clicksPerSecondPerCore.value;
}

/** The smallest single node for a rate; past the largest one, workers of that size. */
export function sizeCluster(rate: number): ClusterSize {
  const needed = Math.ceil(rate / (clicksPerSecondPerCore.value * STEADY_SHARE));
  const single = nodes.value.find((node) => node.cores >= needed);
  if (single) {
    return { nodeType: single.nodeType, workers: 0, cores: single.cores, carries: coresCarry(single.cores) };
  }
  const largest = nodes.value.reduce((a, b) => (b.cores > a.cores ? b : a));
  const workers = Math.ceil(needed / largest.cores);
  const cores = workers * largest.cores;
  return { nodeType: largest.nodeType, workers, cores, carries: coresCarry(cores) };
}

/** @returns USD per hour for the machines and for Databricks' units, the driver included. */
export function clusterCosts(
  cluster: Pick<ClusterSize, "nodeType" | "workers">,
  { databricks }: Prices,
): { machines: number; dbus: number } {
  const node = databricks.nodes.value.find(({ nodeType }) => nodeType === cluster.nodeType);
  if (!node) throw new RangeError(`no price is known for the node type "${cluster.nodeType}"`);
  const count = cluster.workers === 0 ? 1 : cluster.workers + 1;
  return { machines: count * node.hour, dbus: count * node.dbuPerHour * databricks.jobsPremiumDbu.value };
}
