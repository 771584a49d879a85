import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProcesses } from "../../event/bundle";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the bundle of an event's processes", () => {
  it("is built once, and again when a source has changed", async () => {
    const file = await buildProcesses(folder);
    const { mtimeMs } = await stat(file);
    expect(await buildProcesses(folder)).toBe(file);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);

    const noted = join(folder, "built.json");
    const built = JSON.parse(await readFile(noted, "utf8")) as { sources: Record<string, number> };
    const program = join(__dirname, "..", "..", "components", "challenge.ts");
    expect(Object.keys(built.sources)).toContain(program);
    const [first = ""] = Object.keys(built.sources);
    await writeFile(noted, JSON.stringify({ ...built, sources: { ...built.sources, [first]: 0 } }));
    await buildProcesses(folder);
    expect((await stat(file)).mtimeMs).toBeGreaterThan(mtimeMs);
  });

  it("finds the program's own files where they are", async () => {
    const code = await readFile(await buildProcesses(folder), "utf8");
    expect(code).not.toMatch(/join\w*\(__dirname, "\.\.", "notebooks"/);
    expect(code).toContain(JSON.stringify(join(__dirname, "..", "..", "components")));
  });
});
