import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedFolder, removePartials } from "../../../runtime/toolchain/cachedFolder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "part-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writes = (text: string) => (path: string) => Promise.resolve(writeFileSync(join(path, "file"), text));

it("it is there when it is complete, not before, and known by its contents", async () => {
  const made = cachedFolder(folder, "jars", ["a"]);
  expect(made.present).toBe(false);
  await made.make(async (path) => {
    await writes("a")(path);
    expect(existsSync(made.path)).toBe(false);
  });
  expect(readFileSync(join(made.path, "file"), "utf8")).toBe("a");
  expect(cachedFolder(folder, "jars", ["a"])).toMatchObject({ present: true, path: made.path });
  expect(cachedFolder(folder, "jars", ["b"]).present).toBe(false);
  expect(cachedFolder(folder, "other", ["a"]).present).toBe(false);
});

it("a build that fails leaves nothing", async () => {
  const failing = cachedFolder(folder, "jars", ["a"]).make(async (path) => {
    await writes("half")(path);
    throw new Error("Interrupted.");
  });
  await expect(failing).rejects.toThrow("Interrupted.");
  expect(readdirSync(folder)).toEqual([]);
});

it("two at once: both succeed, one is kept", async () => {
  const made = cachedFolder(folder, "jars", ["a"]);
  await Promise.all([made.make(writes("a")), made.make(writes("a"))]);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(readFileSync(join(made.path, "file"), "utf8")).toBe("a");
});

it("versions of more than a day are removed, younger ones and other folders are not", async () => {
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  const old = cachedFolder(folder, "jars", ["old"]);
  const young = cachedFolder(folder, "jars", ["young"]);
  const other = cachedFolder(folder, "spark", ["old"]);
  for (const each of [old, other]) {
    await each.make(writes("x"));
    utimesSync(each.path, twoDaysAgo, twoDaysAgo);
  }
  await young.make(writes("x"));
  await cachedFolder(folder, "jars", ["new"]).make(writes("x"));
  expect(existsSync(old.path)).toBe(false);
  expect(existsSync(young.path)).toBe(true);
  expect(existsSync(other.path)).toBe(true);
});

it("what a dead builder left is removed, a living one's is not", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  mkdirSync(join(folder, `jars.partial-${dead}-x`));
  mkdirSync(join(folder, `jars.partial-${process.pid}-x`));
  await removePartials(folder);
  expect(readdirSync(folder)).toEqual([`jars.partial-${process.pid}-x`]);
});
