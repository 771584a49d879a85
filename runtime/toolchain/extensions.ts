import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { cpSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { CommandError, runCommand } from "../command";
import type { Toolchain } from "./toolchain";
import { ToolchainError } from "./toolchainError";

/** A folder of Java sources of this project, which becomes one jar. */
export interface Extension {
  /** Of the jar: `NAME.jar`. */
  readonly name: string;
  readonly folder: string;
  /** Paths below `folder`, sorted, with their contents. */
  readonly files: ReadonlyMap<string, string>;
}

/** `runtime/NAME/java` for each of `names` that has one. */
export async function findExtensions(localFolder: string, names: readonly string[]): Promise<Extension[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(localFolder, name, "java");
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort();
      const contents = await Promise.all(paths.map((path) => readFile(join(folder, path), "utf8")));
      return { name, folder, files: new Map(paths.map((path, index) => [path, contents[index] ?? ""])) };
    }),
  );
  const present = found.filter(({ files }) => files.size > 0);
  if (present.length === 0) throw new Error(`There are no Java sources in ${localFolder}/*/java.`);
  return present;
}

/**
 * Compiles an extension into `folder/NAME.jar`; files that are not Java sources go into it as they are.
 *
 * Always by Janino, which pyspark brings along, even where there is a `javac`: sources that only `javac` accepts
 * would fail on the machines that have none. (It infers no type arguments: cast what a generic method returns.)
 *
 * @param classpath folders whose jars the sources are compiled against
 */
export async function compileExtension(
  { name, folder: sources, files }: Extension,
  { java, python, sparkHome }: Pick<Toolchain, "java" | "python" | "sparkHome">,
  classpath: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const classes = join(folder, name);
  await mkdir(classes);
  const jarsOf = async (path: string) =>
    (await readdir(path)).filter((file) => file.endsWith(".jar")).map((file) => join(path, file));
  const paths = [...files.keys()];
  try {
    await runCommand(
      java,
      [
        ...["-cp", join(sparkHome, "jars", "*"), "org.codehaus.commons.compiler.samples.CompilerDemo"],
        ...["-classpath", (await Promise.all(classpath.map(jarsOf))).flat().join(delimiter)],
        ...["-d", classes, "-encoding", "UTF-8", "-g"],
        ...paths.filter((path) => path.endsWith(".java")).map((path) => join(sources, path)),
      ],
      { signal },
    );
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new ToolchainError(`The Java sources in ${sources} do not compile: ${error.output.trim()}`, {
      cause: error,
    });
  }
  for (const path of paths.filter((file) => !file.endsWith(".java")))
    cpSync(join(sources, path), join(classes, path));
  await runCommand(python, ["-m", "zipfile", "-c", join(folder, `${name}.jar`), "."], {
    cwd: classes,
    signal,
  });
  await rm(classes, { recursive: true });
}
