import type { Placement } from "../file/model";
import { quantities, quantityOf, type NodeSize } from "../places/needs";
import type { RegionLimit } from "../places/model";
import type { Answer, ArmObject, ArmReader } from "./armReader";
import { about, shortId, type Finding } from "./finding";

/** Who lists which usages, in which version; each is `…/providers/NAME/locations/REGION/usages`. */
const usageLists: readonly (readonly [string, string])[] = [
  ["Microsoft.Compute", "2024-11-01"],
  ["Microsoft.ContainerInstance", "2023-05-01"],
  ["Microsoft.Network", "2024-05-01"],
  ["Microsoft.Storage", "2024-01-01"],
];
const SKUS = "2021-07-01";

/** A quota with the name that people know it by. */
export interface NamedLimit {
  readonly shown: string;
  readonly limit: number;
  readonly used: number;
}

/** What one region told. */
export interface RegionAnswer extends Placement {
  readonly limits: ReadonlyMap<string, NamedLimit>;
  /** Who did not tell its quotas. */
  readonly silent: ReadonlySet<string>;
  /** Sizes of the event's nodes, by their names in lower case. */
  readonly sizes: ReadonlyMap<string, NodeSize>;
  /** Whether it offers every size that the event wants, as far as is known. */
  readonly isOffered: boolean;
  readonly findings: readonly Finding[];
}

export function placeName({ subscription, region }: Placement): string {
  return `${region} of ${shortId(subscription)}`;
}

/** Asks which VM sizes a region offers, and for all its quotas. */
export async function askRegion(
  reader: ArmReader,
  placement: Placement,
  nodeTypes: readonly string[],
): Promise<RegionAnswer> {
  const root = `/subscriptions/${placement.subscription}/providers`;
  const usages = usageLists.map(([provider, version]) =>
    reader.list(`${root}/${provider}/locations/${placement.region}/usages`, version),
  );
  // No team's cluster, no VM to look for.
  const skus =
    nodeTypes.length === 0
      ? { value: [] }
      : await reader.list(`${root}/Microsoft.Compute/skus`, SKUS, `location eq '${placement.region}'`);
  const limits = new Map<string, NamedLimit>();
  const silent = new Set<string>();
  const findings: Finding[] = [];
  for (const [index, answer] of (await Promise.all(usages)).entries()) {
    const [provider = ""] = usageLists[index] ?? [];
    const why = readUsages(answer, limits);
    if (why !== undefined) silent.add(provider);
    if (why !== undefined) findings.push(about(`quotas of ${provider}`, placeName(placement)).unknown(why));
  }
  const sizes = new Map<string, NodeSize>();
  const offers = nodeTypes.map((nodeType) => judgeSize(placement, nodeType, skus, sizes));
  return {
    ...placement,
    limits,
    silent,
    sizes,
    isOffered: offers.every(({ verdict }) => verdict !== "fail"),
    findings: [...offers, ...findings],
  };
}

/** @returns why nothing is known; undefined where something is. An empty answer is no limit of zero. */
function readUsages(
  answer: Answer<readonly ArmObject[]>,
  limits: Map<string, NamedLimit>,
): string | undefined {
  if ("unknown" in answer) return answer.unknown;
  let count = 0;
  for (const { name, currentValue, limit } of answer.value) {
    const { value, localizedValue } = (name ?? {}) as { value?: unknown; localizedValue?: unknown };
    // Some services write their numbers as text (`az network list-usages`, Azure/azure-cli#5183).
    const [used, most] = [Number(currentValue), Number(limit)];
    if (
      typeof value !== "string" ||
      currentValue === undefined ||
      limit === undefined ||
      Number.isNaN(used + most)
    )
      continue;
    // -1 stands for no limit (Azure/azure-sdk-for-python#35139).
    if (most < 0) continue;
    limits.set(quantityOf(value), {
      shown: typeof localizedValue === "string" && localizedValue !== "" ? localizedValue : value,
      limit: most,
      used,
    });
    count += 1;
  }
  return count === 0 ? "the list is empty" : undefined;
}

function judgeSize(
  placement: Placement,
  nodeType: string,
  answer: Answer<readonly ArmObject[]>,
  sizes: Map<string, NodeSize>,
): Finding {
  const say = about("VM size", `${nodeType} in ${placeName(placement)}`);
  if ("unknown" in answer) return say.unknown(answer.unknown);
  if (answer.value.length === 0) return say.unknown("the list of sizes is empty");
  const wanted = nodeType.toLowerCase();
  const size = answer.value.find(
    ({ resourceType, name }) => resourceType === "virtualMachines" && String(name).toLowerCase() === wanted,
  );
  const remedy = "Choose another nodeType, or leave the region out.";
  if (size === undefined) return say.fail("the region does not offer it", remedy);
  const { family, capabilities, restrictions } = size;
  const vcpus = Number(objects(capabilities).find(({ name }) => name === "vCPUs")?.["value"]);
  if (typeof family !== "string" || !(vcpus > 0))
    return say.unknown("the list does not tell its family and vCPUs");
  sizes.set(wanted, { family, vcpus });
  // A restriction of zones leaves others; one of the location leaves nothing (ResourceSkuRestrictionsType).
  const closed = objects(restrictions).find(({ type }) => type === "Location");
  if (closed !== undefined)
    return say.fail(
      `not for this subscription: ${String(closed["reasonCode"])}`,
      `${remedy} Support can lift it.`,
    );
  return say.ok(`offered: ${vcpus} vCPUs of ${family}`);
}

function objects(value: unknown): readonly ArmObject[] {
  return Array.isArray(value) ? (value as ArmObject[]) : [];
}

/** @returns the limits as the placement takes them: what is reserved for members' clusters is in them. */
export function roomOf(
  { limits, sizes }: RegionAnswer,
  reservedVcpus: number,
): Readonly<Record<string, RegionLimit>> {
  const families = [...sizes.values()].map(({ family }) => quantityOf(family));
  return Object.fromEntries(
    [...limits].map(([quantity, { limit, used }]) => {
      const isVcpus = quantity === quantities.regionalVcpus || families.includes(quantity);
      return [quantity, { limit, used, reserved: isVcpus ? reservedVcpus : 0 }];
    }),
  );
}
