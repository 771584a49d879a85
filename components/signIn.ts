/**
 * How this process signs in to Azure, told by the environment variables that Pulumi's Azure provider reads
 * too: a service principal's secret, the machine's managed identity, or what the Azure CLI is signed in with.
 *
 * Not a workflow's own token: who is not known to a new workspace yet is let in as its administrator by two headers, the
 * workspace's ARM id and a token of Azure's management, which these three send and `github-oidc-azure` does not
 * (databricks-sdk-go, config/auth_*.go). The Azure CLI may have been signed in by such a token.
 */
export type SignIn = "azure-client-secret" | "azure-msi" | "azure-cli";

/** @returns the `authType` of the Databricks provider that goes with an environment. */
export function signInOf(environment: NodeJS.ProcessEnv): SignIn {
  if (environment["ARM_CLIENT_ID"] && environment["ARM_CLIENT_SECRET"]) return "azure-client-secret";
  if (environment["ARM_USE_MSI"] === "true") return "azure-msi";
  return "azure-cli";
}
