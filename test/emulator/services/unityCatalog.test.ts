import { CloudState, createSimulatedCloud, steppedClock } from "../../../emulator";
import { assignRole, catalogInputs, make, makeCatalog, through, types, workspaceStage } from "./stage";

const ROOT = "abfss://clicks@teamlake.dfs.core.windows.net";
const NO_ROLE =
  "The contributor role on the storage account is not set or Managed Identity does not have READ permissions on url";

describe("a team's catalog", () => {
  it("is created from credential to volume, with the ids and outputs that the program uses", async () => {
    const { cloud, databricks } = await workspaceStage();
    await assignRole(cloud);
    const made = await makeCatalog(databricks, "credential", "location", "catalog", "schema", "volume");
    expect(made.map(({ id }) => id)).toEqual([
      "team",
      "team",
      "team",
      "team.clickstream",
      "team.clickstream.checkpoints",
    ]);
    expect(made[4]?.outputs["volumePath"]).toBe("/Volumes/team/clickstream/checkpoints");
    const { id } = await databricks.create(types.grants, "grants", {
      schema: "team.clickstream",
      grants: [{ principal: "account users", privileges: ["SELECT"] }],
    });
    expect(id).toBe("schema/team.clickstream");
  });

  it.each([
    [ROOT, `${ROOT}/catalog`],
    [`${ROOT}/`, `${ROOT}//catalog`],
  ])("asked for at %s and %s, comes back as the service writes it", async (url, storageRoot) => {
    const { cloud, databricks } = await workspaceStage();
    await assignRole(cloud);
    await makeCatalog(databricks, "credential");
    const location = await databricks.create(types.location, "l", { ...catalogInputs.location, url });
    const catalog = await databricks.create(types.catalog, "c", { ...catalogInputs.catalog, storageRoot });
    expect(location.outputs["url"]).toBe(`${ROOT}/`);
    expect(catalog.outputs["storageRoot"]).toBe(`${ROOT}/catalog`);
    expect(catalog.outputs["storageLocation"]).toBe(`${ROOT}/catalog/__unitystorage/catalogs/team`);
  });

  it("is refused in a list of one, with the message alone", async () => {
    const { databricks } = await workspaceStage();
    await expect(makeCatalog(databricks, "schema")).rejects.toMatchObject({
      message: "1 error occurred:\n\t* cannot create schema: Catalog 'team' does not exist.\n\n",
    });
  });

  it("needs each resource before the next", async () => {
    const { cloud, databricks } = await workspaceStage();
    await expect(makeCatalog(databricks, "location")).rejects.toThrow(
      "cannot create external location: Storage Credential 'team' does not exist.",
    );
    await expect(makeCatalog(databricks, "schema")).rejects.toThrow(
      "cannot create schema: Catalog 'team' does not exist.",
    );
    await expect(makeCatalog(databricks, "volume")).rejects.toThrow(
      "cannot create volume: Schema 'team.clickstream' does not exist.",
    );
    await expect(databricks.create(types.grants, "g", { catalog: "team", grants: [] })).rejects.toThrow(
      "cannot create grants: Catalog 'team' does not exist.",
    );
    await makeCatalog(databricks, "credential");
    await expect(makeCatalog(databricks, "catalog")).rejects.toThrow(
      `cannot create catalog: No parent external location was found for path '${ROOT}/catalog'.`,
    );
    await makeCatalog(databricks, "location");
    await expect(makeCatalog(databricks, "catalog")).rejects.toThrow(`${NO_ROLE} ${ROOT}/catalog.`);
    await assignRole(cloud);
    await expect(makeCatalog(databricks, "catalog")).resolves.toHaveLength(1);
  });

  it("must bring its storage, since the region's metastore has none", async () => {
    const { databricks } = await workspaceStage();
    await expect(databricks.create(types.catalog, "catalog", { name: "team" })).rejects.toThrow(
      "cannot create catalog: Metastore storage root URL does not exist.",
    );
  });

  it("checks a location that does not skip it", async () => {
    const { cloud, databricks } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    const checked = { ...catalogInputs.location, skipValidation: false };
    await expect(databricks.create(types.location, "location", checked)).rejects.toThrow(
      `cannot create external location: ${NO_ROLE} ${ROOT}.`,
    );
    await assignRole(cloud);
    await expect(databricks.create(types.location, "location", checked)).resolves.toBeDefined();
  });

  it("takes the address of a location that is in use as it gave it, with a slash, and no other", async () => {
    const { cloud, databricks } = await workspaceStage();
    await assignRole(cloud);
    await makeCatalog(databricks, "credential", "location", "catalog");
    const given = { ...catalogInputs.location, forceDestroy: false };
    await databricks.update(types.location, "team", catalogInputs.location, given);
    const isolated = { ...given, url: `${given.url}/`, isolationMode: "ISOLATION_MODE_ISOLATED" };
    const { outputs } = await databricks.update(types.location, "team", given, isolated);
    expect(outputs).toMatchObject({ url: `${given.url}/`, isolationMode: "ISOLATION_MODE_ISOLATED" });
    await expect(
      databricks.update(types.location, "team", isolated, { ...isolated, url: `${given.url}/deeper` }),
    ).rejects.toThrow(/is used by 'team'/);
  });

  it("keeps what is in use, unless it is forced", async () => {
    const { cloud, databricks } = await workspaceStage();
    await assignRole(cloud);
    const plain = (inputs: object) => ({ ...inputs, forceDestroy: false });
    await databricks.create(types.credential, "credential", plain(catalogInputs.credential));
    await databricks.create(types.location, "location", plain(catalogInputs.location));
    await databricks.create(types.catalog, "catalog", plain(catalogInputs.catalog));
    await databricks.create(types.schema, "schema", plain(catalogInputs.schema));
    await makeCatalog(databricks, "volume");
    await expect(databricks.delete(types.credential, "team")).rejects.toThrow(/is used by 'team'/);
    await expect(databricks.delete(types.location, "team")).rejects.toThrow(/is used by 'team'/);
    await expect(databricks.delete(types.catalog, "team")).rejects.toThrow("Catalog 'team' is not empty");
    await expect(databricks.delete(types.schema, "team.clickstream")).rejects.toThrow(
      "Schema 'team.clickstream' is not empty",
    );
    const forced = { ...catalogInputs.catalog, forceDestroy: true };
    await databricks.update(types.catalog, "team", plain(catalogInputs.catalog), forced);
    await databricks.delete(types.catalog, "team");
    expect(cloud.state.resources(types.volume)).toEqual([]);
    expect(cloud.state.resources(types.schema)).toEqual([]);
  });
});

describe("the metastore of a region", () => {
  /** A second team with a workspace of its own, in the same clouds. */
  async function twoTeams() {
    const state = new CloudState();
    const first = await workspaceStage({ state });
    const cloud = createSimulatedCloud({ state });
    await cloud.create(types.group, "g", { resourceGroupName: "team2", location: "westeurope" });
    const workspace = await cloud.create(types.workspace, "w", {
      resourceGroupName: "team2",
      workspaceName: "team2",
      location: "westeurope",
      computeMode: "Hybrid",
      managedResourceGroupId:
        "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/team2-managed",
    });
    await assignRole(first.cloud);
    return { state, first, second: through(cloud, workspace) };
  }

  it("holds each name once for all workspaces, whatever its case", async () => {
    const { first, second } = await twoTeams();
    await makeCatalog(first.databricks, "credential", "location", "catalog");
    await expect(makeCatalog(second, "credential")).rejects.toThrow(
      "Storage Credential 'team' already exists",
    );
    await expect(makeCatalog(second, "location")).rejects.toThrow("External Location 'team' already exists");
    await expect(
      second.create(types.catalog, "c", { ...catalogInputs.catalog, name: "TEAM" }),
    ).rejects.toThrow("Catalog 'TEAM' already exists");
  });

  it.each([
    ["the same", ROOT],
    ["inside", `${ROOT}/catalog`],
    ["around", "abfss://clicks@teamlake.dfs.core.windows.net/"],
  ])("refuses a location that is %s another", async (_, url) => {
    const { first, second } = await twoTeams();
    await makeCatalog(first.databricks, "credential", "location");
    await expect(
      second.create(types.location, "l", { ...catalogInputs.location, name: "other", url }),
    ).rejects.toThrow(
      `Input path url '${url}' overlaps with other external locations. Conflicting location: 'team'`,
    );
  });

  it("takes a location beside another", async () => {
    const { first, second } = await twoTeams();
    await makeCatalog(first.databricks, "credential", "location");
    for (const url of [
      "abfss://clicks2@teamlake.dfs.core.windows.net",
      "abfss://clicks@teamlake2.dfs.core.windows.net",
    ]) {
      const { id } = await second.create(types.location, "l", { ...catalogInputs.location, name: url, url });
      expect(id).toBe(url);
    }
  });

  it("keeps a team's catalog when its workspace goes; another workspace can remove it", async () => {
    const { state, first, second } = await twoTeams();
    await makeCatalog(first.databricks, "credential", "location", "catalog", "schema");
    await first.cloud.forceDeleteWorkspace(first.workspace.id);
    await expect(first.databricks.delete(types.catalog, "team")).rejects.toThrow("no such host");
    await second.delete(types.catalog, "team");
    expect(state.resources(types.catalog)).toEqual([]);
    expect(state.resources(types.schema)).toEqual([]);
  });
});

describe("eventual consistency", () => {
  it("lets rights on an account, and on a new access connector, take effect late", async () => {
    const clock = steppedClock();
    const late = { roleAssignment: 10 };
    const { cloud, databricks } = await workspaceStage({ clock, durations: {}, late });
    await clock.sleep(9);
    await expect(makeCatalog(databricks, "credential")).rejects.toThrow(
      "cannot create storage credential: Registering a credential requires the contributor role over the corresponding access connector with ID /subscriptions/",
    );
    await clock.sleep(1);
    await makeCatalog(databricks, "credential", "location");
    await assignRole(cloud);
    await clock.sleep(9);
    await expect(makeCatalog(databricks, "catalog")).rejects.toThrow(NO_ROLE);
    await clock.sleep(1);
    await expect(makeCatalog(databricks, "catalog")).resolves.toHaveLength(1);
  });

  it.each([
    ["credential", "cannot create storage credential", "CREATE STORAGE CREDENTIAL", "made"],
    [
      "location",
      "cannot create external location",
      "CREATE EXTERNAL LOCATION",
      "Storage Credential 'team' does not exist.",
    ],
    ["catalog", "cannot create catalog", "CREATE CATALOG", "No parent external location was found"],
  ] as const)(
    "gives a new workspace its metastore, and rights on it, late: %s",
    async (name, attempt, right, then) => {
      const clock = steppedClock();
      const { databricks } = await workspaceStage({ clock, durations: {}, late: { metastore: 6 } });
      await expect(makeCatalog(databricks, name)).rejects.toThrow(
        `${attempt}: No metastore assigned for the current workspace.`,
      );
      await clock.sleep(3);
      await expect(makeCatalog(databricks, name)).rejects.toThrow(
        `${attempt}: User does not have ${right} on Metastore 'metastore_azure_westeurope'.`,
      );
      await clock.sleep(3);
      const outcome = await makeCatalog(databricks, name).then(() => "made", String);
      expect(outcome).toContain(then);
    },
  );

  it("does not show what was just created in the metastore to what builds on it", async () => {
    const clock = steppedClock();
    const { cloud, databricks } = await workspaceStage({ clock, durations: {}, late: { metastore: 6 } });
    await assignRole(cloud);
    await clock.sleep(6);
    const grants = { catalog: "team", grants: [] };
    await makeCatalog(databricks, "credential");
    await expect(makeCatalog(databricks, "location")).rejects.toThrow(
      "Storage Credential 'team' does not exist.",
    );
    await clock.sleep(6);
    await makeCatalog(databricks, "location", "catalog");
    const notBound = "Catalog 'team' is not accessible in current workspace";
    await expect(makeCatalog(databricks, "schema")).rejects.toThrow(`cannot create schema: ${notBound}`);
    await expect(databricks.create(types.grants, "g", grants)).rejects.toThrow(
      `cannot create grants: ${notBound}`,
    );
    await clock.sleep(3);
    const notMine = "User does not have USE CATALOG on Catalog 'team'.";
    await expect(makeCatalog(databricks, "schema")).rejects.toThrow(`cannot create schema: ${notMine}`);
    await clock.sleep(3);
    await makeCatalog(databricks, "schema");
    await expect(makeCatalog(databricks, "volume")).rejects.toThrow(
      "Schema 'team.clickstream' does not exist.",
    );
    await clock.sleep(6);
    await expect(makeCatalog(databricks, "volume")).resolves.toHaveLength(1);
  });

  it("is off unless it is asked for", async () => {
    const cloud = createSimulatedCloud();
    const made = await make(cloud, "group", "workspace");
    const databricks = through(cloud, made[1] ?? { id: "", outputs: {} });
    await expect(databricks.create(types.scope, "scope", { name: "team" })).resolves.toBeDefined();
  });
});
