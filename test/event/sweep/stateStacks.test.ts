import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventFolder, type EventFolder } from "../../../event/eventFolder";
import { listStacks, type StackStore } from "../../../event/sweep/stateStacks";

let base: string;
let folder: EventFolder;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "sweep-"));
  folder = await eventFolder("contoso", false, base);
});
afterEach(() => rm(base, { recursive: true }));

const store = (): StackStore => ({
  ...{ event: "contoso", folder, state: { kind: "file" }, home: join(base, "home") },
  engine: () => Promise.reject(new Error("no engine is asked for what is in a folder")),
});

async function writeState(root: string, name: string, text: string): Promise<string> {
  const states = join(root, "state", ".pulumi", "stacks", "clickstream-challenge");
  await mkdir(states, { recursive: true });
  await writeFile(join(states, name), text);
  return join(states, name);
}

const stateOf = (id: string): string =>
  JSON.stringify({
    version: 3,
    checkpoint: { latest: { resources: [{ urn: "urn", type: "some:type", id }] } },
  });

describe("the stacks of an event", () => {
  it("are those in its folder and in every other event's, without their backups", async () => {
    await writeState(folder.root, "red.json", stateOf("one"));
    await writeState(folder.root, "red.json.bak", "{");
    await writeState(folder.root, "empty.json", JSON.stringify({ version: 3, checkpoint: { latest: null } }));
    await writeState(join(base, "fabrikam"), "blue.json", stateOf("two"));
    await mkdir(join(base, ".processes"));
    const listed = await listStacks(store(), base);
    expect(listed).toEqual({
      value: [
        { event: "contoso", team: "empty", deployment: {} },
        {
          event: "contoso",
          team: "red",
          deployment: { resources: [{ urn: "urn", type: "some:type", id: "one" }] },
        },
        {
          event: "fabrikam",
          team: "blue",
          deployment: { resources: [{ urn: "urn", type: "some:type", id: "two" }] },
        },
      ],
    });
  });

  it.each([
    ["red.json", "{", "is not the state of a stack"],
    ["red.json", "{}", "is not the state of a stack"],
    ["red.json.gz", "", "is packed, which is not read here"],
  ])("are unknown, all of them, where one cannot be read: %s with %s", async (name, text, why) => {
    await writeState(folder.root, "green.json", stateOf("one"));
    const file = await writeState(folder.root, name, text);
    expect(await listStacks(store(), base)).toEqual({ unknown: `${file} ${why}` });
  });

  it("are none where nothing was ever made", async () => {
    expect(await listStacks(store(), base)).toEqual({ value: [] });
  });

  it("are unknown where they are kept elsewhere and there is no engine to ask", async () => {
    const elsewhere: StackStore = { ...store(), state: { kind: "cloud", organization: "contoso" } };
    expect(await listStacks(elsewhere, base)).toEqual({
      unknown: "no engine is asked for what is in a folder",
    });
  });
});
