import type { ArmObject, ArmReader } from "../check/armReader";
import { nameIn, ownOfGroup, ownOfManagedGroup } from "./ownNames";
import type {
  Listed,
  SeenBudget,
  SeenConnector,
  SeenContainers,
  SeenGroup,
  SeenResource,
  SeenRole,
  SeenSubscription,
  SeenWorkspace,
  Tags,
} from "./seen";

/*
 * The lists of a subscription, in the versions of Azure's own clients (@azure/arm-resources, arm-databricks,
 * arm-containerinstance, arm-authorization: `listBySubscription` and its like); budgets as in azure-rest-api-specs,
 * consumption/resource-manager/Microsoft.Consumption/stable/2023-05-01/consumption.json, `Budgets_List`.
 */
const versions = {
  resources: "2021-04-01",
  workspaces: "2026-01-01",
  connectors: "2023-05-01",
  containerGroups: "2023-05-01",
  budgets: "2023-05-01",
  roleAssignments: "2022-04-01",
} as const;

/** Versions of what is deleted by its id. */
export const deletionVersions = {
  containerGroup: versions.containerGroups,
  budget: versions.budgets,
  roleAssignment: versions.roleAssignments,
} as const;

/** Lists what a subscription has. */
export async function lookAtSubscription(reader: ArmReader, subscription: string): Promise<SeenSubscription> {
  const root = `/subscriptions/${subscription}`;
  const list = async <T>(
    path: string,
    version: string,
    read: (each: ArmObject) => T[],
  ): Promise<Listed<T>> => {
    const answer = await reader.list(`${root}${path}`, version);
    return "value" in answer ? { value: answer.value.flatMap(read) } : { unknown: answer.unknown };
  };
  const provider = (type: string): string => `/providers/Microsoft.${type}`;
  const [groups, workspaces, connectors, containerGroups, budgets, roleAssignments] = await Promise.all([
    list("/resourcegroups", versions.resources, groupIn),
    list(provider("Databricks/workspaces"), versions.workspaces, workspaceIn),
    list(provider("Databricks/accessConnectors"), versions.connectors, connectorIn),
    list(provider("ContainerInstance/containerGroups"), versions.containerGroups, containersIn),
    list(provider("Consumption/budgets"), versions.budgets, budgetIn),
    list(provider("Authorization/roleAssignments"), versions.roleAssignments, roleIn),
  ]);
  const contents = (name: string): Promise<Listed<SeenResource>> =>
    list(`/resourceGroups/${name}/resources`, versions.resources, resourceIn);
  return {
    subscription,
    groups: "value" in groups ? { value: await withContents(groups.value, contents) } : groups,
    workspaces,
    connectors,
    containerGroups,
    budgets,
    roleAssignments,
  };
}

/** What is in the groups that have names of the program: one request each. */
async function withContents(
  groups: readonly SeenGroup[],
  contents: (name: string) => Promise<Listed<SeenResource>>,
): Promise<SeenGroup[]> {
  return await Promise.all(
    groups.map(async (group) => {
      const isOfProgram = ownOfGroup(group.name) ?? ownOfManagedGroup(group.name);
      return isOfProgram === undefined ? group : { ...group, contents: await contents(group.name) };
    }),
  );
}

function groupIn(each: ArmObject): SeenGroup[] {
  return resourceIn(each).map((found) => ({
    ...found,
    name: nameIn(found.id),
    managedBy: textIn(each, "managedBy")?.toLowerCase(),
    contents: undefined,
  }));
}

function resourceIn(each: ArmObject): SeenResource[] {
  const id = idIn(each);
  return id === undefined ? [] : [{ id, tags: tagsIn(each["tags"]) }];
}

function workspaceIn(each: ArmObject): SeenWorkspace[] {
  const { workspaceUrl, workspaceId, managedResourceGroupId } = propertiesIn(each);
  const region = textIn(each, "location") ?? "";
  return resourceIn(each).map((found) => ({
    ...found,
    region: region.toLowerCase().replaceAll(" ", ""),
    url: String(workspaceUrl ?? ""),
    number: String(workspaceId ?? ""),
    managedGroup: String(managedResourceGroupId ?? "").toLowerCase(),
  }));
}

function connectorIn(each: ArmObject): SeenConnector[] {
  const id = idIn(each);
  const { principalId } = (each["identity"] ?? {}) as { principalId?: unknown };
  return id !== undefined && typeof principalId === "string"
    ? [{ id, principal: principalId.toLowerCase() }]
    : [];
}

function containersIn(each: ArmObject): SeenContainers[] {
  const id = idIn(each);
  const containers = objectsIn(propertiesIn(each)["containers"]);
  const variables = containers.flatMap((one) => objectsIn(propertiesIn(one)["environmentVariables"]));
  const hostNames = variables.flatMap((one) =>
    one["name"] === "hostName" ? (textIn(one, "value") ?? []) : [],
  );
  return id === undefined ? [] : [{ id, hostNames }];
}

/** `BudgetFilter` there: one condition, or several under `and`. */
function budgetIn(each: ArmObject): SeenBudget[] {
  const id = idIn(each);
  const filter = propertiesIn(each)["filter"] as ArmObject | undefined;
  const conditions = filter === undefined ? [] : "and" in filter ? objectsIn(filter["and"]) : [filter];
  const [only, ...more] = conditions;
  const dimension = (only?.["dimensions"] ?? {}) as { name?: unknown; operator?: unknown; values?: unknown };
  const countsGroups =
    more.length === 0 && dimension.name === "ResourceGroupName" && dimension.operator === "In";
  const groups = countsGroups && Array.isArray(dimension.values) ? dimension.values.map(String) : [];
  return id === undefined ? [] : [{ id, groups: groups.map((name) => name.toLowerCase()) }];
}

function roleIn(each: ArmObject): SeenRole[] {
  const id = idIn(each);
  const { scope, principalId } = propertiesIn(each);
  if (id === undefined || typeof scope !== "string" || typeof principalId !== "string") return [];
  return [{ id, scope: scope.toLowerCase(), principal: principalId.toLowerCase() }];
}

/** Ids are compared without regard to case; those of budgets come without the first slash (examples/BudgetsList.json). */
function idIn(each: ArmObject): string | undefined {
  return textIn(each, "id")?.toLowerCase().replace(/^\/*/, "/");
}

function textIn(each: ArmObject, key: string): string | undefined {
  const value = each[key];
  return typeof value === "string" ? value : undefined;
}

function propertiesIn(each: ArmObject): ArmObject {
  return (each["properties"] ?? {}) as ArmObject;
}

function objectsIn(value: unknown): ArmObject[] {
  return Array.isArray(value) ? (value as ArmObject[]) : [];
}

/** Names of tags have no case. */
function tagsIn(tags: unknown): Tags {
  const entries = Object.entries((tags ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
