import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { downloadError } from "./downloadError";
import { makeEnvironment, pipDownload, type Python } from "./python";
import { py4j, pyspark, type PythonPackage } from "./pythonPackages";

/**
 * Creates a Python environment with Spark in `folder`.
 *
 * @param spark @default the product's
 */
export async function installSpark(
  python: Python,
  folder: string,
  signal: AbortSignal,
  spark: PythonPackage = pyspark,
): Promise<void> {
  const both = [
    makeEnvironment(python, folder, signal),
    download(python, `Spark (pyspark ${spark.version})`, [spark, py4j], folder, signal),
  ] as const;
  // Where one fails the folder is removed, which the other must not be filling any longer.
  await Promise.allSettled(both);
  const [{ sitePackages }, downloads] = await Promise.all(both);
  await unpack(python, downloads, sitePackages, signal);
}

/**
 * Puts Python packages, without what they depend on, into `folder`.
 *
 * @param what for an error's text
 */
export async function installPackages(
  python: Python,
  what: string,
  packages: readonly PythonPackage[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await unpack(python, await download(python, what, packages, folder, signal), folder, signal);
}

async function download(
  python: Python,
  what: string,
  packages: readonly PythonPackage[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const downloads = join(folder, "downloads");
  await mkdir(downloads);
  await pipDownload(python, packages, downloads, signal).catch((error: unknown) => {
    throw downloadError(what, "pip's configuration", error);
  });
  return downloads;
}

async function unpack(python: Python, downloads: string, folder: string, signal: AbortSignal): Promise<void> {
  await runCommand(python.executable, [join(__dirname, "unpack.py"), downloads, folder], { signal });
  await rm(downloads, { recursive: true });
}
