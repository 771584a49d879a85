import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, runCommand } from "../command";
import type { Toolchain } from "./toolchain";

const training = join(__dirname, "..", "spark", "driver", "training.py");

const FILE = "spark.jsa";
/** Ten times what it takes on an idle machine. */
const LIMIT_MS = 300_000;

type SparkTools = Pick<Toolchain, "java" | "python" | "sparkHome" | "sparkJars" | "extensionJars">;

/** Jars of Spark's JVM. In full, but for Spark's own: Java expands a `*` in no particular order, and a class may be in two jars. */
export async function sparkClasspath({
  extensionJars,
  sparkHome,
  sparkJars,
}: Omit<SparkTools, "java" | "python">): Promise<string[]> {
  const jars = (await readdir(sparkJars)).filter((name) => name.endsWith(".jar")).sort();
  return [
    join(extensionJars, "spark.jar"),
    ...jars.map((name) => join(sparkJars, name)),
    join(sparkHome, "jars", "*"),
  ];
}

/**
 * Brings an archive of Spark's classes, as they are once loaded, into a folder: its JVMs then start in half the time. A Java
 * that cannot make one leaves the folder empty, and everything works as it does without.
 *
 * @throws the signal's reason when aborted
 */
export async function archiveClasses(tools: SparkTools, folder: string, signal: AbortSignal): Promise<void> {
  const options = {
    java: tools.java,
    spark_home: tools.sparkHome,
    classpath: await sparkClasspath(tools),
    folder,
    archive: join(folder, FILE),
  };
  try {
    await runCommand(tools.python, ["-B", training, JSON.stringify(options)], { limit: LIMIT_MS, signal });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}

/** What decides what is in the archive, beside the jars. */
export const trainingProgram = (): string => readFileSync(training, "utf8");

/** What the person who waited for {@link archiveClasses} is told. */
export function aboutArchive(folder: string): { readonly detail?: string } {
  return existsSync(join(folder, FILE)) ? {} : { detail: "none: with this Java, Spark starts more slowly" };
}

/** Options of a JVM of Spark: to start from the archive, where there is one. One that does not fit it does without by itself. */
export function archiveOptions({ classArchive }: Pick<Toolchain, "classArchive">): string[] {
  const file = join(classArchive, FILE);
  return existsSync(file)
    ? [`-XX:SharedArchiveFile=${file}`, "-Xshare:auto", "-Xlog:cds*=off", "-Xlog:class+path=off"]
    : [];
}
