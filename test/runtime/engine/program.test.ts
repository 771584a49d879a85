import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngineProgram } from "../../../runtime/engine/program";

let folder: string;
const { PATH } = process.env;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "program-"));
  process.env["PATH"] = join(folder, "path");
});
afterEach(async () => {
  process.env["PATH"] = PATH;
  await rm(folder, { recursive: true });
});

async function engine(place: "path" | "kept/bin", says: string): Promise<string> {
  const file = join(folder, place, "pulumi");
  await mkdir(join(folder, place), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${says}\n`);
  await chmod(file, 0o755);
  return file;
}

describe("an engine's program", () => {
  it("is the one on the PATH, else the one that is kept", async () => {
    const kept = await engine("kept/bin", "echo v3.259.0");
    expect(await findEngineProgram(join(folder, "kept"))).toEqual({ binary: kept, version: "3.259.0" });
    await engine("path", "echo v3.300.1-alpha.1");
    expect(await findEngineProgram(join(folder, "kept"))).toEqual({ binary: "pulumi", version: "3.300.1" });
  });

  it("that is too old, or does not say what it is, is none; each reason is told", async () => {
    await engine("path", "echo v3.99.0");
    await engine("kept/bin", "exit 3");
    await expect(findEngineProgram(join(folder, "kept"))).rejects.toThrow(
      `No Pulumi engine: pulumi is 3.99.0, too old: 3.217.0 is needed; ${join(folder, "kept", "bin", "pulumi")} does not say its version. Install one`,
    );
  });

  it("that is nowhere is told so", async () => {
    await expect(findEngineProgram(join(folder, "kept"))).rejects.toThrow(
      `No Pulumi engine: no pulumi on the PATH; none in ${join(folder, "kept")}. Install one`,
    );
  });
});
