import { createSimulatedCloud, steppedClock } from "../../../emulator";
import { assignRole, inputs, make, makeCatalog, SUBSCRIPTION, through, types, workspaceStage } from "./stage";

const managedGroup = inputs.workspace.managedResourceGroupId;
const group = `${SUBSCRIPTION}/resourceGroups/team`;

describe("a workspace's managed resource group", () => {
  it("must not exist, and appears with the workspace", async () => {
    const { ground, workspace } = await workspaceStage();
    const managed = await ground.read(types.group, managedGroup);
    expect(managed?.outputs).toMatchObject({ managedBy: workspace.id, location: "westeurope" });
    await expect(
      ground.create(types.workspace, "second", { ...inputs.workspace, workspaceName: "second" }),
    ).rejects.toThrow(/ApplicationManagedResourceGroupExists.*team-managed/);
  });

  it("refuses to be deleted while the workspace lives", async () => {
    const { ground } = await workspaceStage();
    await expect(ground.delete(types.group, managedGroup)).rejects.toThrow(
      /Status=403 Code="DenyAssignmentAuthorizationFailed".*deny assignment/,
    );
    expect(await ground.read(types.group, managedGroup)).toBeDefined();
  });

  it("goes with a workspace that never touched Unity Catalog", async () => {
    const { ground, workspace } = await workspaceStage();
    await ground.delete(types.workspace, workspace.id);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([group]);
    expect(ground.cloud.resources(types.account)).toHaveLength(1);
  });

  it("stays, with its storage, where Unity Catalog was touched, and can then be deleted", async () => {
    const { ground, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await databricks.delete(types.credential, "team");
    await ground.delete(types.workspace, workspace.id);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([group, managedGroup]);
    expect(ground.cloud.resources(types.account)).toHaveLength(2);
    await ground.delete(types.group, managedGroup);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([group]);
  });

  it("stays as well when the workspace went with its group", async () => {
    const { ground, databricks } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await ground.delete(types.group, group);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([managedGroup]);
  });

  it("goes when the deletion is forced, Unity Catalog or not, and again is nothing", async () => {
    const { ground, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await ground.forceDeleteWorkspace(workspace.id);
    await ground.forceDeleteWorkspace(workspace.id);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([group]);
    expect(await ground.read(types.workspace, workspace.id)).toBeUndefined();
  });

  it("goes with the program's dynamic resource, also where it was left behind", async () => {
    const { ground, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    const removal = await ground.create("pulumi-nodejs:dynamic:Resource", "removal", {
      workspaceId: workspace.id,
      managedResourceGroupId: managedGroup,
    });
    await ground.delete(types.workspace, workspace.id);
    await ground.delete("pulumi-nodejs:dynamic:Resource", removal.id);
    expect(ground.cloud.resources(types.group).map(({ id }) => id)).toEqual([group]);
  });
});

describe("a workspace", () => {
  it("has a number and a host of its own", async () => {
    const { workspace } = await workspaceStage();
    const number = String(workspace.outputs["workspaceId"]);
    expect(number).toMatch(/^\d{16}$/);
    expect(workspace.outputs["workspaceUrl"]).toBe(
      `adb-${number}.${BigInt(number) % 20n}.azuredatabricks.net`,
    );
  });

  it("takes its notebooks, secrets and jobs along, and its catalog stays", async () => {
    const { ground, databricks, workspace } = await workspaceStage();
    await assignRole(ground);
    await makeCatalog(databricks, "credential", "location", "catalog", "schema");
    await databricks.create(types.scope, "scope", { name: "team" });
    await databricks.create(types.secret, "secret", { scope: "team", key: "listen", stringValue: "x" });
    await databricks.create(types.notebook, "notebook", {
      path: "/a",
      language: "PYTHON",
      contentBase64: "",
    });
    await databricks.create(types.job, "job", { name: "ingest" });
    await ground.forceDeleteWorkspace(workspace.id);
    const left = new Set(ground.cloud.resources().map(({ type }) => type));
    for (const gone of [types.scope, types.secret, types.notebook, types.job])
      expect(left).not.toContain(gone);
    for (const kept of [types.credential, types.location, types.catalog, types.schema]) {
      expect(left).toContain(kept);
    }
  });

  it("that is gone cannot be asked; one that nobody configured neither", async () => {
    const { ground, databricks } = await workspaceStage();
    await databricks.create(types.scope, "scope", { name: "team" });
    await ground.delete(types.group, group);
    await expect(databricks.read(types.scope, "team")).rejects.toThrow(
      /cannot read secret scope: failed during request visitor: .* dial tcp: lookup team\.azuredatabricks\.net: no such host/,
    );
    await expect(databricks.delete(types.scope, "team")).rejects.toThrow(
      /cannot delete secret scope: .*: no such host/,
    );
    await expect(ground.create(types.scope, "scope", { name: "team" })).rejects.toThrow(
      "default auth: cannot configure default credentials",
    );
  });

  it("is found by its host alone", async () => {
    const { ground, workspace } = await workspaceStage();
    const host = `https://${String(workspace.outputs["workspaceUrl"])}`;
    const databricks = ground.configured("databricks", { host });
    await expect(databricks.create(types.scope, "scope", { name: "team" })).resolves.toMatchObject({
      id: "team",
    });
  });

  it("answers only a while after it is said to be made", async () => {
    const clock = steppedClock();
    const ground = createSimulatedCloud({ clock, durations: {}, late: { workspace: 60 } });
    const [, workspace] = await make(ground, "group", "workspace");
    if (workspace === undefined) throw new Error("no workspace");
    const databricks = through(ground, workspace);
    await clock.sleep(59);
    await expect(databricks.create(types.scope, "scope", { name: "team" })).rejects.toThrow(
      `cannot create secret scope: failed during request visitor: azure-cli auth: load tenant id: parse "": empty url. Config: host=https://adb-`,
    );
    await clock.sleep(1);
    await expect(databricks.create(types.scope, "scope", { name: "team" })).resolves.toBeDefined();
  });

  it("holds each secret scope once, and a secret as often as it is put", async () => {
    const { ground, databricks } = await workspaceStage();
    await expect(
      databricks.create(types.secret, "secret", { scope: "team", key: "listen", stringValue: "x" }),
    ).rejects.toThrow("cannot create secret: Scope team does not exist!");
    await databricks.create(types.scope, "scope", { name: "team" });
    await expect(databricks.create(types.scope, "again", { name: "team" })).rejects.toThrow(
      "cannot create secret scope: Scope team already exists!",
    );
    const secret = { scope: "team", key: "listen" };
    await databricks.create(types.secret, "secret", { ...secret, stringValue: "x" });
    const { id } = await databricks.create(types.secret, "secret", { ...secret, stringValue: "y" });
    expect(id).toBe("team|||listen");
    expect(ground.cloud.resources(types.secret).map((each) => each.inputs["stringValue"])).toEqual(["y"]);
    await databricks.delete(types.scope, "team");
    expect(ground.cloud.resources(types.secret)).toEqual([]);
  });
});

describe("a continuous job", () => {
  const job = (pauseStatus: string, node = "Standard_D4ds_v5") => ({
    name: "ingest",
    continuous: { pauseStatus },
    jobClusters: [{ jobClusterKey: "one", newCluster: { nodeTypeId: node, numWorkers: 0 } }],
    tasks: [{ taskKey: "ingest", jobClusterKey: "one", notebookTask: { notebookPath: "/ingest" } }],
  });

  it("needs its notebook and its cores once it runs", async () => {
    const { databricks } = await workspaceStage({ limits: { cores: 4 } });
    await expect(databricks.create(types.job, "job", job("PAUSED"))).resolves.toBeDefined();
    await expect(databricks.create(types.job, "job", job("UNPAUSED"))).rejects.toThrow(
      'cannot create job: Unable to access the notebook "/ingest"',
    );
    await databricks.create(types.notebook, "n", { path: "/ingest", language: "PYTHON", contentBase64: "" });
    await expect(databricks.create(types.job, "job", job("UNPAUSED", "Standard_D8ds_v5"))).rejects.toThrow(
      /AZURE_QUOTA_EXCEEDED_EXCEPTION.*Current Limit: 4, Current Usage: 0, Additional Required: 8/,
    );
    const { id } = await databricks.create(types.job, "job", job("UNPAUSED"));
    expect(id).toMatch(/^\d{15}$/);
    await expect(databricks.create(types.job, "second", job("UNPAUSED"))).rejects.toThrow("Current Usage: 4");
    await databricks.delete(types.job, id);
    await expect(databricks.create(types.job, "second", job("UNPAUSED"))).resolves.toBeDefined();
  });

  it("has neither dependencies, retries nor a schedule", async () => {
    const { databricks } = await workspaceStage();
    const bad = {
      continuous: { pauseStatus: "PAUSED" },
      schedule: { quartzCronExpression: "0 0 * * * ?", timezoneId: "UTC" },
      tasks: [{ taskKey: "a", dependsOns: [{ taskKey: "b" }], maxRetries: 3 }, {}],
    };
    expect((await databricks.check(types.job, bad)).map(({ property }) => property)).toEqual([
      "tasks[0].dependsOns",
      "tasks[0].maxRetries",
      "tasks[1].taskKey",
      "schedule",
    ]);
  });
});
