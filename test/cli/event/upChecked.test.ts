import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedCloud, type SimulatedCloud } from "../../../emulator";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm } from "../../../emulator/armRest/server";
import { runEvent } from "./eventProgram";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..", "..");
const SUBSCRIPTION = "00000000-0000-4000-8000-000000000011";
const NAME = "checked-first";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "up-checked-"));
  // Nothing of it reaches beyond loopback.
  const image = "settings: { generatorImage: '127.0.0.1:9/generator:1' }";
  await writeFile(
    join(folder, "event.yaml"),
    [
      `event: ${NAME}`,
      "owner: coach@contoso.com",
      "expires: 2099-12-31",
      "places:",
      `  - { subscription: ${SUBSCRIPTION}, regions: [westeurope] }`,
      "teams: [red]",
      image,
    ].join("\n"),
  );
  // An engine that notes what it is asked.
  const binary = join(folder, "pulumi");
  await writeFile(binary, `#!/bin/sh\necho "$@" >> ${join(folder, "asked")}\necho v3.259.0\n`);
  await chmod(binary, 0o755);
});
afterEach(async () => {
  for (const each of [folder, join(root, ".local", "event", NAME)])
    await rm(each, { recursive: true, force: true });
});

/** Runs a verb on a machine that reaches a simulated Azure and nothing else. */
async function event(cloud: SimulatedCloud, ...args: readonly string[]) {
  const arm = await serveArm(armResourcesOf(cloud));
  const { code, stderr } = await runEvent(folder, args, { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address });
  await arm.stop();
  return { code, said: stderr };
}

/** What the engine was asked besides its version. */
async function asked(): Promise<string[]> {
  const lines = (await readFile(join(folder, "asked"), "utf8")).trim().split("\n");
  return lines.filter((command) => command !== "version");
}

describe.each([["up"], ["add teal lime"]])("%s, on Azure", (verb) => {
  it("is refused where a check fails, and then nothing was installed, opened, made or written", async () => {
    const cloud = createSimulatedCloud({
      identity: { subscriptionId: SUBSCRIPTION },
      limits: { mayAssignRoles: false },
    });
    const file = await readFile(join(folder, "event.yaml"), "utf8");
    const { code, said } = await event(cloud, ...verb.split(" "));
    expect(code).toBe(2);
    expect(said).toMatch(/^fail .*assign roles/m);
    expect(said).toContain("Nothing was made: mend this first.");
    expect(await asked()).toEqual([]);
    expect(cloud.state.resources()).toEqual([]);
    expect(await readFile(join(folder, "event.yaml"), "utf8")).toBe(file);
  });
});

describe("add", () => {
  it.each([
    ["teal TEAL", "event.yaml has a team teal already."],
    ["teal --file none.yaml", "none.yaml: there is no such file; `npm run event -- init` writes one"],
  ])("%s is refused, and the file stays as it was", async (args, why) => {
    const file = await readFile(join(folder, "event.yaml"), "utf8");
    const { code, said } = await event(createSimulatedCloud(), "add", ...args.split(" "), "--rehearse");
    expect(said).toContain(why);
    expect(code).not.toBe(0);
    expect(await readFile(join(folder, "event.yaml"), "utf8")).toBe(file);
  });
});
