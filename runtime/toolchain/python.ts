import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../command";
import { buildTools, type PythonPackage } from "./pythonPackages";
import { ToolchainError } from "./toolchainError";

/** The oldest Python that Spark 4.0 and the notebooks run on, and the newest that they were tried on. */
const OLDEST_MINOR = 10;
const NEWEST_TRIED_MINOR = 13;
const candidates = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];

/** A Python installation of this machine. */
export interface Python {
  readonly executable: string;
  /** E.g. `3.11.7`. */
  readonly version: string;
  readonly hasVenv: boolean;
  readonly hasPip: boolean;
  readonly hasEnsurepip: boolean;
}

const PROBE = `
import importlib.util as util, json, platform, sys
has = lambda name: util.find_spec(name) is not None
print(json.dumps({"executable": sys.executable, "version": platform.python_version(),
  "hasVenv": has("venv"), "hasPip": has("pip"), "hasEnsurepip": has("ensurepip")}))`;

/**
 * The first Python on the path of a version that was tried; a newer one where there is no other. Spark 4.0 came before
 * Python 3.14, for which a later one had to change how it pickles functions (SPARK-54269).
 *
 * @throws ToolchainError when there is none, naming what was found
 */
export async function findPython(signal?: AbortSignal): Promise<Python> {
  const tooOld: string[] = [];
  let untried: Python | undefined;
  for (const candidate of candidates) {
    // Whatever keeps a candidate from answering, the next one may do.
    const answer = await runCommand(candidate, ["-c", PROBE], { signal }).catch(() => undefined);
    signal?.throwIfAborted();
    if (answer === undefined) continue;
    const python = JSON.parse(answer.stdout) as Python;
    const minor = minorOf(python.version);
    if (minor < OLDEST_MINOR) tooOld.push(`${python.version} at ${python.executable}`);
    else if (minor <= NEWEST_TRIED_MINOR) return usable(python);
    else untried ??= python;
  }
  if (untried !== undefined) return usable(untried);
  throw new ToolchainError(
    `Python 3.${OLDEST_MINOR} or newer is needed and was not found ` +
      `(${tooOld.length === 0 ? `none of ${candidates.slice(0, 2).join(", ")} runs` : `found ${tooOld.join(", ")}`}): ` +
      `install one and put it on the PATH.`,
  );
}

/** @returns 11 for `3.11.7`. A Python 2 is older than any Python 3, and a Python 4 would be newer. */
function minorOf(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 3) return minor;
  return major < 3 ? -1 : Infinity;
}

function usable(python: Python): Python {
  if (!python.hasVenv || !(python.hasPip || python.hasEnsurepip)) {
    const missing = python.hasVenv ? "neither the pip nor the ensurepip module" : "no venv module";
    throw new ToolchainError(
      `Python ${python.version} at ${python.executable} has ${missing}: ` +
        `install it (on Debian and Ubuntu: the package python3-venv).`,
    );
  }
  return python;
}

/** A virtual environment: its interpreter and where its packages go. */
export interface Environment {
  readonly python: string;
  readonly sitePackages: string;
}

/** Creates a virtual environment in `folder`, without pip: nothing but Spark is ever installed into it. */
export async function makeEnvironment(
  { executable, version }: Python,
  folder: string,
  signal: AbortSignal,
): Promise<Environment> {
  await runCommand(executable, ["-m", "venv", "--without-pip", folder], { signal });
  return environmentAt(folder, version);
}

/** Where things are in the environment in `folder`. */
export function environmentAt(folder: string, version: string): Environment {
  const [major, minor] = version.split(".");
  return {
    python: join(folder, "bin", "python"),
    sitePackages: join(folder, "lib", `python${major}.${minor}`, "site-packages"),
  };
}

/**
 * Lets pip download `packages`, each with its exact version and checksums, without what they depend on, as the user's
 * pip is configured.
 *
 * @param folder for the files, and for temporary ones
 * @throws CommandError
 */
export async function pipDownload(
  python: Python,
  packages: readonly PythonPackage[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const temporary = join(folder, "temporary");
  const tools = join(temporary, "tools");
  await mkdir(temporary, { recursive: true });
  const env = {
    ...{ TMPDIR: temporary, TEMP: temporary, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1" },
    // What people set to keep their own projects apart would refuse the first of these, or look for a wheel of the second.
    ...{ PIP_REQUIRE_VIRTUALENV: "0", PIP_USER: "0", PIP_ONLY_BINARY: ":none:" },
    PYTHONPATH: tools,
  };
  let { executable } = python;
  if (!python.hasPip) {
    const environment = join(temporary, "pip");
    await runCommand(executable, ["-m", "venv", environment], { signal, env });
    executable = environmentAt(environment, python.version).python;
  }
  const pip = async (action: string, wanted: readonly PythonPackage[], options: readonly string[]) => {
    const file = join(temporary, `${action}.txt`);
    await writeFile(file, requirements(wanted));
    const exact = ["--no-deps", "--no-cache-dir", "--require-hashes", "--requirement", file];
    await runCommand(executable, ["-m", "pip", action, ...exact, ...options], { signal, env });
  };
  await pip("install", buildTools, ["--quiet", "--target", tools]);
  await pip("download", packages, ["--no-build-isolation", "--progress-bar", "off", "--dest", folder]);
}

/** A requirements file in pip's hash-checking mode. */
function requirements(packages: readonly PythonPackage[]): string {
  const lines = packages.map(({ name, version, sha256 }) =>
    [`${name}==${version}`, ...sha256.map((hash) => `--hash=sha256:${hash}`)].join(" "),
  );
  return `${lines.join("\n")}\n`;
}
