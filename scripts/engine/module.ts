import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "../../runtime/command";

const ownFiles = join(__dirname, "go");

/**
 * Files and packages of the vendored modules, each with the file that replaces it, or null. They are the CLI's state
 * stores, key stores and logs in the clouds: a third of its code, nearly all of it the clouds' SDKs. None of it is used
 * here, where state is in a folder and a passphrase keeps its secrets.
 */
const replacements: Readonly<Record<string, string | null>> = {
  "github.com/aws/aws-sdk-go-v2/service/s3": "s3.go",
  "github.com/pulumi/pulumi/pkg/v3/secrets/cloud/manager.go": "secrets.go",
  "github.com/pulumi/pulumi/pkg/v3/authhelpers/gcpauth.go": "authhelpers.go",
  "github.com/pulumi/pulumi/pkg/v3/operations/operations_aws.go": "operations.go",
  "github.com/pulumi/pulumi/pkg/v3/operations/operations_gcp.go": null,
  "gocloud.dev/blob/azureblob/azureblob.go": "azureblob.go",
  "gocloud.dev/blob/gcsblob/gcsblob.go": "gcsblob.go",
  "gocloud.dev/blob/gcsblob/iam.go": null,
  "gocloud.dev/blob/s3blob/s3blob.go": "s3blob.go",
};

/**
 * Creates a Go module that holds all code of the CLI in its `vendor`, as `go.sum` verifies it, but for what this project
 * never uses. Vendored, because Go lets nobody replace files in its own cache of modules.
 *
 * @param folder is created; an earlier one is removed first
 * @param go runs it with arguments, in that folder
 * @returns how `go` ended where it failed
 */
export async function createModule(
  folder: string,
  go: (...args: string[]) => Promise<Ended>,
): Promise<Ended | undefined> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const file of ["go.mod", "go.sum", "engine.go"])
    await copyFile(join(ownFiles, file), join(folder, file));
  const vendored = await go("mod", "vendor");
  if (vendored.code !== 0) return vendored;
  for (const [path, replacement] of Object.entries(replacements)) {
    const target = join(folder, "vendor", path);
    await rm(target, { recursive: true });
    if (replacement === null) continue;
    const isFile = target.endsWith(".go");
    if (!isFile) await mkdir(target);
    await copyFile(join(ownFiles, "_instead", replacement), isFile ? target : join(target, replacement));
  }
  return undefined;
}
