import { randomUUID } from "node:crypto";
import type { Properties } from "../../core/cloudApi";
import { refuseExisting, requireGroup } from "../../core/arm";
import { AZURE, type CloudResource } from "../../core/cloudState";
import { AzureError } from "../../core/errors";
import type { FunctionModel, Model, World } from "../../core/model";
import { defined, isObject, requireText, text, without } from "../../core/properties";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** A role given to a principal on a scope; other services honour it a while later. */
export const roleAssignment: Model = {
  type: ROLE_ASSIGNMENT,
  // principalId and scope: provider/pkg/gen/replacement.go in pulumi-azure-native; the name is in the path.
  replaces: ["principalId", "scope", "roleAssignmentName"],
  deleteBeforeReplace: () => true,
  synchronous: true,
  home: () => AZURE,
  create: (world, _, inputs) => {
    const scope = requireText(inputs, "scope");
    const name = text(inputs, "roleAssignmentName") ?? randomUUID();
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    refuseExisting(world.state, id);
    accept(world, scope, inputs);
    const outputs = describe(world, name, inputs, undefined);
    return { id, home: AZURE, outputs, lateness: world.late.roleAssignment };
  },
  update: (world, resource, inputs) => {
    if (inputs["roleDefinitionId"] !== resource.inputs["roleDefinitionId"]) {
      // learn.microsoft.com/azure/role-based-access-control/troubleshooting
      throw new AzureError(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      );
    }
    return describe(world, requireText(resource.outputs, "name"), inputs, resource);
  },
};

function accept(world: World, scope: string, inputs: Properties): void {
  const { identity, limits, state } = world;
  if (!limits.mayAssignRoles) {
    throw new AzureError(
      403,
      "AuthorizationFailed",
      `The client '${identity.userName}' with object id '${identity.objectId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${scope}' or the scope is invalid.`,
    );
  }
  const subscription = `/subscriptions/${identity.subscriptionId}`;
  if (/\/resourceGroups\/[^/]+$/i.test(scope)) requireGroup(world, scope);
  if (scope.toLowerCase() !== subscription && state.at(scope) === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${scope}' was not found.`);
  }
  const principal = requireText(inputs, "principalId");
  // The SDK's default is User; Azure compares it with what the principal is (troubleshooting page).
  if (connectorOf(world, principal) !== undefined && text(inputs, "principalType") !== "ServicePrincipal") {
    throw new AzureError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principal.replaceAll("-", "")}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '${text(inputs, "principalType") ?? "User"}'.`,
    );
  }
  if (state.resources(ROLE_ASSIGNMENT).some((other) => sameRole(other, inputs))) {
    throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.");
  }
}

function sameRole(other: CloudResource, inputs: Properties): boolean {
  return ["principalId", "scope", "roleDefinitionId"].every(
    (key) => String(other.inputs[key]).toLowerCase() === String(inputs[key]).toLowerCase(),
  );
}

/** @returns the access connector whose identity this principal is. */
function connectorOf(world: World, principal: string): CloudResource | undefined {
  return world.state
    .resources("azure-native:databricks:AccessConnector")
    .find(({ outputs }) => isObject(outputs["identity"]) && outputs["identity"]["principalId"] === principal);
}

/** Who assigned a role is a read-only property (authorization/…/2022-04-01/authorization-RoleAssignmentsCalls.json). */
function describe(
  world: World,
  name: string,
  inputs: Properties,
  before: CloudResource | undefined,
): Properties {
  const moment = new Date().toISOString();
  const { objectId } = world.identity;
  return defined({
    ...without(inputs, "roleAssignmentName"),
    name,
    type: "Microsoft.Authorization/roleAssignments",
    createdOn: before?.outputs["createdOn"] ?? moment,
    createdBy: before?.outputs["createdBy"] ?? objectId,
    updatedOn: moment,
    updatedBy: objectId,
  });
}

/** Whether a principal's role on a scope, or on what holds it, is in effect by now. */
export function hasRole(world: World, principal: string, roleId: string, scope: string): boolean {
  return world.state
    .resources(ROLE_ASSIGNMENT)
    .some(
      (role) =>
        role.inputs["principalId"] === principal &&
        String(role.inputs["roleDefinitionId"]).toLowerCase().endsWith(roleId) &&
        `${scope}/`.toLowerCase().startsWith(`${String(role.inputs["scope"])}/`.toLowerCase()) &&
        role.effectiveAt <= world.clock.now(),
    );
}

/** Who the caller is. */
export const getClientConfig: FunctionModel = ({ identity }) => ({
  clientId: identity.clientId,
  objectId: identity.objectId,
  subscriptionId: identity.subscriptionId,
  tenantId: identity.tenantId,
});
