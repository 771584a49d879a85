import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEvent } from "./eventProgram";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..", "..");
const NAME = "down-unlisted";
const stored = join(root, ".local", "event", NAME);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "down-"));
  const lines = [
    `event: ${NAME}`,
    "owner: coach@contoso.com",
    "expires: 2099-12-31",
    "places:",
    "  - { subscription: 00000000-0000-4000-8000-000000000011, regions: [westeurope] }",
    "teams: [red]",
  ];
  await writeFile(join(folder, "event.yaml"), lines.join("\n"));
  // An engine that notes what it is asked, and a team that stands though the file has it no longer.
  const binary = join(folder, "pulumi");
  await writeFile(binary, `#!/bin/sh\necho "$@" >> ${join(folder, "asked")}\necho v3.259.0\n`);
  await chmod(binary, 0o755);
  const work = join(stored, "teams", "gone", "work");
  await mkdir(work, { recursive: true });
  const settings = [
    "config:",
    "  azure-native:subscriptionId: 00000000-0000-4000-8000-000000000011",
    "  clickstream-challenge:location: westeurope",
    "  clickstream-challenge:throughStep: '3'",
  ];
  await writeFile(join(work, "Pulumi.gone.yaml"), settings.join("\n"));
});
afterEach(async () => {
  for (const each of [folder, stored]) await rm(each, { recursive: true, force: true });
});

/** Runs a verb on a machine that reaches nobody. */
async function event(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await runEvent(folder, args);
  return { code, said: stdout + stderr };
}

describe("down", () => {
  it("takes the name of a team that stands and is not listed, and destroys nothing --expired before its day", async () => {
    const { code, said } = await event("down", "gone", "--expired");
    expect(said).toContain(`event "${NAME}" runs until 2099-12-31: nothing is destroyed`);
    expect(code).toBe(0);
    expect((await readFile(join(folder, "asked"), "utf8")).trim().split("\n")).toEqual(["version"]);
  });

  it("refuses a name that neither stands nor is listed", async () => {
    const { code, said } = await event("down", "teal");
    expect([code, said]).toEqual([2, `event "${NAME}" has no team "teal"; it has red\n`]);
  });
});
