import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { downloadError } from "./downloadError";
import { makeEnvironment, pipDownload, type Python } from "./python";
import { py4j, pyspark } from "./pythonPackages";

/** Creates a Python environment with Spark in `folder`. */
export async function installSpark(python: Python, folder: string, signal: AbortSignal): Promise<void> {
  const downloads = join(folder, "downloads");
  await mkdir(downloads);
  const [{ sitePackages }] = await Promise.all([
    makeEnvironment(python, folder, signal),
    pipDownload(python, [pyspark, py4j], downloads, signal).catch((error: unknown) => {
      throw downloadError(`Spark (pyspark ${pyspark.version})`, "pip's configuration", error);
    }),
  ]);
  await runCommand(python.executable, [join(__dirname, "unpack.py"), downloads, sitePackages], { signal });
  await rm(downloads, { recursive: true });
}
