import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleGenerator } from "../../generator/bundle";

const repository = join(__dirname, "..", "..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("the generator is one file of less than 500 kB in Base64 that runs without packages beside it", async () => {
  const text = await bundleGenerator();
  expect(Buffer.from(text).toString("base64").length).toBeLessThan(500_000);
  const file = join(folder, "generator.mjs");
  writeFileSync(file, text);
  const ended = spawnSync(process.execPath, [file], { cwd: folder, env: {}, encoding: "utf8" });
  expect(ended.stderr).toMatch(/^hostName is not set: /);
  expect(ended.status).toBe(1);
});

it("the generator fits into the command by which a team creates its container", async () => {
  const text = await bundleGenerator();
  // Linux takes no longer argument (MAX_ARG_STRLEN, execve(2)), and this one has the file's name and `=` before it.
  expect(text.length).toBeLessThan(128 * 1024 - 100);
  // ASCII: `validate_secret` of Azure's CLI encodes nothing else (azure-cli, command_modules/container/_validators.py).
  expect(Buffer.byteLength(text)).toBe(text.length);
});

/** Bundles a working copy in another folder, in a process of its own that is started elsewhere. */
function bundleOf(copy: string): string {
  const script =
    `require(${JSON.stringify(join(copy, "generator", "bundle.ts"))}).bundleGenerator()` +
    ".then((text) => process.stdout.write(text))";
  const tsx = require.resolve("tsx/cjs");
  const ended = spawnSync(process.execPath, ["--require", tsx, "-e", script], {
    cwd: tmpdir(),
    encoding: "utf8",
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout;
}

it("its bytes are the same wherever the repository lies, and whichever line ends its working copy has", async () => {
  for (const path of ["generator", "clients/eventHubs.ts"]) {
    cpSync(join(repository, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  const main = join(folder, "generator", "clicks.ts");
  writeFileSync(main, readFileSync(main, "utf8").replaceAll("\n", "\r\n"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es5" } }));
  const text = await bundleGenerator();
  expect(bundleOf(folder)).toBe(text);
  for (const path of [repository, dirname(repository)]) expect(text).not.toContain(path);
});
