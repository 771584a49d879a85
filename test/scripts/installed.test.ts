import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "..", "..");
/** Where npm notes what it has installed. */
const noteOfNpm = join("node_modules", ".package-lock.json");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "installed-"));
  for (const file of ["package-lock.json", noteOfNpm, join("scripts", "installed.cjs")])
    cpSync(join(root, file), join(folder, file));
  npmEnds(0);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts an npm on the PATH that notes how it is called, writes on both outputs, and ends with that code. */
function npmEnds(code: number): void {
  const npm = join(folder, "bin", "npm");
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(npm, `#!/bin/sh\necho "$PWD: $*" >> '${calls()}'\necho out\necho err >&2\nexit ${code}\n`);
  chmodSync(npm, 0o755);
}

const calls = (): string => join(folder, "calls");
const npmCalls = (): string[] => readFileSync(calls(), "utf8").trim().split("\n");

/** Starts Node as a command does, with the script before the command's own program. */
function start(before = "", program = 'process.stdout.write("the command")', user: { uid?: number } = {}) {
  const script = JSON.stringify(join(folder, "scripts", "installed.cjs"));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`,
  };
  // As where Node is started without npm: `npm test` names its own.
  delete env["npm_execpath"];
  const code = `${before};require(${script});${program}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
    env,
    encoding: "utf8",
    ...user,
  });
  return { status, stdout, stderr };
}

/** Has the lock file ask for another version of a package than is installed. */
function changeLock(name: string): void {
  const file = join(folder, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, { version: string }> };
  const found = lock.packages[name];
  if (found === undefined) throw new Error(`${name} is not in the lock file`);
  found.version = "0.0.1";
  writeFileSync(file, JSON.stringify(lock));
}

const SAID = "Installing the packages of package-lock.json (npm ci): node_modules/yaml differs from it.\n";

describe("what a command does about its packages", () => {
  it("where they are another user's to install says so and what to do, and does not have npm try", () => {
    changeLock("node_modules/yaml");
    chmodSync(folder, 0o555);
    // Root may write everywhere.
    const { status, stdout, stderr } = start("", "", process.getuid?.() === 0 ? { uid: 65_534 } : {});
    chmodSync(folder, 0o755);
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      `node_modules/yaml differs from package-lock.json, and you cannot write in ${folder}, where it would be installed. ` +
        "Clone the repository to a folder of your own, and start there.\n",
    ]);
    expect(() => npmCalls()).toThrow("ENOENT");
  });

  it("where all are installed says nothing, calls nobody, and takes less than 100 ms", () => {
    // Time of the processor: on a busy machine the clock counts others' work.
    const measure = "const { user, system } = process.cpuUsage(began); console.log((user + system) / 1000)";
    const { status, stdout, stderr } = start("const began = process.cpuUsage()", measure);
    expect([status, stderr]).toEqual([0, ""]);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(100);
    expect(() => npmCalls()).toThrow("ENOENT");
  });

  it("where the lock file says otherwise names the package, has npm install once, and goes on", () => {
    changeLock("node_modules/yaml");
    expect(start()).toEqual({ status: 0, stdout: "the command", stderr: `${SAID}out\nerr\n` });
    expect(npmCalls()).toEqual([`${folder}: ci --no-audit --no-fund`]);
  });

  it("where nothing is installed does the same", () => {
    rmSync(join(folder, "node_modules"), { recursive: true });
    expect(start()).toMatchObject({ status: 0, stdout: "the command" });
    expect(npmCalls()).toEqual([`${folder}: ci --no-audit --no-fund`]);
  });

  it("where npm fails ends with 1 and one sentence, and starts nothing", () => {
    changeLock("node_modules/yaml");
    npmEnds(7);
    expect(start()).toEqual({
      status: 1,
      stdout: "",
      stderr: `${SAID}out\nerr\nnpm ci failed, see above; nothing was started.\n`,
    });
  });

  it("where Node is too old says so in one sentence, and does not call npm", () => {
    changeLock("node_modules/yaml");
    const old = 'Object.defineProperty(process, "versions", { value: { node: "18.20.4" } })';
    expect(start(old)).toEqual({
      status: 1,
      stdout: "",
      stderr: "This is Node 18.20.4; Node 20 or newer is needed (https://nodejs.org).\n",
    });
    expect(() => npmCalls()).toThrow("ENOENT");
  });
});
