import type { CheckFailure, Diff, CloudApi, ResourceState, Properties } from "./core/cloudApi";
import { importedInputs } from "./azureNative";
import { wireShapeOf } from "./core/armSchema/projection";
import { AZURE, type CloudState, type CloudResource } from "./core/cloudState";
import { diffInputs } from "./core/diff";
import type { Durations } from "./core/durations";
import { AzureError, IncompleteError } from "./core/errors";
import type { Action, Faults } from "./core/faults";
import type { FunctionModel, Identity, Model, Removed, World } from "./core/model";
import type { LocalServices } from "./core/localServices";
import type { RequestKind, RequestLimits } from "./core/requestLimits";
import { defined } from "./core/properties";
import { readable } from "./core/reads";
import { RESOURCE_GROUP } from "./services/resourceGroups/model";
import { checkAzureInputs, knowsAzureType } from "./registry";
import { WORKSPACE } from "./services/workspaces/model";

/** What a simulated cloud works with. */
export interface Machinery {
  readonly models: ReadonlyMap<string, Model>;
  readonly functions: ReadonlyMap<string, FunctionModel>;
  readonly durations: Durations;
  readonly faults: Faults;
  readonly localServices: LocalServices | undefined;
  readonly requests: RequestLimits | undefined;
}

/** Azure and Databricks, simulated, as one cloud. With local services, real services run behind the resources. */
export class SimulatedCloud implements CloudApi {
  readonly #machinery: Machinery;
  readonly #world: World;

  constructor(machinery: Machinery, world: World) {
    this.#machinery = machinery;
    this.#world = world;
  }

  configured(provider: string, configuration: Properties): SimulatedCloud {
    const providers = { ...this.#world.providers, [provider]: configuration };
    return new SimulatedCloud(this.#machinery, { ...this.#world, providers });
  }

  /** From now on somebody else asks, in the same subscription: `az login` as another user. */
  signIn(identity: Pick<Identity, "objectId" | "userName" | "groups">): void {
    // Every configured view of this cloud has the same identity.
    Object.assign(this.#world.identity, identity);
  }

  /** What may be asked of it beside its resources: who asks, and what its subscription allows. */
  get world(): World {
    return this.#world;
  }

  /** What exists in it. */
  get state(): CloudState {
    return this.#world.state;
  }

  async check(type: string, inputs: Properties): Promise<readonly CheckFailure[]> {
    const model = this.#model(type);
    const azure = knowsAzureType(type) ? checkAzureInputs(type, inputs) : [];
    return [...azure, ...(model.check?.(inputs) ?? [])];
  }

  async diff(type: string, _: string, oldInputs: Properties, newInputs: Properties): Promise<Diff> {
    return diffInputs(this.#model(type), oldInputs, newInputs);
  }

  async create(type: string, name: string, inputs: Properties): Promise<ResourceState> {
    const model = this.#model(type);
    return this.#machinery.faults.around("create", type, async () => {
      await this.#refuseInvalid(type, inputs);
      await this.#send("write", type);
      const draft = model.create(this.#world, name, inputs);
      const lateness = draft.lateness ?? 0;
      const resource: CloudResource = {
        type,
        id: draft.id,
        home: draft.home,
        inputs: draft.inputs ?? inputs,
        outputs: draft.outputs,
        local: {},
        effectiveAt: this.#world.clock.now() + this.#duration("create", type) + lateness,
        hidden: draft.hidden ?? {},
      };
      // From here on the cloud carries out the request, even if its caller dies.
      this.#world.state.put(resource);
      const local = await this.#createLocally(resource);
      const created = { ...resource, outputs: { ...resource.outputs, ...local }, local };
      this.#note(created, { outputs: created.outputs, local });
      await this.#world.clock.sleep(this.#duration("create", type));
      const late = this.#lateReads(model, undefined);
      this.#note(created, { effectiveAt: this.#world.clock.now() + lateness, ...late });
      return readBack({ ...created, ...late });
    });
  }

  async read(type: string, id: string): Promise<ResourceState | undefined> {
    await this.#send("read", type);
    const resource = this.#find(type, id, "read");
    const outputs = resource && readable(this.#world, resource);
    if (resource === undefined || outputs === undefined) return undefined;
    // Under the id that was asked for, however Azure writes it (`Read` in pulumi-azure-native's provider.go).
    if (knowsAzureType(type)) return { id, outputs, inputs: importedInputs(type, id, outputs) };
    const { observe } = this.#model(type);
    const seen = observe === undefined ? resource : observe(this.#world, resource);
    return seen && { ...stateOf({ ...resource, ...seen }), inputs: seen.inputs };
  }

  async update(type: string, id: string, _: Properties, newInputs: Properties): Promise<ResourceState> {
    const model = this.#model(type);
    return this.#machinery.faults.around("update", type, async () => {
      await this.#refuseInvalid(type, newInputs);
      await this.#send("write", type);
      const before = this.#find(type, id, "update");
      if (before === undefined) throw new Error(`cannot update ${type}: '${id}' was not found`);
      const outputs = model.update(this.#world, before, newInputs);
      const answered = readable(this.#world, before);
      const inputs = { ...defined({ name: before.inputs["name"] }), ...newInputs };
      const after = { ...before, inputs, outputs };
      const local = { ...before.local, ...(await this.#machinery.localServices?.change(after, before)) };
      const updated = { ...after, outputs: { ...outputs, ...local }, local };
      this.#note(before, { inputs, outputs: updated.outputs, local });
      await this.#world.clock.sleep(this.#duration("update", type));
      const late = this.#lateReads(model, answered);
      this.#note(updated, late);
      const answer = readBack({ ...updated, ...late });
      this.#finishUpdate(model, before, answer);
      return answer;
    });
  }

  /** @throws {@link IncompleteError} where what follows the change is refused. */
  #finishUpdate(model: Model, before: CloudResource, updated: ResourceState): void {
    try {
      model.afterUpdate?.(this.#world, before);
    } catch (error) {
      throw new IncompleteError((error as Error).message, updated);
    }
  }

  async delete(type: string, id: string): Promise<void> {
    const model = this.#model(type);
    await this.#machinery.faults.around("delete", type, async () => {
      await this.#send("delete", type);
      const resource = this.#find(type, id, "delete");
      if (resource === undefined) return undefined;
      model.refuseRemoval?.(this.#world, resource);
      await this.#removeWith(model.takesAlong?.(resource));
      await this.#remove(resource, false);
      await this.#world.clock.sleep(this.#duration("delete", type));
      return undefined;
    });
  }

  async call(token: string, args: Properties): Promise<Properties> {
    const answer = this.#machinery.functions.get(token);
    if (answer === undefined) throw new Error(`The emulator has no model of the function ${token}`);
    return answer(this.#world, args);
  }

  /**
   * Deletes a workspace as ARM does with `forceDeletion=true`: its managed resource group goes with it,
   * Unity Catalog or not. Succeeds where the workspace is gone; a managed group that an unforced deletion
   * left behind stays.
   *
   * @param id ARM id of the workspace.
   */
  async forceDeleteWorkspace(id: string): Promise<void> {
    const workspace = this.#world.state.find(AZURE, WORKSPACE, id);
    if (workspace === undefined) return;
    await this.#remove(workspace, true);
    await this.#world.clock.sleep(this.#duration("delete", WORKSPACE));
  }

  /** @param before what a GET answered before the write. */
  #lateReads(
    { synchronous = false }: Model,
    before: Properties | undefined,
  ): Pick<CloudResource, "settling"> {
    const { clock, late } = this.#world;
    if (!synchronous || late.reads === 0) return {};
    return { settling: { until: clock.now() + late.reads, outputs: before } };
  }

  /** Others may have changed or removed the resource meanwhile: only what is named changes. */
  #note(resource: CloudResource, news: Partial<CloudResource>): void {
    const current = this.#world.state.find(resource.home, resource.type, resource.id);
    if (current !== undefined) this.#world.state.put({ ...current, ...news });
  }

  async #removeWith(removed: Removed | undefined): Promise<void> {
    if (removed?.workspaceId !== undefined) await this.forceDeleteWorkspace(removed.workspaceId);
    const group = this.#world.state.find(AZURE, RESOURCE_GROUP, removed?.managedResourceGroupId ?? "");
    // As `removeWorkspace` does: one that something else manages is not the workspace's.
    const { managedBy } = group?.outputs ?? {};
    if (group !== undefined && managedBy === removed?.workspaceId) await this.#remove(group, true);
  }

  async #createLocally(resource: CloudResource): Promise<Properties> {
    try {
      return (await this.#machinery.localServices?.make(resource)) ?? {};
    } catch (error) {
      this.#world.state.remove(resource);
      throw error;
    }
  }

  async #remove(resource: CloudResource, force: boolean): Promise<void> {
    for (const each of this.#world.state.within(resource)) {
      await this.#machinery.localServices?.remove(each);
      this.#machinery.models.get(each.type)?.leave?.(this.#world, each, force);
      this.#world.state.remove(each);
    }
  }

  /** What goes to Azure Resource Manager is counted there. */
  async #send(kind: RequestKind, type: string): Promise<void> {
    if (knowsAzureType(type)) await this.#machinery.requests?.pass(kind);
  }

  async #refuseInvalid(type: string, inputs: Properties): Promise<void> {
    const failures = await this.check(type, inputs);
    if (failures.length === 0) return;
    const reasons = failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
    throw new AzureError(400, "InvalidParameter", reasons);
  }

  #find(type: string, id: string, action: Action | "read"): CloudResource | undefined {
    return this.#world.state.find(this.#model(type).home(this.#world, action), type, id);
  }

  #duration(action: Action, type: string): number {
    return this.#machinery.durations[type]?.[action] ?? 0;
  }

  #model(type: string): Model {
    const model = this.#machinery.models.get(type);
    if (model !== undefined) return model;
    const known = [...this.#machinery.models.keys()].join(", ");
    throw new Error(`The emulator has no model of the resource type ${type}. It knows: ${known}.`);
  }
}

/**
 * What azure-native reports of a resource that it has written: it reads it at once and takes that for its state. If it
 * does not find it, it warns and takes the answer to its PUT, as it came over the wire (`readAfterWrite` and
 * `defaultCreate` in provider/pkg/provider/provider.go).
 */
function readBack(resource: CloudResource): ResourceState {
  const { settling, outputs } = resource;
  if (settling === undefined) return stateOf(resource);
  return { ...stateOf(resource), outputs: settling.outputs ?? wireShapeOf(outputs) };
}

/** What the provider reports of a resource; a local service may have given it another id. */
function stateOf({ id, outputs, local }: CloudResource): ResourceState {
  return { id: typeof local["id"] === "string" ? local["id"] : id, outputs };
}
