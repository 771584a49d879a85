import { AGAIN, type Failure } from "./failure";

/** Of Azure, as azure-native prints them: `Status=… Code="…" Message="…"`. */
export const azureFailures: readonly Failure[] = [
  {
    says: /Code="PrincipalNotFound"/,
    shown: '`Code="PrincipalNotFound"`',
    means: "Azure does not know a new identity everywhere yet.",
    source: "aka.ms/docs-principaltype",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /Code="ResourceGroupNotFound"/,
    shown: "`ResourceGroupNotFound`",
    means:
      "Azure's regions learn of a new resource group one after the other, within seconds. Of a deleted one they say the same.",
    source: "hashicorp/terraform-provider-azurerm#18268, Azure/azure-sdk-for-go#21608",
    passes: true,
    attempts: 4,
    remedy:
      "Run `pulumi up` again. If somebody has deleted the group, do what the coach's guide says under *The workspace " +
      "was deleted by hand*.",
  },
  {
    says: /Code="MissingSubscriptionRegistration"/,
    shown: "`MissingSubscriptionRegistration`",
    means: "In a new subscription no resource provider is registered.",
    source: "pulumi/pulumi-azure-native#3479",
    passes: false,
    remedy: "Register them, as *Before*, step 5, of the coach's guide says.",
  },
  {
    says: /roleAssignments\/write/,
    shown: "`AuthorizationFailed` at a `RoleAssignment`",
    means: "Contributor may not assign roles.",
    source: "learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    passes: false,
    remedy:
      "Ask for Owner or User Access Administrator of the subscription, or do without with " +
      "`pulumi config set lakeAccess accountKey` and no `members`.",
  },
  {
    says: /Quota ?(?:Exceeded|Reached)|QUOTA_EXCEEDED|exceeding approved .*quota|PublicIPCountLimitReached|MaxStorageAccountsCount|\(estimated count: \d+, limit: \d+\)/i,
    shown:
      "`QuotaExceeded`, `ContainerGroupQuotaReached`, `PublicIPCountLimitReached`, *estimated count: …, limit: …*, or the job waits for a cluster",
    means:
      "A quota is used up: vCPUs of the region or the VM family, container cores, public IP addresses, storage accounts, or what the metastore holds.",
    source: "Azure/azure-dev#6708, MicrosoftDocs/azure-docs#51738 and #106096, Azure/azure-sdk-for-cpp#3959",
    passes: false,
    remedy: "Set `workers` to 0, choose another region or `nodeType`, or have the quota raised.",
  },
  {
    says: /RegistryErrorResponse/,
    shown: "`RegistryErrorResponse`",
    means:
      "The registry did not give the image: Docker Hub limits anonymous pulls for each shared Azure address.",
    source: "Azure/azure-cli#29300",
    passes: false,
    remedy: "Set `registryUser` and `registryPassword`, or another `generatorImage`.",
  },
  {
    says: /InvalidContainerGroupUpdate/,
    shown: "`InvalidContainerGroupUpdate`",
    means:
      "`pulumi up` never causes it, because it replaces the group: something else tried to change the group.",
    source: "learn.microsoft.com/azure/container-instances/container-instances-update",
    passes: false,
    remedy: AGAIN,
  },
  {
    says: /Azure does not let this identity delete the workspace/,
    shown: "Azure does not let this identity delete the workspace",
    means: "Deleting the workspace takes a role on its resource group.",
    source: "components/workspaceRemoval.ts",
    passes: false,
    remedy: "Destroy with the role that created it.",
  },
  {
    says: /The workspace is gone, its managed resource group \S+ is not/,
    shown: "The workspace is gone, its managed resource group … is not",
    means: "Azure had not removed the group in time, or a lock or policy holds it.",
    source: "components/workspaceRemoval.ts",
    passes: false,
    remedy: "Lift the lock or policy, then run `pulumi destroy` again.",
  },
];
