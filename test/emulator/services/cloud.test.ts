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
        const cloud = new CloudState();
        for (const resource of resources) cloud.put(resource);
        const loaded = CloudState.load(cloud.save());
        expect(loaded.save()).toBe(cloud.save());
        for (const { home, type, id } of cloud.resources()) {
          expect(loaded.find(home, type, id)).toEqual(JSON.parse(JSON.stringify(cloud.find(home, type, id))));
        }
      }),
    );
  });

  it("saved in the middle lets another process go on", async () => {
    const { ground, workspace } = await workspaceStage();
    await assignRole(ground);
    const loaded = CloudState.load(ground.cloud.save());
    const databricks = createSimulatedCloud({ cloud: loaded }).configured("databricks", {
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
        const cloud = new CloudState();
        for (const id of ids) {
          cloud.put({
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
        const root = cloud.find(AZURE, "t", first);
        if (root === undefined) throw new Error("not found");
        const within = cloud.within(root).map(({ id }) => id);
        expect(new Set(within)).toEqual(
          new Set(ids.filter((id) => id === first || id.startsWith(`${first}/`))),
        );
        const depths = within.map((id) => id.split("/").length);
        expect(depths).toEqual([...depths].sort((a, b) => b - a));
      }),
    );
  });

  it("finds an ARM id whatever its case", async () => {
    const { ground, workspace } = await workspaceStage();
    expect(await ground.read(types.workspace, workspace.id.toUpperCase())).toMatchObject({ ...workspace });
  });
});
