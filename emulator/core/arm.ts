import { randomBytes } from "node:crypto";
import type { Properties } from "./cloudApi";
import { AZURE, type CloudState, type CloudResource } from "./cloudState";
import { AzureError } from "./errors";
import type { Draft, Model, World } from "./model";
import { defined, record, requireText, text, withDefaults, without } from "./properties";
import { isReadable } from "./reads";

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
  /** Inputs that name what it lies in, below the resource group. @default none */
  readonly parentInputs?: readonly string[];
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
  readonly createOnly?: readonly string[];
  /**
   * Whether a PUT is answered when it is done. All else is a long-running operation, at whose end the provider has read
   * the resource (`PutAsyncStyle` in pulumi-azure-native, azcore/runtime/poller.go in azure-sdk-for-go).
   * @default false
   */
  readonly synchronous?: boolean;
  /** Checks that need the whole cloud. */
  accept?(world: World, id: string, inputs: Properties): void;
  /** Refuses a change that the provider sends but the service does not allow. */
  acceptUpdate?(world: World, resource: CloudResource, inputs: Properties): void;
  /** What the service sets where a request does not say it. @default nothing */
  defaults?(world: World, id: string, inputs: Properties): Properties;
  /** What of a request's body the service gives back. @default all of it */
  answered?(body: Properties): Properties;
  /** Outputs beside those of the body and those every ARM resource has. */
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
    replaces: [...pathInputs(arm), ...(arm.createOnly ?? [])],
    // The provider's Diff sets it for every replacement: create-before-delete would meet the same name.
    deleteBeforeReplace: () => true,
    home: () => AZURE,
    synchronous: arm.synchronous ?? false,
    create: (world, name, inputs) => createInGroup(arm, world, name, inputs),
    update: (world, resource, inputs) => {
      arm.acceptUpdate?.(world, resource, inputs);
      return describe(arm, world, resource.id, inputs, resource);
    },
    ...(arm.leave && { leave: arm.leave }),
  };
}

function pathInputs({ nameInput, parentInputs = [] }: ArmType): readonly string[] {
  return ["resourceGroupName", ...parentInputs, nameInput];
}

function createInGroup(arm: ArmType, world: World, name: string, inputs: Properties): Draft {
  const group = requireText(inputs, "resourceGroupName");
  const own = text(inputs, arm.nameInput) ?? (arm.generatedName ?? generatedName)(name);
  const id = `${resourceGroupId(world, group)}/providers/${arm.path(inputs, own)}`;
  requireGroup(world, resourceGroupId(world, group));
  requireRegistered(world, arm.armType);
  requireParent(world.state, id, arm.armType);
  refuseExisting(world.state, id);
  arm.accept?.(world, id, inputs);
  return {
    id: answeredId(world, id),
    home: AZURE,
    outputs: describe(arm, world, id, inputs, undefined),
    lateness: arm.lateness?.(world) ?? 0,
    hidden: arm.hidden?.() ?? {},
  };
}

/**
 * An id as Azure writes it, which azure-native keeps (`defaultCreate`). Its case says nothing: `resourcegroups`
 * (pulumi-azure-native#2152), or the group's name in upper case (Azure/azure-sdk-for-java#1508).
 */
function answeredId({ idsInAnotherCase }: World, id: string): string {
  if (!idsInAnotherCase) return id;
  return id.replace(
    /\/resourceGroups\/([^/]+)/,
    (_, group: string) => `/resourcegroups/${group.toUpperCase()}`,
  );
}

/** azure-native autonames with the Pulumi name and 8 hex digits. */
function generatedName(name: string): string {
  return `${name}${randomBytes(4).toString("hex")}`;
}

/**
 * What a GET answers. A PUT says all there is of a resource: what it leaves out is as the service sets it, whatever it
 * was before (cloud-and-ai-microsoft/resource-provider-contract, v1.0/resource-api-reference.md).
 */
function describe(
  arm: ArmType,
  world: World,
  id: string,
  inputs: Properties,
  before: CloudResource | undefined,
): Properties {
  const body = without(inputs, ...pathInputs(arm));
  return defined({
    ...withDefaults(arm.answered?.(body) ?? body, arm.defaults?.(world, id, inputs) ?? {}),
    name: nameOf(id),
    type: arm.armType,
    ...arm.outputs(world, id, inputs, before),
  });
}

/** Who made and last changed a resource, and when (common-types/resource-management, systemData). */
export function systemData(world: World, before: CloudResource | undefined): Properties {
  const moment = new Date().toISOString();
  const made = record(before?.outputs ?? {}, "systemData");
  const { userName } = world.identity;
  return {
    createdBy: made["createdBy"] ?? userName,
    createdByType: "User",
    createdAt: made["createdAt"] ?? moment,
    lastModifiedBy: userName,
    lastModifiedByType: "User",
    lastModifiedAt: moment,
  };
}

/**
 * @throws what ARM answers if a resource's group does not exist, or is not known everywhere yet: ARM's regions learn of
 *   a new group one after the other (hashicorp/terraform-provider-azurerm#18268, Azure/azure-sdk-for-go#21608).
 */
export function requireGroup(world: World, id: string): void {
  const group = world.state.find(AZURE, RESOURCE_GROUP, id);
  if (group !== undefined && isReadable(world, group)) return;
  throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${nameOf(id)}' could not be found.`);
}

/**
 * A new subscription knows no resource provider, and azure-native registers none (pulumi/pulumi-azure-native#3479).
 *
 * @throws what ARM says of a provider that is not registered.
 */
function requireRegistered({ identity, limits }: World, armType: string): void {
  const [namespace = ""] = armType.split("/");
  if (!limits.unregistered.has(namespace)) return;
  throw new AzureError(
    409,
    "MissingSubscriptionRegistration",
    `The subscription '${identity.subscriptionId}' is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
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
