import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPlugins } from "../../event/run/plugins";
import { requireState } from "../../event/run/stateStore";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "state-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** An engine that notes how it is called, and does what the script says. */
async function engine(
  script: string,
): Promise<{ binary: string; version: string; calls(): Promise<string[]> }> {
  const binary = join(folder, "pulumi");
  const notes = join(folder, "calls");
  await writeFile(
    binary,
    `#!/bin/sh\necho "$@ | $PULUMI_BACKEND_URL | $PULUMI_HOME" >> ${notes}\n${script}\n`,
  );
  await chmod(binary, 0o755);
  const calls = async (): Promise<string[]> =>
    (await readFile(notes, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  return { binary, version: "3.259.0", calls };
}

describe("an event's state that is kept elsewhere", () => {
  const url = "azblob://states?storage_account=contoso";

  it("is asked for by the engine, in the home that the teams' engines have", async () => {
    const able = await engine("exit 0");
    await requireState(able, { kind: "azblob", url }, "/home/own");
    await requireState(able, { kind: "cloud", organization: "contoso" }, "/home/own");
    await requireState(able, { kind: "file" }, "/home/own");
    const asked = (await able.calls()).filter((call) => call.startsWith("whoami"));
    expect(asked).toEqual([
      `whoami --non-interactive | ${url} | /home/own`,
      "whoami --non-interactive | https://api.pulumi.com | /home/own",
    ]);
  });

  it("is refused with the engine's own words where it cannot be used", async () => {
    const unable = await engine(
      "echo 'error: this engine was built without it: install the Pulumi CLI' >&2; exit 255",
    );
    await expect(requireState(unable, { kind: "azblob", url }, folder)).rejects.toThrow(
      `the event's state, ${url}, cannot be used: this engine was built without it: install the Pulumi CLI`,
    );
  });
});

describe("the providers' plugins", () => {
  const versionOf = (name: string) =>
    (jest.requireActual(`@pulumi/${name}/package.json`) as { readonly version: string }).version;

  it("are installed where they are missing, in the versions of the SDKs", async () => {
    const listed = JSON.stringify([
      { name: "random", version: versionOf("random") },
      { name: "databricks", version: "1.0.0" },
    ]);
    const able = await engine(`[ "$2" = ls ] && echo '${listed}'\nexit 0`);
    const said: string[] = [];
    await installPlugins(able, "/home/own", (text) => void said.push(text));
    expect((await able.calls()).map((call) => call.split(" |")[0])).toEqual([
      "plugin ls --json",
      `plugin install resource azure-native ${versionOf("azure-native")}`,
      `plugin install resource databricks ${versionOf("databricks")}`,
    ]);
    expect(said).toHaveLength(2);
  });

  it("that cannot be had are named", async () => {
    const unable = await engine(
      `[ "$2" = ls ] && { echo '[]'; exit 0; }\necho 'no route to host' >&2; exit 1`,
    );
    await expect(installPlugins(unable, folder, () => undefined)).rejects.toThrow(
      `plugin azure-native ${versionOf("azure-native")} cannot be installed: no route to host`,
    );
  });
});
