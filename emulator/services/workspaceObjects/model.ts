import type { CheckFailure, Properties } from "../../core/cloudApi";
import { workspaceModel } from "../databricks";
import { DatabricksError } from "../../core/errors";
import { listOfOne } from "../../core/multierror";
import { checkPath, requireFolder } from "./folders";
import { objectNumber } from "./objectNumber";
import { requireText, text } from "../../core/properties";
import type { World } from "../../core/model";

export const SECRET_SCOPE = "databricks:index/secretScope:SecretScope";
export const SECRET = "databricks:index/secret:Secret";
export const NOTEBOOK = "databricks:index/notebook:Notebook";

/** Letters, digits, dashes, underscores, at signs and periods, 128 at most: docs.databricks.com/security/secrets. */
const SECRET_NAME = /^[\w.@-]{1,128}$/;

function checkSecretName(property: string): (inputs: Properties) => readonly CheckFailure[] {
  return (inputs) => {
    const value = text(inputs, property);
    if (value === undefined || SECRET_NAME.test(value)) return [];
    return [
      {
        property,
        reason: `"${value}" must consist of alphanumeric characters, dashes, underscores, @, and periods, and may not exceed 128 characters`,
      },
    ];
  };
}

/** What terraform-plugin-sdk says of a type without an update, which a create that was cut short asks for. */
function refuseUpdate(): never {
  throw new Error(listOfOne("doesn't support update"));
}

/** A scope of secrets; nothing of it changes in place. */
export const secretScope = workspaceModel({
  type: SECRET_SCOPE,
  replaces: ["name", "backendType", "initialManagePrincipal", "keyvaultMetadata"],
  check: checkSecretName("name"),
  id: (inputs) => requireText(inputs, "name"),
  accept: (world, home, inputs, attempt) => {
    const name = requireText(inputs, "name");
    if (world.state.find(home, SECRET_SCOPE, name) === undefined) return;
    throw new DatabricksError(attempt, `Scope ${name} already exists!`);
  },
  acceptUpdate: refuseUpdate,
  outputs: (inputs) => ({ backendType: inputs["backendType"] ?? "DATABRICKS" }),
});

/** A secret. Putting it again overwrites it, and the service never gives it back. */
export const secret = workspaceModel({
  type: SECRET,
  replaces: ["key", "scope", "stringValue"],
  check: checkSecretName("key"),
  id: (inputs) => `${requireText(inputs, "scope")}|||${requireText(inputs, "key")}`,
  accept: requireScope,
  acceptUpdate: refuseUpdate,
  outputs: (inputs) => ({
    lastUpdatedTimestamp: Date.now(),
    configReference: `{{secrets/${requireText(inputs, "scope")}/${requireText(inputs, "key")}}}`,
  }),
});

/** A principal's right on a scope. */
export const secretAcl = workspaceModel({
  type: "databricks:index/secretAcl:SecretAcl",
  replaces: ["scope", "principal", "permission"],
  id: (inputs) => `${requireText(inputs, "scope")}|||${requireText(inputs, "principal")}`,
  accept: requireScope,
});

function requireScope(world: World, home: string, inputs: Properties, attempt: string): void {
  const scope = requireText(inputs, "scope");
  if (world.state.find(home, SECRET_SCOPE, scope) !== undefined) return;
  throw new DatabricksError(attempt, `Scope ${scope} does not exist!`);
}

/** A notebook; importing over an existing one overwrites it. */
export const notebook = workspaceModel({
  type: NOTEBOOK,
  replaces: ["path"],
  check: checkPath,
  id: (inputs) => requireText(inputs, "path"),
  accept: (world, home, inputs, attempt) => requireFolder(world, home, requireText(inputs, "path"), attempt),
  outputs: (inputs, id, workspace, before) => ({
    // The provider keeps no copy of what it uploaded: content is an input alone.
    objectId: before?.outputs["objectId"] ?? objectNumber(),
    objectType: "NOTEBOOK",
    url: `https://${requireText(workspace.outputs, "workspaceUrl")}/#workspace${id}`,
    workspacePath: `/Workspace${id}`,
    format: inputs["format"] ?? "SOURCE",
  }),
});

/** Settings of a whole workspace; its id is always the same. */
export const workspaceConf = workspaceModel({
  type: "databricks:index/workspaceConf:WorkspaceConf",
  replaces: [],
  id: () => "_",
});
