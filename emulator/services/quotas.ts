import { familyOf } from "../core/vmSizes";
import { region as regionName } from "../core/arm";
import type { CloudResource } from "../core/cloudState";
import type { World } from "../core/model";
import { record, records } from "../core/properties";
import { machinesOf, runs } from "./jobs/cluster";

const JOB = "databricks:index/job:Job";
const WORKSPACE = "azure-native:databricks:Workspace";
const CONTAINER_GROUP = "azure-native:containerinstance:ContainerGroup";
const STORAGE_ACCOUNT = "azure-native:storage:StorageAccount";

/** How much of each quota: by the name that ARM's usages give it. */
type Usages = Readonly<Record<string, number>>;

/** @returns what this subscription uses in a region. */
export function usagesIn(world: World, region: string): Usages {
  const prefix = `/subscriptions/${world.identity.subscriptionId}/`.toLowerCase();
  const here = (type: string): readonly CloudResource[] =>
    world.state
      .resources(type)
      .filter(({ id, inputs }) => id.toLowerCase().startsWith(prefix) && isIn(inputs["location"], region));
  const workspaces = here(WORKSPACE);
  const groups = here(CONTAINER_GROUP);
  return {
    ...vcpusOf(world, new Set(workspaces.map(({ id }) => id))),
    // A workspace's machines reach out through a NAT gateway with a public IP address of its own.
    PublicIPAddresses: workspaces.length,
    ContainerGroups: groups.length,
    StandardCores: groups.reduce((sum, { inputs }) => sum + requestedBy(inputs, "cpu"), 0),
    StorageAccounts: here(STORAGE_ACCOUNT).length,
  };
}

function isIn(location: unknown, region: string): boolean {
  return typeof location === "string" && regionName(location) === region;
}

function vcpusOf(world: World, workspaces: ReadonlySet<string>): Usages {
  const running = world.state
    .resources(JOB)
    .filter(({ home, inputs }) => workspaces.has(home) && runs(inputs));
  const usages: Record<string, number> = { cores: 0 };
  for (const { nodeType, vcpus } of running.flatMap(({ inputs }) => machinesOf(inputs))) {
    for (const name of ["cores", familyOf(nodeType) ?? nodeType]) usages[name] = (usages[name] ?? 0) + vcpus;
  }
  return usages;
}

/** What the containers of a group ask for together. */
export function requestedBy(
  group: Readonly<Record<string, unknown>>,
  resource: "cpu" | "memoryInGB",
): number {
  return records({ ...group }, "containers")
    .map((each) => record(record(each, "resources"), "requests")[resource])
    .reduce<number>((sum, requested) => sum + (typeof requested === "number" ? requested : 0), 0);
}

/** A quota that a request would exceed. */
export interface ExceededQuota {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
  readonly wanted: number;
}

/**
 * @param wanted what a request needs in addition.
 * @returns the first quota of the region that it exceeds; undefined where it has room, or no quota is set.
 */
export function exceededQuota(world: World, location: unknown, wanted: Usages): ExceededQuota | undefined {
  const region = typeof location === "string" ? regionName(location) : "";
  const quotas = world.limits.quotas[region];
  if (quotas === undefined) return undefined;
  const used = usagesIn(world, region);
  for (const [name, amount] of Object.entries(wanted)) {
    const limit = quotas[name];
    if (limit !== undefined && (used[name] ?? 0) + amount > limit)
      return { name, limit, used: used[name] ?? 0, wanted: amount };
  }
  return undefined;
}
