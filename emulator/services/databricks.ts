import type { CheckFailure, Properties } from "../core/cloudApi";
import { metastore, type CloudResource } from "../core/cloudState";
import type { Model, World } from "../core/model";
import { defined, text } from "../core/properties";
import { thingOf } from "../core/errors";
import { configuredWorkspace, regionOf, TOUCHED } from "./workspaces/model";

/** Hidden property of what lies in a metastore: who created it. */
export const OWNER = "owner";

/** Describes one Databricks type to {@link workspaceModel} and {@link catalogModel}. */
export interface DatabricksType {
  readonly type: string;
  /** Inputs whose change replaces, as the provider documents ("Change forces creation of a new resource"). */
  readonly replaces: readonly string[];
  check?(inputs: Properties): readonly CheckFailure[];
  /** Checks that need the whole cloud. */
  accept?(world: World, home: string, inputs: Properties, attempt: string): void;
  acceptUpdate?(world: World, resource: CloudResource, inputs: Properties, attempt: string): void;
  /** See {@link Model.observe}. */
  observe?(world: World, resource: CloudResource): Pick<CloudResource, "inputs" | "outputs"> | undefined;
  /** See {@link Model.leave}. */
  leave?(world: World, resource: CloudResource): void;
  /** See {@link Model.afterUpdate}. */
  afterUpdate?(world: World, before: CloudResource, attempt: string): void;
  refuseRemoval?(world: World, resource: CloudResource, attempt: string): void;
  /** What the service keeps of a new one and does not tell. */
  hidden?(world: World, inputs: Properties): Properties;
  /** Its id; called once, for a new resource. */
  id(inputs: Properties, world: World, home: string): string;
  /** Outputs beside the inputs. */
  outputs?(
    inputs: Properties,
    id: string,
    workspace: CloudResource,
    before: CloudResource | undefined,
  ): Properties;
}

/** The model of a type that belongs to one workspace and is deleted with it. */
export function workspaceModel(type: DatabricksType): Model {
  return databricksModel(
    type,
    (workspace) => workspace.id,
    () => 0,
  );
}

/**
 * The model of a type that belongs to the region's metastore, which all its workspaces share: it outlives the
 * workspace through which it was created (learn.microsoft.com/azure/databricks/data-governance/unity-catalog).
 */
export function catalogModel(type: DatabricksType): Model {
  const model = databricksModel(
    type,
    (workspace) => metastore(regionOf(workspace)),
    (world) => world.late.metastore,
  );
  return {
    ...model,
    create: (world, name, inputs) => {
      const draft = model.create(world, name, inputs);
      const workspace = configuredWorkspace(world, `create ${thingOf(type.type)}`);
      world.state.put({ ...workspace, hidden: { ...workspace.hidden, [TOUCHED]: true } });
      return { ...draft, hidden: { ...draft.hidden, workspaceId: workspace.id } };
    },
  };
}

function databricksModel(
  type: DatabricksType,
  homeOf: (workspace: CloudResource) => string,
  lateness: (world: World) => number,
): Model {
  const attemptTo = (action: string): string => `${action} ${thingOf(type.type)}`;
  const describe = (
    workspace: CloudResource,
    inputs: Properties,
    id: string,
    before: CloudResource | undefined,
  ): Properties => defined({ ...inputs, ...type.outputs?.(inputs, id, workspace, before) });
  return {
    type: type.type,
    replaces: type.replaces,
    deleteBeforeReplace: isNamed,
    home: (world, action) => homeOf(configuredWorkspace(world, attemptTo(action))),
    ...(type.check && { check: type.check }),
    ...(type.observe && { observe: type.observe }),
    ...(type.leave && { leave: type.leave }),
    create: (world, name, given) => {
      const workspace = configuredWorkspace(world, attemptTo("create"));
      const home = homeOf(workspace);
      const inputs = named(type, name, given);
      type.accept?.(world, home, inputs, attemptTo("create"));
      const id = type.id(inputs, world, home);
      const outputs = describe(workspace, inputs, id, undefined);
      const hidden = { ...type.hidden?.(world, inputs), [OWNER]: world.identity.userName };
      return { id, home, inputs, outputs, lateness: lateness(world), hidden };
    },
    update: (world, resource, given) => {
      const inputs = { ...defined({ name: resource.inputs["name"] }), ...given };
      type.acceptUpdate?.(world, resource, inputs, attemptTo("update"));
      return describe(configuredWorkspace(world, attemptTo("update")), inputs, resource.id, resource);
    },
    afterUpdate: (world, before) => type.afterUpdate?.(world, before, attemptTo("update")),
    refuseRemoval: (world, resource) => type.refuseRemoval?.(world, resource, attemptTo("delete")),
  };
}

/** Types with a `name` that may be left out get the Pulumi name, as the bridge's autonaming without its suffix. */
function named(type: DatabricksType, name: string, inputs: Properties): Properties {
  if (!type.replaces.includes("name") || text(inputs, "name") !== undefined) return inputs;
  return { ...inputs, name };
}

/**
 * Pulumi's Terraform bridge deletes first wherever it did not choose the name itself, be the name another one or not
 * (`nameRequiresDeleteBeforeReplace` in pkg/tfbridge/schema.go).
 */
function isNamed(_: Properties, newInputs: Properties): boolean {
  return text(newInputs, "name") !== undefined;
}
