import { AGAIN, type Failure } from "./failure";

/** Of Azure, as azure-native prints them: `Status=… Code="…" Message="…"`. */
export const azureFailures: readonly Failure[] = [
  {
    says: /Code="PrincipalNotFound"/,
    shown: '`Code="PrincipalNotFound"`',
    means: "Azure does not know a new identity everywhere yet.",
    source: "aka.ms/docs-principaltype",
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /Code="ResourceGroupNotFound"/,
    shown: "`ResourceGroupNotFound`",
    means:
      "Azure's regions learn of a new resource group one after the other, within seconds. Of a deleted one they say the same.",
    source: "hashicorp/terraform-provider-azurerm#18268, Azure/azure-sdk-for-go#21608",
    kind: "transient",
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
    kind: "provider",
    passes: false,
    remedy: "Register them, as *Before*, step 5, of the coach's guide says.",
  },
  {
    says: /AADSTS(?:700024|700082|70043)\b/,
    shown: "`AADSTS700024`, `AADSTS70043`, `AADSTS700082`",
    means:
      "The sign-in is over. A workflow's token, with which the Azure CLI was signed in, lasts minutes and is not renewed; a person's ends when the tenant says so.",
    source: "Azure/azure-cli#28708, #17714, #16641",
    kind: "permission",
    passes: false,
    remedy:
      "Sign in again, and give the same command. What takes longer than an hour wants a service principal's secret or a managed identity.",
  },
  {
    says: /roleAssignments\/write/,
    shown: "`AuthorizationFailed` at a `RoleAssignment`",
    means: "Contributor may not assign roles.",
    source: "learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    kind: "permission",
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
    kind: "quota",
    passes: false,
    remedy: "Set `workers` to 0, choose another region or `nodeType`, or have the quota raised.",
  },
  {
    says: /RegistryErrorResponse/,
    shown: "`RegistryErrorResponse`",
    means:
      "The registry did not give the image: Docker Hub limits anonymous pulls for each shared Azure address.",
    source: "Azure/azure-cli#29300",
    kind: "image",
    passes: false,
    remedy:
      "Set `generator` to `builtin`, or `registryUser` and `registryPassword`, or another `generatorImage`.",
  },
  {
    says: /InvalidContainerGroupUpdate/,
    shown: "`InvalidContainerGroupUpdate`",
    means:
      "`pulumi up` never causes it, because it replaces the group: something else tried to change the group.",
    source: "learn.microsoft.com/azure/container-instances/container-instances-update",
    kind: "name",
    passes: false,
    remedy: AGAIN,
  },
  {
    says: /Azure does not let this identity delete the workspace/,
    shown: "Azure does not let this identity delete the workspace",
    means: "Deleting the workspace takes a role on its resource group.",
    source: "components/workspaceRemoval.ts",
    kind: "permission",
    passes: false,
    remedy: "Destroy with the role that created it.",
  },
  {
    says: /The workspace is gone, its managed resource group \S+ is not/,
    shown: "The workspace is gone, its managed resource group … is not",
    means: "Azure had not removed the group in time, or a lock or policy holds it.",
    source: "components/workspaceRemoval.ts",
    kind: "transient",
    passes: false,
    remedy: "Lift the lock or policy, then run `pulumi destroy` again.",
  },
  {
    says: /Code="(?:SubscriptionRequestsThrottled|ResourceRequestsThrottled|TooManyRequests)"|Status=429\b/,
    shown: "`SubscriptionRequestsThrottled`",
    means: "More requests at once than Azure takes from one identity in a subscription and region.",
    source:
      "MicrosoftDocs/azure-docs#105248; learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling",
    kind: "throttled",
    passes: false,
    remedy: "Wait as long as the message says, then run `pulumi up` again.",
  },
  {
    says: /Code="AuthorizationFailed"/,
    shown: "`AuthorizationFailed`",
    means: "Your role does not allow this.",
    source: "learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    kind: "permission",
    passes: false,
    remedy: "Ask for Owner, or Contributor and User Access Administrator, of the subscription.",
  },
  {
    says: /cannot create already existing resource|Code="RoleAssignmentExists"/,
    shown: "`cannot create already existing resource`",
    means: "Azure has it, and the stack does not know it: an earlier run was cut short.",
    source: "pulumi-azure-native, provider/pkg/azure/client_azcore.go",
    kind: "name",
    passes: false,
    remedy: "Delete it in the portal, then run `pulumi up` again.",
  },
  {
    says: /connection reset by peer|i\/o timeout|TLS handshake timeout|context deadline exceeded|Status=50[0234]\b/,
    shown: "`connection reset by peer`, a timeout, or status 500 to 504",
    means: "The connection broke, or a service did not answer in time.",
    source: "Go's net package; azure-native tries 500 to 504 three times itself (client_azcore.go)",
    kind: "transient",
    passes: false,
    remedy: AGAIN,
  },
];
