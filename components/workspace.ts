import * as azure from "@pulumi/azure-native/databricks";
import { Provider } from "@pulumi/databricks/provider";
import * as pulumi from "@pulumi/pulumi";
import { failureHook } from "./failureHook";
import { signInOf } from "./signIn";
import { WorkspaceRemoval } from "./workspaceRemoval";

/** Arguments of {@link Workspace}. */
export interface WorkspaceArgs {
  /** ARM id of the team's resource group. */
  readonly resourceGroupId: pulumi.Input<string>;
  /** Name of the team's resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
  /** Group that Azure Databricks will make for itself: must not exist. */
  readonly managedResourceGroupName: pulumi.Input<string>;
  readonly tags: Record<string, string>;
}

/** An Azure Databricks workspace, the provider for what lives in it, and its complete removal. */
export class Workspace extends pulumi.ComponentResource {
  /** The workspace itself, for what goes away with it. */
  readonly resource: azure.Workspace;
  /** Makes what lives in the workspace; configured in the same update that makes the workspace. */
  readonly provider: Provider;
  /** With `https://`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: WorkspaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:Workspace", name, {}, opts);
    const subscription = pulumi.output(args.resourceGroupId).apply((id) => id.split("/")[2] ?? "");
    const managedResourceGroupId = pulumi.interpolate`/subscriptions/${subscription}/resourceGroups/${args.managedResourceGroupName}`;
    this.resource = new azure.Workspace(
      `${name}-workspace`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        workspaceName: args.workspaceName,
        managedResourceGroupId,
        sku: { name: "premium" },
        // The API requires it, though the SDK says optional.
        computeMode: "Hybrid",
        publicNetworkAccess: "Enabled",
        // Nodes without public addresses need no inbound rule and no quota of addresses. It is the API's default now and
        // was false before.
        parameters: { enableNoPublicIp: { value: true } },
        tags: args.tags,
      },
      {
        parent: this,
        hooks: { onError: [failureHook(`${name}-retry`)] },
        // Azure does not let it be changed; a workspace of an earlier program has the same by default.
        ignoreChanges: ["parameters"],
      },
    );
    const removal = new WorkspaceRemoval(
      `${name}-removal`,
      { workspaceId: this.resource.id, managedResourceGroupId, workspaceUrl: this.resource.workspaceUrl },
      { parent: this },
    );
    this.url = pulumi.interpolate`https://${removal.workspaceUrl}`;
    const authType = signInOf(process.env);
    this.provider = new Provider(
      `${name}-databricks`,
      {
        host: this.url,
        // From the removal, so that whatever this provider made is deleted before the workspace is.
        azureWorkspaceResourceId: removal.workspaceId,
        // Named, because the provider refuses to choose where it finds several ways to sign in.
        authType,
        ...(authType === "azure-msi" && { azureUseMsi: true }),
      },
      // In another workspace nothing exists yet; by itself the provider would go on as if all did.
      { parent: this, replaceOnChanges: ["host", "azureWorkspaceResourceId"] },
    );
    this.registerOutputs({ url: this.url });
  }
}
