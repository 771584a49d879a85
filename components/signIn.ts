/**
 * How this process signs in to Azure, told by the environment variables that Pulumi's Azure provider reads
 * too: a service principal's secret, a token of a workflow (OIDC), or what the Azure CLI is signed in with.
 */
export type SignIn = "azure-client-secret" | "github-oidc-azure" | "azure-cli";

/** @returns the `authType` of the Databricks provider that goes with an environment. */
export function signInOf(environment: NodeJS.ProcessEnv): SignIn {
  if (environment["ARM_CLIENT_ID"] && environment["ARM_CLIENT_SECRET"]) return "azure-client-secret";
  if (environment["ARM_CLIENT_ID"] && environment["ACTIONS_ID_TOKEN_REQUEST_URL"]) return "github-oidc-azure";
  return "azure-cli";
}
