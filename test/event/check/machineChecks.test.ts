import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkEngine } from "../../../event/check/machineChecks";
import { eventOf } from "./stage";

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "engine-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that says something on standard error and fails. */
async function engine(says: string): Promise<{ version: string; binary: string }> {
  const binary = join(folder, "pulumi");
  await writeFile(binary, `#!/bin/sh\necho '${says}' >&2\nexit 255\n`);
  await chmod(binary, 0o700);
  return { version: "3.259.0", binary };
}

const inAzure = eventOf(1, ["state: azblob://states?storage_account=contoso"]);

describe("the check of the engine", () => {
  it("says at once that one compiled here keeps no state in Azure", async () => {
    // Word for word what the engine of `npm run engine:compile` printed.
    const found = await engine(
      'error: could not log in to the state backend "azblob://none": PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions',
    );
    expect(await checkEngine(found, inAzure)).toMatchObject({
      verdict: "fail",
      found: `Pulumi 3.259.0 at ${found.binary} cannot keep state in azblob://states?storage_account=contoso: it was compiled without`,
    });
    expect(await checkEngine(found, eventOf(1))).toMatchObject({ verdict: "ok", found: "Pulumi 3.259.0" });
  });

  it("takes one that only lacks the account", async () => {
    const found = await engine("error: azureblob.OpenBucket: AZURE_STORAGE_ACCOUNT is not set");
    expect(await checkEngine(found, inAzure)).toMatchObject({ verdict: "ok" });
  });

  it("warns where there is none", async () => {
    expect(await checkEngine("no pulumi on the PATH", inAzure)).toMatchObject({
      verdict: "warn",
      found: "none: no pulumi on the PATH",
    });
  });
});
