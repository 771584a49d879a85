import { serializeFunction } from "@pulumi/pulumi/runtime";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";

/** Tells code that a dynamic resource carries from all other. */
export type IsOwnCode = (code: string) => boolean | Promise<boolean>;

/** Takes the code of one provider of the program that runs in this process, and none besides. */
export function onlyCodeOf(provider: ResourceProvider): IsOwnCode {
  let own: Promise<string> | undefined;
  return async (code) => code === (await (own ??= codeOf(provider)));
}

/** As `pulumi.dynamic.Resource` serialises it (`serializeProvider` in @pulumi/pulumi/dynamic), to the name of the variable. */
async function codeOf(provider: ResourceProvider): Promise<string> {
  return (await serializeFunction(() => provider, { allowSecrets: true })).text;
}
