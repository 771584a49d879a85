import { AZURE } from "../../core/cloudState";
import { refuseExisting, resourceGroupId } from "../../core/arm";
import { AzureError } from "../../core/errors";
import type { Model, World } from "../../core/model";
import { defined, requireText, text, without } from "../../core/properties";
import { randomBytes } from "node:crypto";

export const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";
const ARM_TYPE = "Microsoft.Resources/resourceGroups";

/** Resource groups; whatever lies in one goes with it. */
export const resourceGroup: Model = {
  type: RESOURCE_GROUP,
  // location: provider/pkg/gen/replacement.go in pulumi-azure-native; the name is part of the path.
  replaces: ["resourceGroupName", "location"],
  deleteBeforeReplace: () => true,
  synchronous: true,
  home: () => AZURE,
  create: (world, name, inputs) => {
    const own = text(inputs, "resourceGroupName") ?? `${name}${randomBytes(4).toString("hex")}`;
    const id = resourceGroupId(world, own);
    refuseExisting(world.state, id);
    requireEnabled(world);
    if (text(inputs, "location") === undefined) {
      throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
    }
    return { id, home: AZURE, outputs: groupOutputs(own, inputs) };
  },
  update: (_, resource, inputs) => ({
    ...groupOutputs(requireText(resource.outputs, "name"), inputs),
    ...defined({ managedBy: resource.outputs["managedBy"] }),
  }),
  refuseRemoval: (world, resource) => {
    const manager = text(resource.outputs, "managedBy");
    if (manager === undefined || world.state.at(manager) === undefined) return;
    // Databricks puts a deny assignment on the managed group for as long as its workspace lives:
    // learn.microsoft.com/azure/databricks/admin/workspace/#managed-resource-group
    throw new AzureError(
      403,
      "DenyAssignmentAuthorizationFailed",
      `The client '${world.identity.userName}' with object id '${world.identity.objectId}' has permission to perform action 'Microsoft.Resources/subscriptions/resourcegroups/delete' on scope '${resource.id}'; however, the access is denied because of the deny assignment with name 'System deny assignment created by Azure Databricks ${manager}'.`,
    );
  },
};

/** microsoft/vscode-azureappservice#1646. */
function requireEnabled({ identity, limits }: World): void {
  if (limits.subscriptionState !== "Disabled") return;
  throw new AzureError(
    409,
    "ReadOnlyDisabledSubscription",
    `The subscription '${identity.subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
  );
}

/** Outputs of a resource group. */
export function groupOutputs(name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  return defined({
    ...without(inputs, "resourceGroupName"),
    name,
    type: ARM_TYPE,
    properties: { provisioningState: "Succeeded" },
  });
}
