import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "./process";

const OWN = join(__dirname, "go", "_overlay");

/**
 * Files of Go modules that others stand in for, or none. They are what the CLI has for state, keys and logs in the
 * clouds: a third of the code that it consists of, nearly all of it the clouds' SDKs, and none of it is used here,
 * where state lies in a folder and a passphrase keeps its secrets.
 */
const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  "github.com/pulumi/pulumi/pkg/v3": {
    "secrets/cloud/manager.go": "secrets.go",
    "authhelpers/gcpauth.go": "authhelpers.go",
    "operations/operations_aws.go": "operations.go",
    "operations/operations_gcp.go": null,
  },
  "gocloud.dev": {
    "blob/azureblob/azureblob.go": "azureblob.go",
    "blob/gcsblob/gcsblob.go": "gcsblob.go",
    "blob/gcsblob/iam.go": null,
    "blob/s3blob/s3blob.go": "s3blob.go",
  },
};

/**
 * Writes what `go build -overlay` reads. Source: https://pkg.go.dev/cmd/go, "-overlay file".
 *
 * @param go runs it with arguments, in the folder of the module
 * @returns how `go` ended where it failed
 */
export async function writeOverlay(
  file: string,
  go: (...args: string[]) => Promise<Ended>,
): Promise<Ended | undefined> {
  const modules = Object.keys(LEFT_OUT);
  const downloaded = await go("mod", "download", ...modules);
  if (downloaded.code !== 0) return downloaded;
  const listed = await go("list", "-mod=readonly", "-m", "-f", "{{.Path}} {{.Dir}}", ...modules);
  if (listed.code !== 0) return listed;
  const folders = listed.stdout.trim().split("\n");
  const replaced = folders.flatMap((line) => {
    const [module = "", folder = ""] = line.split(/ (.*)/);
    return Object.entries(LEFT_OUT[module] ?? {}).map(([path, own]) => [
      join(folder, path),
      own === null ? "" : join(OWN, own),
    ]);
  });
  await writeFile(file, JSON.stringify({ Replace: Object.fromEntries(replaced) }));
  return undefined;
}
