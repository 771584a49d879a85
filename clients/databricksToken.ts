/* Only who signs in waits for Azure's client to be loaded. */
declare const require: NodeJS.Require;

/** Azure's id of the Databricks application: what a token must be for. */
const DATABRICKS_SCOPE = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";

/** A token is renewed this long before it expires, so that none expires on its way. In milliseconds. */
const RENEW_BEFORE = 300_000;

/** Something that signs in, such as a credential of `@azure/identity`. */
export interface TokenCredential {
  getToken(scope: string): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/**
 * Signs in to Azure as Pulumi's providers do by these variables (`components/signIn.ts`): a service principal's secret, the
 * machine's managed identity; else by what `@azure/identity` reads of the environment, or the Azure CLI.
 */
export async function azureSignIn(environment: NodeJS.ProcessEnv = process.env): Promise<TokenCredential> {
  // 23 MB and a third of a second, which nobody with a token of their own should pay.
  const identity = require("@azure/identity") as typeof import("@azure/identity");
  const {
    ARM_CLIENT_ID: clientId = "",
    ARM_CLIENT_SECRET: secret = "",
    ARM_TENANT_ID: tenantId = "",
    ARM_USE_MSI: useManagedIdentity,
  } = environment;
  if (clientId !== "" && secret !== "")
    return new identity.ClientSecretCredential(tenantId, clientId, secret);
  if (useManagedIdentity === "true")
    return clientId === ""
      ? new identity.ManagedIdentityCredential()
      : new identity.ManagedIdentityCredential(clientId);
  return new identity.ChainedTokenCredential(
    new identity.EnvironmentCredential(),
    new identity.AzureCliCredential(),
  );
}

/** @returns access to Databricks as an environment gives it: its own token (`DATABRICKS_TOKEN`), else its sign-in to Azure. */
export function databricksTokenIn(environment: NodeJS.ProcessEnv): () => Promise<string> {
  return databricksToken(environment["DATABRICKS_TOKEN"], () => azureSignIn(environment));
}

/**
 * Access to Databricks: a personal access token where there is one, else a sign-in to Azure. Kept until shortly before
 * it expires: asking the CLI takes a second.
 *
 * @param given a personal access token, e.g. `process.env.DATABRICKS_TOKEN`.
 * @param signIn how to sign in to Azure. @default as the process's environment says
 */
export function databricksToken(
  given: string | undefined,
  signIn: () => Promise<TokenCredential> = azureSignIn,
): () => Promise<string> {
  if (given) return () => Promise.resolve(given);
  let credential: Promise<TokenCredential> | undefined;
  let kept: { token: string; expiresOnTimestamp: number } | undefined;
  return async () => {
    if (kept && kept.expiresOnTimestamp - RENEW_BEFORE > Date.now()) return kept.token;
    credential ??= signIn();
    const got = await (await credential).getToken(DATABRICKS_SCOPE);
    if (!got) throw new Error("Azure gave no token for Databricks: run `az login`, or set DATABRICKS_TOKEN");
    kept = got;
    return got.token;
  };
}
