import { serializeFunction } from "@pulumi/pulumi/runtime";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";

/** Tells code that a dynamic resource carries from all other. */
export type IsOwnCode = (code: string) => boolean | Promise<boolean>;

/** Takes the code of one provider of the program that runs in this process, and none besides. */
export function onlyCodeOf(provider: ResourceProvider): IsOwnCode {
  let own: Promise<string> | undefined;
  return async (code) => withSpaces(code) === (await (own ??= codeOf(provider)));
}

/** As `pulumi.dynamic.Resource` serialises it (`serializeProvider` in @pulumi/pulumi/dynamic), to the name of the variable. */
async function codeOf(provider: ResourceProvider): Promise<string> {
  return withSpaces((await serializeFunction(() => provider, { allowSecrets: true })).text);
}

/** The SDK's `() => provider` and this file's are the same function; whoever loads TypeScript may leave out spaces here. */
function withSpaces(code: string): string {
  return code.replace(/\(\)\s*=>\s*provider\b/, "() => provider");
}
