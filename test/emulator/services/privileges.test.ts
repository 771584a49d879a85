import { assignRole, catalogInputs, makeCatalog, types, workspaceStage } from "./stage";

const second = {
  objectId: "00000000-0000-4000-8000-000000000004",
  userName: "second@example.com",
  groups: ["coaches"],
};
const GRANT = "databricks:index/grant:Grant";

async function stage() {
  const { cloud, databricks } = await workspaceStage();
  await assignRole(cloud);
  await makeCatalog(databricks, "credential", "location", "catalog", "schema", "volume");
  const grant = (on: Record<string, string>, principal: string, ...privileges: string[]) =>
    databricks.create(GRANT, principal, { ...on, principal, privileges });
  return { cloud, databricks, grant };
}

describe("an object of Unity Catalog", () => {
  it.each([
    ["volume", "MANAGE on Volume 'team.clickstream.checkpoints'"],
    ["schema", "MANAGE on Schema 'team.clickstream'"],
    ["catalog", "MANAGE and USE CATALOG on Catalog 'team'"],
    ["location", "MANAGE on External Location 'team'"],
    ["credential", "MANAGE on Storage Credential 'team'"],
  ] as const)("is changed and deleted by its owner alone: %s", async (name, lacking) => {
    const { cloud, databricks } = await stage();
    const [resource] = cloud.state.resources(types[name]);
    cloud.signIn(second);
    const refused = `User does not have ${lacking}.`;
    await expect(databricks.delete(types[name], resource?.id ?? "")).rejects.toThrow(refused);
    await expect(
      databricks.update(types[name], resource?.id ?? "", catalogInputs[name], catalogInputs[name]),
    ).rejects.toThrow(refused);
  });

  it("is managed also by who was granted that on it or on what holds it, but not by who has all privileges", async () => {
    const { cloud, databricks, grant } = await stage();
    await grant({ catalog: "team" }, "coaches", "ALL_PRIVILEGES");
    cloud.signIn(second);
    await expect(databricks.delete(types.schema, "team.clickstream")).rejects.toThrow("MANAGE on Schema");
    cloud.signIn({ ...second, userName: "coach@example.com" });
    await grant({ catalog: "team" }, "coaches", "MANAGE");
    cloud.signIn(second);
    await databricks.delete(types.volume, "team.clickstream.checkpoints");
    await databricks.delete(types.schema, "team.clickstream");
    await databricks.delete(types.catalog, "team");
    expect(cloud.state.resources(GRANT)).toEqual([]);
  });

  it.each([
    ["location", "CREATE EXTERNAL LOCATION on Storage Credential 'team'"],
    ["catalog", "CREATE MANAGED STORAGE on External Location 'team'"],
    ["schema", "CREATE SCHEMA on Catalog 'team'"],
    ["volume", "CREATE VOLUME on Schema 'team.clickstream'"],
  ] as const)("lets only who may build on it: %s", async (name, lacking) => {
    const { cloud, databricks } = await stage();
    const [resource] = cloud.state.resources(types[name]);
    await databricks.delete(types[name], resource?.id ?? "");
    cloud.signIn(second);
    await expect(makeCatalog(databricks, name)).rejects.toThrow(`User does not have ${lacking}.`);
  });

  it("tells all rights, and one principal's, as they are now", async () => {
    const { cloud, databricks, grant } = await stage();
    const all = await databricks.create(types.grants, "all", {
      catalog: "team",
      grants: [{ principal: "analysts", privileges: ["BROWSE"] }],
    });
    const one = await grant({ catalog: "team" }, "everyone", "USE_CATALOG");
    const told = async (type: string, id: string) => (await databricks.read(type, id))?.outputs;
    expect(await told(types.grants, all.id)).toMatchObject({
      grants: [
        { principal: "analysts", privileges: ["BROWSE"] },
        { principal: "everyone", privileges: ["USE_CATALOG"] },
      ],
    });
    await databricks.delete(types.grants, all.id);
    expect(await told(GRANT, one.id)).toBeUndefined();
    expect([all.id, one.id]).toEqual(["catalog/team", "catalog/team/everyone"]);
    cloud.signIn(second);
    await expect(grant({ catalog: "team" }, "coaches", "MANAGE")).rejects.toThrow(
      "cannot create grant: User does not have MANAGE and USE CATALOG on Catalog 'team'.",
    );
  });
});
