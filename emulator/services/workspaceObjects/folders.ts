import type { CheckFailure, Properties } from "../../core/cloudApi";
import { DIRECTORY, pathIn, type CloudResource } from "../../core/cloudState";
import { workspaceModel } from "../databricks";
import { DatabricksError } from "../../core/errors";
import type { Model, World } from "../../core/model";
import { objectNumber } from "./objectNumber";
import { requireText, text } from "../../core/properties";

/** Folders that every workspace has. */
const always: ReadonlySet<string> = new Set(["/", "/Repos", "/Shared", "/Users", "/Workspace"]);

/** @returns whether a path is a folder that nobody has to create. */
export function existsAlways(path: string): boolean {
  return always.has(path);
}

/** Hidden property of a folder that nobody declared: the path of the object it was created for. */
const CREATED_FOR = "createdFor";

/** What the provider refuses of the path of an object of the workspace. */
export function checkPath(inputs: Properties): readonly CheckFailure[] {
  const path = text(inputs, "path");
  if (path === undefined || path.startsWith("/")) return [];
  return [{ property: "path", reason: `"${path}" must be an absolute path, starting with /` }];
}

/**
 * A folder of the workspace. Creating one that exists succeeds, and one that holds something is only deleted with
 * `deleteRecursive` (workspace/resource_directory.go in terraform-provider-databricks).
 */
const declared = workspaceModel({
  type: DIRECTORY,
  replaces: ["path"],
  check: checkPath,
  id: (inputs) => requireText(inputs, "path"),
  outputs: (_, id, __, before) => folderOutputs(id, before),
  refuseRemoval: (world, folder, attempt) => {
    if (folder.inputs["deleteRecursive"] === true || world.state.within(folder).length === 1) return;
    // The words of databricks/terraform-provider-databricks#2553.
    throw new DatabricksError(attempt, `Folder (${folder.id}) is not empty`);
  },
});

export const directory: Model = {
  ...declared,
  create: (world, name, inputs) => {
    const draft = declared.create(world, name, inputs);
    createParents(world, draft.home, parentOf(draft.id), draft.id);
    const before = world.state.find(draft.home, DIRECTORY, draft.id);
    return { ...draft, outputs: { ...draft.outputs, ...folderOutputs(draft.id, before) } };
  },
};

function folderOutputs(path: string, before: CloudResource | undefined): Properties {
  return {
    objectId: before?.outputs["objectId"] ?? objectNumber(),
    workspacePath: `/Workspace${path}`,
  };
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/**
 * What the provider does about the folder of what it creates (workspace/resource_notebook.go and
 * dashboards/resource_dashboard.go in terraform-provider-databricks): it tries; if
 * that fails it looks for the folder, creates it if it is missing, and tries again. If a sibling has created the folder
 * between the try and the look, the first error is the answer; here that is so while the sibling is being created.
 *
 * @param path of what is created.
 */
export function requireFolder(world: World, home: string, path: string, attempt: string): void {
  const parent = parentOf(path);
  const folder = world.state.find(home, DIRECTORY, parent);
  if (folder === undefined) createParents(world, home, parent, path);
  else if (isBeingCreated(world, folder)) {
    throw new DatabricksError(attempt, `The parent folder (${parent}) does not exist.`);
  } else world.state.put({ ...folder, hidden: {} });
}

function isBeingCreated(world: World, folder: CloudResource): boolean {
  const maker = world.state
    .resources()
    .find((each) => each.home === folder.home && pathIn(each) === folder.hidden[CREATED_FOR]);
  return [folder, maker].some((each) => each !== undefined && each.effectiveAt > world.clock.now());
}

function createParents(world: World, home: string, folder: string, createdFor: string): void {
  if (always.has(folder) || world.state.find(home, DIRECTORY, folder) !== undefined) return;
  createParents(world, home, parentOf(folder), createdFor);
  world.state.put({
    type: DIRECTORY,
    id: folder,
    home,
    inputs: { path: folder },
    outputs: { path: folder, ...folderOutputs(folder, undefined) },
    local: {},
    effectiveAt: world.clock.now(),
    hidden: { [CREATED_FOR]: createdFor },
  });
}
