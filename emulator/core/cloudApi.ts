/**
 * A cloud: something that can create the resources a Pulumi program declares.
 *
 * Two callers drive a cloud through this interface alone: the in-process monitor (no engine) and the
 * gRPC providers that a Pulumi engine attaches to. Neither knows a resource type.
 */

/** Plain property values, as Pulumi sends them once outputs are resolved and secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** One input that the cloud would refuse, and why, as the engine shows it. */
export interface CheckFailure {
  /** Path of the input, e.g. `sku.capacity`. */
  readonly property: string;
  readonly reason: string;
}

/** How one property of a resource differs between its state and its new inputs. */
export interface PropertyDiff {
  readonly kind: "add" | "delete" | "update" | "add-replace" | "delete-replace" | "update-replace";
}

/** How a resource differs from its new inputs. Empty `properties`: not at all. */
export interface Diff {
  /** Path of each differing property, e.g. `sku.capacity`. */
  readonly properties: Readonly<Record<string, PropertyDiff>>;
  readonly deleteBeforeReplace: boolean;
}

/** A resource that exists: its provider-assigned id and all its output properties. */
export interface ResourceState {
  readonly id: string;
  readonly outputs: Properties;
  /** Inputs as the service knows them, which importing the resource starts from. @default unknown */
  readonly inputs?: Properties;
}

/**
 * Every method rejects with an `Error` whose message is what the real service would answer
 * (code, message, the property or name at fault).
 */
export interface CloudApi {
  /**
   * The same cloud as it is seen through a provider with this configuration: Databricks' resources lie in
   * the workspace that their provider names (`host` or `azureWorkspaceResourceId`), and nothing else says so.
   *
   * @param provider package name, e.g. `databricks`.
   */
  configured(provider: string, configuration: Properties): CloudApi;
  /** Inputs the cloud would refuse before anything is created. The caller leaves unknown values out. */
  check(type: string, inputs: Properties): Promise<readonly CheckFailure[]>;
  /** Compares a resource's last inputs with new ones. */
  diff(type: string, id: string, oldInputs: Properties, newInputs: Properties): Promise<Diff>;
  create(type: string, name: string, inputs: Properties): Promise<ResourceState>;
  /** @returns undefined where the resource no longer exists. */
  read(type: string, id: string): Promise<ResourceState | undefined>;
  update(type: string, id: string, oldInputs: Properties, newInputs: Properties): Promise<ResourceState>;
  /** Removing what is not there succeeds. */
  delete(type: string, id: string): Promise<void>;
  /** Answers a provider function such as `azure-native:eventhub:listEventHubKeys`. */
  call(token: string, args: Properties): Promise<Properties>;
}
