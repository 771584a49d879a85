import { randomBytes } from "node:crypto";
import type { Properties } from "./cloudApi";
import { AZURE, type CloudState, type CloudResource } from "./cloudState";
import { AzureError } from "./errors";
import type { Draft, Model, World } from "./model";
import { defined, requireText, text } from "./properties";

const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";

export function resourceGroupId(world: World, name: string): string {
  return `/subscriptions/${world.identity.subscriptionId}/resourceGroups/${name}`;
}

/** @returns the last segment of an ARM id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** "West Europe" and "westeurope" are the same region (applyAzureSpecificDiff in pulumi-azure-native's diff.go). */
export function region(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** Describes one ARM type to {@link armModel}. */
export interface ArmType {
  readonly type: string;
  /** Input that holds the resource's own name. */
  readonly nameInput: string;
  /** Shape of a generated name. @default the Pulumi name and 8 hex digits, as azure-native's autonaming */
  generatedName?(name: string): string;
  /** Path below the resource group, e.g. `Microsoft.EventHub/namespaces/x`. */
  path(inputs: Properties, name: string): string;
  /** Type as ARM names it, e.g. `Microsoft.EventHub/Namespaces`. */
  readonly armType: string;
  /**
   * Inputs that are part of the ARM path replace (calculateDetailedDiff in pulumi-azure-native's diff.go),
   * and so does what ARM's specification marks as create-only (`x-ms-mutability`) or
   * provider/pkg/gen/replacement.go lists. Those come here.
   */
  readonly replaces: readonly string[];
  /** Checks that need the whole cloud. */
  accept?(world: World, id: string, inputs: Properties): void;
  /** Refuses a change that the provider sends but the service does not allow. */
  acceptUpdate?(world: World, resource: CloudResource, inputs: Properties): void;
  /** Outputs beside the inputs and those every ARM resource has. */
  outputs(world: World, id: string, inputs: Properties, before: CloudResource | undefined): Properties;
  readonly leave?: Model["leave"];
  /** What the service keeps of a new resource and does not tell, such as its keys. @default nothing */
  hidden?(): Properties;
  /** @default 0 */
  lateness?(world: World): number;
}

/** The model of a type that lies in a resource group and is created by one PUT. */
export function armModel(arm: ArmType): Model {
  return {
    type: arm.type,
    replaces: arm.replaces,
    // The provider's Diff sets it for every replacement: create-before-delete would meet the same name.
    deleteBeforeReplace: () => true,
    home: () => AZURE,
    create: (world, name, inputs) => createInGroup(arm, world, name, inputs),
    update: (world, resource, inputs) => {
      arm.acceptUpdate?.(world, resource, inputs);
      return describe(arm, world, resource.id, inputs, resource);
    },
    ...(arm.leave && { leave: arm.leave }),
  };
}

function createInGroup(arm: ArmType, world: World, name: string, inputs: Properties): Draft {
  const group = requireText(inputs, "resourceGroupName");
  const own = text(inputs, arm.nameInput) ?? (arm.generatedName ?? generatedName)(name);
  const id = `${resourceGroupId(world, group)}/providers/${arm.path(inputs, own)}`;
  requireGroup(world.state, resourceGroupId(world, group));
  requireParent(world.state, id, arm.armType);
  refuseExisting(world.state, id);
  arm.accept?.(world, id, inputs);
  return {
    id,
    home: AZURE,
    outputs: describe(arm, world, id, inputs, undefined),
    lateness: arm.lateness?.(world) ?? 0,
    hidden: arm.hidden?.() ?? {},
  };
}

/** azure-native autonames with the Pulumi name and 8 hex digits. */
function generatedName(name: string): string {
  return `${name}${randomBytes(4).toString("hex")}`;
}

function describe(
  arm: ArmType,
  world: World,
  id: string,
  inputs: Properties,
  before: CloudResource | undefined,
): Properties {
  return defined({
    ...inputs,
    name: nameOf(id),
    type: arm.armType,
    ...arm.outputs(world, id, inputs, before),
  });
}

/** @throws what ARM answers if a resource's group does not exist. */
function requireGroup(state: CloudState, id: string): CloudResource {
  const group = state.find(AZURE, RESOURCE_GROUP, id);
  if (group !== undefined) return group;
  throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${nameOf(id)}' could not be found.`);
}

function requireParent(state: CloudState, id: string, armType: string): void {
  const levels = id.split("/providers/").at(-1)?.split("/") ?? [];
  // provider/type/name is a resource of its own; each further type/name pair lies in the one before.
  if (levels.length <= 3) return;
  const parent = id.split("/").slice(0, -2).join("/").replace("/blobServices/default", "");
  if (state.at(parent) !== undefined) return;
  throw new AzureError(
    404,
    "ParentResourceNotFound",
    `Failed to perform 'write' on resource(s) of type '${armType}', because the parent resource '${parent}' could not be found.`,
  );
}

/** azure-native reads before it creates, so as not to adopt what another created (crud: CanCreate). */
export function refuseExisting(state: CloudState, id: string): void {
  if (state.at(id) !== undefined) throw new Error(`cannot create already existing resource '${id}'`);
}
