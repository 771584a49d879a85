import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../runtime/command";

/** An engine that knows the address's kind fails at once, or asks Azure. */
const LIMIT_MS = 10_000;

/**
 * What an engine says that has no state stores of the clouds, as the one that is compiled here (`scripts/engine`): it
 * takes the address for one of Pulumi Cloud, and asks for its token.
 */
const UNKNOWN_KIND = /PULUMI_ACCESS_TOKEN must be set|was built without state in/;

/** @returns whether an engine can keep state in an Azure container, as far as it says at once. */
export async function knowsAzureState(binary: string): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), "pulumi-"));
  try {
    // A container of nobody, and no account: nothing is reached, and the coach's own sign-in stays as it is.
    const { output } = await run(binary, ["login", "azblob://none", "--non-interactive"], {
      env: {
        PULUMI_HOME: home,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_ACCESS_TOKEN: undefined,
        AZURE_STORAGE_ACCOUNT: undefined,
      },
      limit: LIMIT_MS,
    });
    return !UNKNOWN_KIND.test(output);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
