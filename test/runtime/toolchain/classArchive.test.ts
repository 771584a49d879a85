import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aboutArchive, archiveClasses, archiveOptions } from "../../../runtime/toolchain/classArchive";
import { fakePrograms } from "./fakePrograms";

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "archive-"));
  folder = join(root, "classes");
  for (const name of ["classes", "jars", "bin"]) mkdirSync(join(root, name));
});
afterEach(() => rmSync(root, { recursive: true }));

/** @param script what the training does instead */
async function archive(script: string, signal = new AbortController().signal): Promise<void> {
  fakePrograms(join(root, "bin"), { python: script });
  const jars = join(root, "jars");
  const tools = { java: "java", sparkHome: "spark", sparkJars: jars, extensionJars: jars };
  await archiveClasses({ ...tools, python: join(root, "bin", "python") }, folder, signal);
}

it("a Java that makes no archive leaves none, the person is told, and Spark starts without", async () => {
  await archive("exit 1");
  expect(readdirSync(folder)).toEqual([]);
  expect(aboutArchive(folder)).toEqual({ detail: "none: with this Java, Spark starts more slowly" });
  expect(archiveOptions({ classArchive: folder })).toEqual([]);
});

it("an archive that was made is what Spark starts from", async () => {
  writeFileSync(join(folder, "spark.jsa"), "");
  expect(aboutArchive(folder)).toEqual({});
  expect(archiveOptions({ classArchive: folder })[0]).toBe(
    `-XX:SharedArchiveFile=${join(folder, "spark.jsa")}`,
  );
});

it("who stops the set-up meanwhile stops it", async () => {
  const end = new AbortController();
  const made = archive("sleep 60", end.signal);
  end.abort(new Error("stopped"));
  await expect(made).rejects.toThrow("stopped");
});
