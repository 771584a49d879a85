import { createSimulatedCloud } from "../../../emulator";
import type { Properties } from "../../../emulator/core/cloudApi";
import { catalogInputs, inputs, types } from "./stage";

const cloud = createSimulatedCloud();

/** What a change of one input does, by the path that differs. */
async function diff(type: string, before: Properties, change: Properties) {
  return cloud.diff(type, "id", before, { ...before, ...change });
}

describe("a diff", () => {
  it("is empty for equal inputs, whatever the order of their keys", async () => {
    const turned = Object.fromEntries(Object.entries(inputs.namespace).reverse());
    expect(await cloud.diff(types.namespace, "id", inputs.namespace, turned)).toEqual({
      properties: {},
      deleteBeforeReplace: false,
    });
  });

  it("names every differing property by its path, and how it differs", async () => {
    const found = await cloud.diff(
      types.containers,
      "id",
      { tags: { team: "a", "a.b": "1" }, zones: ["1"], containers: inputs.containers.containers },
      {
        tags: { team: "b", "a.b": "2", owner: "c" },
        containers: [{ ...inputs.containers.containers[0], image: "other" }],
      },
    );
    expect(found.properties).toEqual({
      "tags.team": { kind: "update" },
      'tags["a.b"]': { kind: "update" },
      "tags.owner": { kind: "add" },
      zones: { kind: "delete" },
      "containers[0].image": { kind: "update" },
    });
  });

  it.each([
    [types.location, catalogInputs.location, "url"],
    [types.catalog, catalogInputs.catalog, "storageRoot"],
  ])(
    "of %s does not see a slash at the end of a folder, only one",
    async (type, before: Properties, path) => {
      const folder = String(before[path]);
      expect((await diff(type, before, { [path]: `${folder}/` })).properties).toEqual({});
      expect((await diff(type, { ...before, [path]: `${folder}/` }, { [path]: folder })).properties).toEqual(
        {},
      );
      for (const other of [`${folder}//`, `${folder}/other`]) {
        expect(Object.keys((await diff(type, before, { [path]: other })).properties)).toEqual([path]);
      }
    },
  );

  it("does not see another spelling of a location", async () => {
    const { properties } = await diff(types.namespace, inputs.namespace, { location: "West Europe" });
    expect(properties).toEqual({});
  });

  it.each([
    [types.group, inputs.group, { location: "northeurope" }, "location"],
    [types.namespace, inputs.namespace, { namespaceName: "clicks-other" }, "namespaceName"],
    [types.namespace, inputs.namespace, { location: "northeurope" }, "location"],
    [types.hub, inputs.hub, { eventHubName: "other" }, "eventHubName"],
    [types.rule, inputs.rule, { authorizationRuleName: "listen" }, "authorizationRuleName"],
    [types.account, inputs.account, { isHnsEnabled: false }, "isHnsEnabled"],
    [types.account, inputs.account, { location: "northeurope" }, "location"],
    [types.container, inputs.container, { containerName: "other" }, "containerName"],
    [types.workspace, inputs.workspace, { workspaceName: "other" }, "workspaceName"],
    [types.role, { principalId: "a", scope: "b" }, { scope: "c" }, "scope"],
    [types.containers, inputs.containers, { containerGroupName: "other" }, "containerGroupName"],
  ])("of %s: %# replaces, the old one first", async (type, before, change, path) => {
    expect(await diff(type, before, change)).toEqual({
      properties: { [path]: { kind: "update-replace" } },
      deleteBeforeReplace: true,
    });
  });

  it.each([
    [types.namespace, inputs.namespace, { sku: { ...inputs.namespace.sku, capacity: 2 } }, "sku.capacity"],
    [types.hub, inputs.hub, { partitionCount: 8 }, "partitionCount"],
    [types.account, inputs.account, { kind: "BlobStorage" }, "kind"],
    [types.rule, inputs.rule, { rights: ["Listen"] }, "rights[0]"],
    [types.containers, inputs.containers, { osType: "Windows" }, "osType"],
    [types.location, catalogInputs.location, { credentialName: "other" }, "credentialName"],
    [types.job, { name: "a" }, { name: "b" }, "name"],
    [types.notebook, { path: "/a", contentBase64: "a" }, { contentBase64: "b" }, "contentBase64"],
  ])("of %s: %# is sent in place", async (type, before, change, path) => {
    expect(await diff(type, before, change)).toEqual({
      properties: { [path]: { kind: "update" } },
      deleteBeforeReplace: false,
    });
  });

  it("of a Databricks object deletes first where its name was given, be it another one or not", async () => {
    const root = { storageRoot: "abfss://clicks@teamlake.dfs.core.windows.net/other" };
    expect(await diff(types.catalog, catalogInputs.catalog, root)).toEqual({
      properties: { storageRoot: { kind: "update-replace" } },
      deleteBeforeReplace: true,
    });
    expect(await diff(types.schema, catalogInputs.schema, { name: "other" })).toEqual({
      properties: { name: { kind: "update-replace" } },
      deleteBeforeReplace: true,
    });
    // The provider keeps secrets by scope and key: the new one is put before the old one is deleted.
    const secret = { scope: "team", key: "listen", stringValue: "old" };
    expect(await diff(types.secret, secret, { stringValue: "new" })).toEqual({
      properties: { stringValue: { kind: "update-replace" } },
      deleteBeforeReplace: false,
    });
  });

  it("of a random value replaces for any change, inside it too", async () => {
    const before = { byteLength: 2, keepers: { team: "a" } };
    const { properties } = await diff("random:index/randomId:RandomId", before, { keepers: { team: "b" } });
    expect(properties).toEqual({ "keepers.team": { kind: "update-replace" } });
  });
});

describe("what the provider sends in place and Azure refuses", () => {
  it("is a hub's partition count, a namespace's tier, a workspace's managed group, a role", async () => {
    const own = createSimulatedCloud();
    const update = async (type: string, before: Properties, change: Properties) => {
      const { id } = await own.create(type, "x", before);
      return own.update(type, id, before, { ...before, ...change });
    };
    await own.create(types.group, "group", inputs.group);
    await expect(
      update(types.namespace, inputs.namespace, { sku: { name: "Basic", tier: "Basic", capacity: 1 } }),
    ).rejects.toThrow(/BadRequest.*from Standard to Basic/);
    await expect(update(types.hub, inputs.hub, { partitionCount: 8 })).rejects.toThrow(
      /SubCode=40000.*partition count/,
    );
    await expect(
      update(types.workspace, inputs.workspace, {
        managedResourceGroupId: `${inputs.workspace.managedResourceGroupId}2`,
      }),
    ).rejects.toThrow("ApplicationUpdateFail");
    const role = {
      scope: "/subscriptions/00000000-0000-4000-8000-000000000001",
      principalId: "11111111-2222-4333-8444-555555555555",
      roleDefinitionId:
        "/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    };
    await expect(
      update(types.role, role, { roleDefinitionId: role.roleDefinitionId.replace("ba92", "b24a") }),
    ).rejects.toThrow("RoleAssignmentUpdateNotPermitted");
  });
});
