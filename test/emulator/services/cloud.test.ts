import fc from "fast-check";
import { CloudState, createSimulatedCloud, type CloudResource } from "../../../emulator";
import { AZURE } from "../../../emulator/core/cloudState";
import { assignRole, makeCatalog, types, workspaceStage } from "./stage";

const anyProperties = fc.dictionary(fc.string(), fc.jsonValue());
const anyResource: fc.Arbitrary<CloudResource> = fc.record({
  type: fc.string(),
  id: fc.string(),
  home: fc.string(),
  inputs: anyProperties,
  outputs: anyProperties,
  local: anyProperties,
  effectiveAt: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  hidden: anyProperties,
});

describe("a cloud", () => {
  it("is the same after it was saved and loaded", () => {
    fc.assert(
      fc.property(fc.array(anyResource), (resources) => {
        const state = new CloudState();
        for (const resource of resources) state.put(resource);
        const loaded = CloudState.load(state.save());
        expect(loaded.save()).toBe(state.save());
        for (const { home, type, id } of state.resources()) {
          expect(loaded.find(home, type, id)).toEqual(JSON.parse(JSON.stringify(state.find(home, type, id))));
        }
      }),
    );
  });

  it("saved in the middle lets another process go on", async () => {
    const { cloud, workspace } = await workspaceStage();
    await assignRole(cloud);
    const loaded = CloudState.load(cloud.state.save());
    const databricks = createSimulatedCloud({ state: loaded }).configured("databricks", {
      azureWorkspaceResourceId: workspace.id,
    });
    await expect(
      makeCatalog(databricks, "credential", "location", "catalog", "schema", "volume"),
    ).resolves.toHaveLength(5);
  });

  it("takes away exactly what lies under an id, the innermost first", () => {
    const segment = fc.constantFrom("a", "b", "ab");
    const anyId = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 1 }), (ids) => {
        const state = new CloudState();
        for (const id of ids) {
          state.put({
            type: "t",
            id,
            home: AZURE,
            inputs: {},
            outputs: {},
            local: {},
            effectiveAt: 0,
            hidden: {},
          });
        }
        const [first = ""] = ids;
        const root = state.find(AZURE, "t", first);
        if (root === undefined) throw new Error("not found");
        const within = state.within(root).map(({ id }) => id);
        expect(new Set(within)).toEqual(
          new Set(ids.filter((id) => id === first || id.startsWith(`${first}/`))),
        );
        const depths = within.map((id) => id.split("/").length);
        expect(depths).toEqual([...depths].sort((a, b) => b - a));
      }),
    );
  });

  it("finds an ARM id whatever its case, and keeps to the case in which it was asked", async () => {
    const { cloud, workspace } = await workspaceStage();
    const id = workspace.id.toUpperCase();
    expect(await cloud.read(types.workspace, id)).toMatchObject({ id, outputs: workspace.outputs });
  });
});
