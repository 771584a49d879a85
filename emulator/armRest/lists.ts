import { wireShapeOf } from "../core/armSchema/projection";
import type { Properties } from "../core/cloudApi";
import { AZURE, type CloudResource } from "../core/cloudState";
import type { World } from "../core/model";
import { BUDGET } from "../services/consumption/model";
import { isObject, record, records, text, without } from "../core/properties";

/** Pulumi's types by ARM's, of which a subscription gives a list (`listBySubscription` of Azure's clients). */
const listed: Readonly<Record<string, string>> = {
  "microsoft.databricks/workspaces": "azure-native:databricks:Workspace",
  "microsoft.databricks/accessconnectors": "azure-native:databricks:AccessConnector",
  "microsoft.containerinstance/containergroups": "azure-native:containerinstance:ContainerGroup",
  "microsoft.authorization/roleassignments": "azure-native:authorization:RoleAssignment",
  "microsoft.consumption/budgets": BUDGET,
};

/** @returns everything that the subscription has. */
export function inSubscription({ state, identity }: World): readonly CloudResource[] {
  const prefix = `/subscriptions/${identity.subscriptionId}/`.toLowerCase();
  return state.resources().filter(({ home, id }) => home === AZURE && id.toLowerCase().startsWith(prefix));
}

/** @returns what a subscription's list of a type shows, in the shape of the wire; undefined where there is no such list. */
export function listOfType(world: World, armType: string): unknown {
  const type = listed[armType.toLowerCase()];
  if (type === undefined) return undefined;
  const found = inSubscription(world).filter((each) => each.type === type);
  return { value: found.map(shownIn[type] ?? onTheWire) };
}

function onTheWire({ id, outputs }: CloudResource): Properties {
  return { id, ...wireShapeOf(outputs) };
}

/** What the wire has otherwise than azure-native's outputs. */
const shownIn: Readonly<Record<string, (resource: CloudResource) => Properties>> = {
  "azure-native:containerinstance:ContainerGroup": ({ id, outputs }) => {
    const containers = records(outputs, "containers").map((each) => ({
      name: each["name"],
      properties: { ...without(each, "name"), environmentVariables: variablesOf(each) },
    }));
    return { id, ...wireShapeOf({ ...outputs, containers }) };
  },
  // azure-rest-api-specs, consumption/…/2023-05-01/examples/BudgetsList.json: without the first slash.
  [BUDGET]: ({ id, outputs }) => ({
    id: id.replace(/^\//, ""),
    ...wireShapeOf(outputs),
  }),
};

/** A secure value is never answered (`EnvironmentVariable` in @azure/arm-containerinstance). */
function variablesOf(container: Properties): Properties[] {
  return records(container, "environmentVariables").map((each) => without(each, "secureValue"));
}

/** @returns what a resource group holds, as `resources.listByResourceGroup` of @azure/arm-resources shows it. */
export function listInGroup(world: World, group: string): unknown {
  const prefix = `/subscriptions/${world.identity.subscriptionId}/resourcegroups/${group}/providers/`;
  const inGroup = inSubscription(world).filter(({ id }) => id.toLowerCase().startsWith(prefix.toLowerCase()));
  return { value: inGroup.filter(({ id }) => isTopLevel(id)).map(genericResource) };
}

/** Neither what lies in another resource nor what is about one, such as a role assignment, is in that list. */
function isTopLevel(id: string): boolean {
  return /\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i.test(id) && !isExtension(id);
}

function isExtension(id: string): boolean {
  return /\/providers\/microsoft\.(?:authorization|consumption)\//i.test(id);
}

/** `GenericResourceExpanded` in @azure/arm-resources. */
export function genericResource({ id, outputs }: CloudResource): Properties {
  const { type, name, location, tags } = outputs;
  const identity = record(outputs, "identity");
  return {
    id,
    name,
    type,
    location,
    ...(isObject(tags) && { tags }),
    ...(text(identity, "type") !== undefined && { identity }),
  };
}
