import { run } from "../runtime/command";
import type { EventSignIn } from "./file/model";

/** What `az account show` calls an identity of the machine, whose tokens the machine renews. */
const machineIdentities = ["systemAssignedIdentity", "userAssignedIdentity"];

/** Longest that the Azure CLI may take to answer, ms. */
const LIMIT_MS = 60_000;

/**
 * Whether a command will last longer than its sign-in. A secret and a managed identity give new tokens for as long as
 * they are asked, and so does the Azure CLI for a person. For a service principal it does unless it was signed in by a
 * workflow's token, which is over within minutes and is not renewed (Azure/azure-cli#28708); it does not tell by what.
 *
 * @param seconds how long the command is expected to take.
 * @returns what to say before it begins; undefined: there is nothing to fear, or the Azure CLI does not tell.
 */
export async function signInEnd(
  signIn: EventSignIn,
  { environment, seconds, now }: { environment: NodeJS.ProcessEnv; seconds: number; now: Date },
): Promise<string | undefined> {
  if (signIn !== "azureCli") return undefined;
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await run("az", ["account", ...args, "--output", "tsv"], { env: environment, limit: LIMIT_MS })).stdout;
  const [type, name = ""] = (await ask("show", "--query", "[user.type, user.name]")).trim().split(/\s+/);
  if (type !== "servicePrincipal" || machineIdentities.includes(name)) return undefined;
  // In seconds since 1970 (azure-cli 2.54.0 and later); the token itself is not asked for.
  const expires = Number(await ask("get-access-token", "--query", "expires_on")) * 1000;
  if (!(expires > 0) || now.valueOf() + seconds * 1000 <= expires) return undefined;
  return [
    `this takes about ${Math.ceil(seconds / 60)} min, and the Azure CLI's token ends in ${Math.max(0, Math.floor((expires - now.valueOf()) / 60_000))} min:`,
    "if it was signed in by a workflow's token, it gets no other. Sign in again and give the same command for the teams that are left then,",
    "or set signIn to servicePrincipal or managedIdentity, which renew.",
  ].join(" ");
}
