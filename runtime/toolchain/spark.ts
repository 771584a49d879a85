import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { downloadError } from "./downloadError";
import { makeEnvironment, pipDownload, type Python } from "./python";

/** The Spark of Databricks Runtime 17.3 LTS. */
export const PYSPARK = "4.0.4";
/** What pyspark talks to its Java side with; the version that its own distribution carries. */
const PY4J = "0.10.9.9";

/** Creates a Python environment with Spark in `folder`. */
export async function installSpark(python: Python, folder: string, signal: AbortSignal): Promise<void> {
  const downloads = join(folder, "downloads");
  await mkdir(downloads);
  const [{ sitePackages }] = await Promise.all([
    makeEnvironment(python, folder, signal),
    pipDownload(python, [`pyspark==${PYSPARK}`, `py4j==${PY4J}`], downloads, signal).catch(
      (error: unknown) => {
        throw downloadError(`Spark (pyspark ${PYSPARK})`, "pip's configuration", error);
      },
    ),
  ]);
  await runCommand(python.executable, [join(__dirname, "unpack.py"), downloads, sitePackages], { signal });
  await rm(downloads, { recursive: true });
}
