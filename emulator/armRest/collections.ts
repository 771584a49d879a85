import type { Properties } from "../core/cloudApi";
import { AzureError } from "../core/errors";
import type { World } from "../core/model";
import { isObject } from "../core/properties";
import { vmSizes } from "../core/vmSizes";
import { usagesIn } from "../services/quotas";
import { runs } from "../services/jobs/cluster";
import { genericResource, inSubscription, listInGroup, listOfType } from "./lists";

/** A request for a list, or for something that is no resource. */
export interface ArmQuestion {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What answers it; undefined: the address is a resource's. */
type CollectionAnswer = (world: World, question: ArmQuestion, found: readonly string[]) => unknown;

/** Limits that nobody has set in {@link World}: as those of a subscription that has been used for a while. */
const usual: Readonly<Record<string, number>> = {
  cores: 1000,
  standardDDSv5Family: 1000,
  standardDSv3Family: 1000,
  standardEDSv5Family: 1000,
  ContainerGroups: 1000,
  StandardCores: 1000,
  PublicIPAddresses: 1000,
  StorageAccounts: 250,
};

const localized: Readonly<Record<string, string>> = {
  cores: "Total Regional vCPUs",
  ContainerGroups: "Container Groups",
  StandardCores: "Standard Cores",
  PublicIPAddresses: "Public IP Addresses",
  StorageAccounts: "Storage Accounts",
};

/** Which provider lists which usages. */
const usagesOf: Readonly<Record<string, (name: string) => boolean>> = {
  "microsoft.compute": (name) => name === "cores" || name.endsWith("Family"),
  "microsoft.containerinstance": (name) => ["ContainerGroups", "StandardCores"].includes(name),
  "microsoft.network": (name) => name === "PublicIPAddresses",
  "microsoft.storage": (name) => name === "StorageAccounts",
};

const routes: readonly (readonly [RegExp, CollectionAnswer])[] = [
  [/^\/subscriptions\/[^/]+$/i, describeSubscription],
  [/^\/subscriptions\/[^/]+\/resourcegroups$/i, (world) => ({ value: groups(world) })],
  [
    /^\/subscriptions\/[^/]+\/resources$/i,
    (world, { query }) => ({ value: resources(world, query["$filter"]) }),
  ],
  [
    /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)\/resources$/i,
    (world, _, [group = ""]) => listInGroup(world, group),
  ],
  [/^\/subscriptions\/[^/]+\/providers\/Microsoft\.Authorization\/permissions$/i, permissions],
  [/^\/subscriptions\/[^/]+\/providers\/Microsoft\.Compute\/skus$/i, skus],
  [/^\/subscriptions\/[^/]+\/providers\/([^/]+)\/locations\/([^/]+)\/usages$/i, usages],
  [
    /^\/subscriptions\/[^/]+\/providers\/([^/]+)$/i,
    (world, _, [namespace = ""]) => provider(world, namespace),
  ],
  [
    /^\/subscriptions\/[^/]+\/providers\/([^/]+\/[^/]+)$/i,
    (world, _, [armType = ""]) => listOfType(world, armType),
  ],
];

/** @returns whether a list comes in pages: these two have none (`x-ms-pageable` without a link, as their SDKs read them). */
export function hasPages(path: string): boolean {
  return !/\/providers\/Microsoft\.(?:Storage|ContainerInstance)\/locations\/[^/]+\/usages$/i.test(path);
}

/** @returns what ARM answers to a question that names no resource; undefined where it names one. */
export function answerCollection(world: World, question: ArmQuestion): unknown {
  for (const [pattern, answer] of routes) {
    const found = pattern.exec(question.path);
    if (found) return answer(world, question, found.slice(1));
  }
  return undefined;
}

/** Registers a resource provider: `POST …/providers/NAMESPACE/register`. */
export function register(world: World, path: string): unknown {
  const namespace = /\/providers\/([^/]+)\/register$/i.exec(path)?.[1];
  if (namespace === undefined) return undefined;
  world.limits.unregistered.delete(namespace);
  return provider(world, namespace);
}

/** azure-rest-api-specs, resources, stable/2022-12-01/subscriptions.json. */
function describeSubscription({ identity, limits }: World): unknown {
  return {
    id: `/subscriptions/${identity.subscriptionId}`,
    subscriptionId: identity.subscriptionId,
    tenantId: identity.tenantId,
    displayName: "Hackathon",
    state: limits.subscriptionState,
  };
}

/** `Provider` in @azure/arm-resources. */
function provider({ identity, limits }: World, namespace: string): unknown {
  return {
    id: `/subscriptions/${identity.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationState: limits.unregistered.has(namespace) ? "NotRegistered" : "Registered",
  };
}

/** What Owner may do; else Contributor, as its definition has it (learn.microsoft.com, built-in roles). */
function permissions({ limits }: World): unknown {
  const notActions = [
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
  ];
  return { value: [{ actions: ["*"], notActions: limits.mayAssignRoles ? [] : notActions }] };
}

/** azure-rest-api-specs, compute, Skus/stable/2021-07-01/skus.json: only `location` can be filtered by. */
function skus({ limits }: World, { query }: ArmQuestion): unknown {
  const region = /^location eq '([^']+)'$/.exec(query["$filter"] ?? "")?.[1] ?? "";
  const value = vmSizes.flatMap(({ name, family, vcpus }) => {
    const restricted = limits.restrictedSizes.find((each) => each.size === name && each.region === region);
    if (restricted?.reason === "notListed") return [];
    const restrictions = restricted
      ? [
          {
            type: "Location",
            values: [region],
            restrictionInfo: { locations: [region] },
            reasonCode: restricted.reason,
          },
        ]
      : [];
    const capabilities = [{ name: "vCPUs", value: String(vcpus) }];
    return [
      { resourceType: "virtualMachines", name, family, locations: [region], capabilities, restrictions },
    ];
  });
  const disk = {
    resourceType: "disks",
    name: "Premium_LRS",
    locations: [region],
    capabilities: [],
    restrictions: [],
  };
  return { value: [disk, ...value] };
}

/** The same shape of all providers: `Usage` in @azure/arm-storage and @azure/arm-containerinstance. */
function usages(world: World, _: ArmQuestion, [namespace = "", region = ""]: readonly string[]): unknown {
  const isListed = usagesOf[namespace.toLowerCase()];
  if (isListed === undefined) return undefined;
  const used = usagesIn(world, region);
  const limits = { ...usual, ...world.limits.quotas[region] };
  const value = Object.entries(limits).flatMap(([name, limit]) =>
    isListed(name)
      ? [
          {
            unit: "Count",
            currentValue: used[name] ?? 0,
            limit,
            name: { value: name, localizedValue: localized[name] ?? name },
          },
        ]
      : [],
  );
  return { value };
}

function groups(world: World): unknown[] {
  return inSubscription(world)
    .filter(({ type }) => type === "azure-native:resources:ResourceGroup")
    .map(({ id, outputs }) => ({ id, ...outputs }));
}

/** Those of the type that a filter names (`resourceType eq 'A'`), or with the tag (`tagName eq 'A' and tagValue eq 'B'`). */
function resources(world: World, filter = ""): unknown[] {
  const types = [...filter.matchAll(/resourceType eq '([^']+)'/g)].map(([, type = ""]) => type.toLowerCase());
  const [, tag = "", wanted = ""] = /^tagName eq '([^']+)' and tagValue eq '([^']+)'$/.exec(filter) ?? [];
  const stored = inSubscription(world).flatMap((each) => {
    const { type, tags } = each.outputs;
    const isAsked =
      (typeof type === "string" && types.includes(type.toLowerCase())) ||
      (isObject(tags) && tags[tag] === wanted && type !== "Microsoft.Resources/resourceGroups");
    return isAsked ? [genericResource(each)] : [];
  });
  const machines = types.includes("microsoft.compute/virtualmachines") ? machinesIn(world) : [];
  return [...stored, ...machines];
}

/** Databricks keeps a cluster's machines in the workspace's managed group. */
function machinesIn(world: World): Properties[] {
  return world.state.resources("databricks:index/job:Job").flatMap(({ id, home, inputs }) => {
    const workspace = inSubscription(world).find((each) => each.id === home);
    const group = workspace?.inputs["managedResourceGroupId"];
    if (typeof group !== "string" || !runs(inputs)) return [];
    const type = "Microsoft.Compute/virtualMachines";
    return [
      { id: `${group}/providers/${type}/${id}`, name: id, type, location: workspace?.inputs["location"] },
    ];
  });
}

/** @throws what ARM says of a subscription that is not there, or not for this identity to see. */
export function subscriptionNotFound(id: string): AzureError {
  return new AzureError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
}
