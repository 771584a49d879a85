import { steppedClock } from "../../../emulator";
import type { SimulatedCloud } from "../../../emulator";
import { types, workspaceStage } from "./stage";

const notebook = (cloud: SimulatedCloud, path: string) =>
  cloud.create(types.notebook, path, { path, language: "PYTHON", contentBase64: "" });
const dashboard = (cloud: SimulatedCloud, parentPath: string) =>
  cloud.create(types.dashboard, "clicks", { parentPath, displayName: "clicks", serializedDashboard: "{}" });
const folder = (cloud: SimulatedCloud, path: string, more: Record<string, unknown> = {}) =>
  cloud.create(types.directory, path, { path, ...more });

const refusal = (thing: string): string =>
  `1 error occurred:\n\t* cannot create ${thing}: The parent folder (/Shared/a) does not exist.\n\n`;

const moment = { create: 0.2, update: 0.2, delete: 0.2 };
const takesTime = { [types.notebook]: moment, [types.dashboard]: moment };

/** What came of creates that began at the same time: undefined, or what the provider said. */
async function together(...creates: Promise<unknown>[]): Promise<(string | undefined)[]> {
  const settled = await Promise.allSettled(creates);
  return settled.map((each) =>
    each.status === "rejected" ? String((each.reason as Error).message) : undefined,
  );
}

describe.each([
  ["that takes no time", {}],
  ["that takes its time", { clock: steppedClock() }],
  ["that takes its time by the wall's clock", { speed: 1, durations: takesTime }],
])("what is made in a folder of a workspace %s", (_, options) => {
  it("creates the folder if it is missing, and those above it", async () => {
    const { databricks } = await workspaceStage(options);
    await notebook(databricks, "/Shared/a/b/n");
    await dashboard(databricks, "/Shared/c");
    for (const path of ["/Shared/a", "/Shared/a/b", "/Shared/c"]) {
      expect((await databricks.read(types.directory, path))?.outputs).toMatchObject({
        path,
        workspacePath: `/Workspace${path}`,
      });
    }
    expect(databricks.state.resources(types.directory)).toHaveLength(3);
  });

  it("fails while a sibling creates the folder, and succeeds once that is done", async () => {
    const { databricks } = await workspaceStage(options);
    const paths = ["/Shared/a/1", "/Shared/a/2", "/Shared/a/3"];
    expect(
      await together(...paths.map((path) => notebook(databricks, path)), dashboard(databricks, "/Shared/a")),
    ).toEqual([undefined, refusal("notebook"), refusal("notebook"), refusal("dashboard")]);
    expect(await together(...paths.map((path) => notebook(databricks, path)))).toEqual(
      paths.map(() => undefined),
    );
  });

  it("does not fail where the folder was there before, declared or not", async () => {
    const { databricks } = await workspaceStage(options);
    await folder(databricks, "/Shared/a");
    const creates = ["/Shared/a/1", "/Shared/a/2", "/Shared/3", "/4"].map((path) =>
      notebook(databricks, path),
    );
    expect(await together(...creates, dashboard(databricks, "/Shared/a"))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a folder that is declared", () => {
  it("is the one that is there, where one is", async () => {
    const { databricks } = await workspaceStage();
    await notebook(databricks, "/Shared/a/n");
    const before = await databricks.read(types.directory, "/Shared/a");
    const made = await folder(databricks, "/Shared/a");
    expect(made.id).toBe("/Shared/a");
    expect(made.outputs).toEqual(before?.outputs);
    expect(await databricks.read(types.notebook, "/Shared/a/n")).toBeDefined();
  });

  it("is deleted only empty, unless it shall take along what is in it", async () => {
    const { databricks } = await workspaceStage();
    await folder(databricks, "/Shared/a");
    await notebook(databricks, "/Shared/a/b/n");
    await dashboard(databricks, "/Shared/a");
    await expect(databricks.delete(types.directory, "/Shared/a")).rejects.toThrow(
      "cannot delete directory: Folder (/Shared/a) is not empty",
    );
    await folder(databricks, "/Shared/ab");
    await databricks.delete(types.directory, "/Shared/ab");
    const recursive = { path: "/Shared/a", deleteRecursive: true };
    await databricks.update(types.directory, "/Shared/a", { path: "/Shared/a" }, recursive);
    await databricks.delete(types.directory, "/Shared/a");
    for (const type of [types.directory, types.notebook, types.dashboard]) {
      expect(databricks.state.resources(type)).toEqual([]);
    }
  });

  it("is replaced for another path, which must be absolute", async () => {
    const { databricks } = await workspaceStage();
    expect(await databricks.diff(types.directory, "/a", { path: "/a" }, { path: "/b" })).toEqual({
      properties: { path: { kind: "update-replace" } },
      deleteBeforeReplace: false,
    });
    expect(await databricks.check(types.directory, { path: "a" })).toEqual([
      { property: "path", reason: '"a" must be an absolute path, starting with /' },
    ]);
  });

  it("goes with its workspace", async () => {
    const { cloud, databricks, workspace } = await workspaceStage();
    await folder(databricks, "/Shared/a");
    await cloud.forceDeleteWorkspace(workspace.id);
    expect(cloud.state.resources(types.directory)).toEqual([]);
  });
});
