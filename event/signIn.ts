import type { EventSignIn } from "./file/model";

/** What decides how a process signs in to Azure (`components/signIn.ts`), and what each way wants. */
const variables: Readonly<Record<EventSignIn, readonly string[]>> = {
  servicePrincipal: ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_TENANT_ID"],
  managedIdentity: [],
  azureCli: [],
};

/** Which of them say the way, here or to azure-native, which takes these in another order (provider/auth_azidentity.go). */
const decisive = [
  "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
  "ARM_CLIENT_CERTIFICATE_PATH",
  "ARM_CLIENT_ID",
  "ARM_CLIENT_SECRET",
  "ARM_USE_OIDC",
  "ARM_USE_MSI",
];

/** @returns the variables that a way of signing in wants and the environment lacks. */
export function missingFor(signIn: EventSignIn, environment: NodeJS.ProcessEnv): readonly string[] {
  return variables[signIn].filter((name) => !environment[name]);
}

/** @returns an environment in which every process signs in as the event's file says, and no other way. */
export function signInEnvironment(signIn: EventSignIn, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ARM_CLIENT_ID: client, ARM_CLIENT_SECRET: secret } = environment;
  const others = Object.entries(environment).filter(([name]) => !decisive.includes(name));
  return {
    ...Object.fromEntries(others),
    // Several identities of one machine are told apart by the client's id.
    ...(signIn !== "azureCli" && client !== undefined && { ARM_CLIENT_ID: client }),
    ...(signIn === "servicePrincipal" && secret !== undefined && { ARM_CLIENT_SECRET: secret }),
    ...(signIn === "managedIdentity" && { ARM_USE_MSI: "true" }),
  };
}
