import { createSimulatedCloud, steppedClock } from "../../../emulator";
import { assignRole, inputs, make, makeCatalog, SUBSCRIPTION, through, types, workspaceStage } from "./stage";

const managedGroup = inputs.workspace.managedResourceGroupId;
const group = `${SUBSCRIPTION}/resourceGroups/team`;

describe("a workspace's managed resource group", () => {
  it("must not exist, and appears with the workspace", async () => {
    const { cloud, workspace } = await workspaceStage();
    const managed = await cloud.read(types.group, managedGroup);
    expect(managed?.outputs).toMatchObject({ managedBy: workspace.id, location: "westeurope" });
    await expect(
      cloud.create(types.workspace, "second", { ...inputs.workspace, workspaceName: "second" }),
    ).rejects.toThrow(/ApplicationManagedResourceGroupExists.*team-managed/);
  });

  it("refuses to be deleted while the workspace lives", async () => {
    const { cloud } = await workspaceStage();
    await expect(cloud.delete(types.group, managedGroup)).rejects.toThrow(
      /Status=403 Code="DenyAssignmentAuthorizationFailed".*deny assignment/,
    );
    expect(await cloud.read(types.group, managedGroup)).toBeDefined();
  });

  it("goes with a workspace that never touched Unity Catalog", async () => {
    const { cloud, workspace } = await workspaceStage();
    await cloud.delete(types.workspace, workspace.id);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([group]);
    expect(cloud.state.resources(types.account)).toHaveLength(1);
  });

  it("stays, with its storage, where Unity Catalog was touched, and can then be deleted", async () => {
    const { cloud, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await databricks.delete(types.credential, "team");
    await cloud.delete(types.workspace, workspace.id);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([group, managedGroup]);
    expect(cloud.state.resources(types.account)).toHaveLength(2);
    await cloud.delete(types.group, managedGroup);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([group]);
  });

  it("stays as well when the workspace went with its group", async () => {
    const { cloud, databricks } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await cloud.delete(types.group, group);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([managedGroup]);
  });

  it("goes when the deletion is forced, Unity Catalog or not, and again is nothing", async () => {
    const { cloud, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    await cloud.forceDeleteWorkspace(workspace.id);
    await cloud.forceDeleteWorkspace(workspace.id);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([group]);
    expect(await cloud.read(types.workspace, workspace.id)).toBeUndefined();
  });

  it("goes with the program's dynamic resource, also where it was left behind", async () => {
    const { cloud, databricks, workspace } = await workspaceStage();
    await makeCatalog(databricks, "credential");
    const removal = await cloud.create("pulumi-nodejs:dynamic:Resource", "removal", {
      workspaceId: workspace.id,
      managedResourceGroupId: managedGroup,
    });
    await cloud.delete(types.workspace, workspace.id);
    await cloud.delete("pulumi-nodejs:dynamic:Resource", removal.id);
    expect(cloud.state.resources(types.group).map(({ id }) => id)).toEqual([group]);
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
    const { cloud, databricks, workspace } = await workspaceStage();
    await assignRole(cloud);
    await makeCatalog(databricks, "credential", "location", "catalog", "schema");
    await databricks.create(types.scope, "scope", { name: "team" });
    await databricks.create(types.secret, "secret", { scope: "team", key: "listen", stringValue: "x" });
    await databricks.create(types.notebook, "notebook", {
      path: "/a",
      language: "PYTHON",
      contentBase64: "",
    });
    await databricks.create(types.job, "job", { name: "ingest" });
    await cloud.forceDeleteWorkspace(workspace.id);
    const left = new Set(cloud.state.resources().map(({ type }) => type));
    for (const gone of [types.scope, types.secret, types.notebook, types.job])
      expect(left).not.toContain(gone);
    for (const kept of [types.credential, types.location, types.catalog, types.schema]) {
      expect(left).toContain(kept);
    }
  });

  it("that is gone cannot be asked; one that nobody configured neither", async () => {
    const { cloud, databricks } = await workspaceStage();
    await databricks.create(types.scope, "scope", { name: "team" });
    await cloud.delete(types.group, group);
    await expect(databricks.read(types.scope, "team")).rejects.toThrow(
      /cannot read secret scope: failed during request visitor: .* dial tcp: lookup team\.azuredatabricks\.net: no such host/,
    );
    await expect(databricks.delete(types.scope, "team")).rejects.toThrow(
      /cannot delete secret scope: .*: no such host/,
    );
    await expect(cloud.create(types.scope, "scope", { name: "team" })).rejects.toThrow(
      "default auth: cannot configure default credentials",
    );
  });

  it("is found by its host alone", async () => {
    const { cloud, workspace } = await workspaceStage();
    const host = `https://${String(workspace.outputs["workspaceUrl"])}`;
    const databricks = cloud.configured("databricks", { host });
    await expect(databricks.create(types.scope, "scope", { name: "team" })).resolves.toMatchObject({
      id: "team",
    });
  });

  it("answers only a while after its create has succeeded", async () => {
    const clock = steppedClock();
    const cloud = createSimulatedCloud({ clock, durations: {}, late: { workspace: 60 } });
    const [, workspace] = await make(cloud, "group", "workspace");
    if (workspace === undefined) throw new Error("no workspace");
    const databricks = through(cloud, workspace);
    await clock.sleep(59);
    await expect(databricks.create(types.scope, "scope", { name: "team" })).rejects.toThrow(
      `cannot create secret scope: failed during request visitor: azure-cli auth: load tenant id: parse "": empty url. Config: host=https://adb-`,
    );
    await clock.sleep(1);
    await expect(databricks.create(types.scope, "scope", { name: "team" })).resolves.toBeDefined();
  });

  it("holds each secret scope once, and a secret as often as it is put", async () => {
    const { cloud, databricks } = await workspaceStage();
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
    expect(cloud.state.resources(types.secret).map((each) => each.inputs["stringValue"])).toEqual(["y"]);
    await databricks.delete(types.scope, "team");
    expect(cloud.state.resources(types.secret)).toEqual([]);
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

  it("refuses to be run by its provider while its own run begins, though it is changed", async () => {
    const clock = steppedClock();
    const stage = await workspaceStage({ clock, durations: {}, late: { run: 60 } });
    const { databricks } = stage;
    await databricks.create(types.notebook, "n", { path: "/ingest", language: "PYTHON", contentBase64: "" });
    const controlled = (pauseStatus: string) => ({ ...job(pauseStatus), controlRunState: true });
    const { id } = await databricks.create(types.job, "job", controlled("PAUSED"));
    const unpause = (from: string) =>
      databricks.update(types.job, id, controlled(from), controlled("UNPAUSED"));
    for (const from of ["PAUSED", "UNPAUSED"]) {
      await expect(unpause(from)).rejects.toMatchObject({
        message: expect.stringMatching(
          /cannot update job: A concurrent request to run the continuous job is already/,
        ),
        made: { id },
      });
      expect((await databricks.read(types.job, id))?.inputs).toEqual(controlled("UNPAUSED"));
    }
    await clock.sleep(60);
    await expect(unpause("UNPAUSED")).resolves.toMatchObject({ id });

    const { id: uncontrolled } = await databricks.create(types.job, "job", job("PAUSED"));
    await expect(
      databricks.update(types.job, uncontrolled, job("PAUSED"), job("UNPAUSED")),
    ).resolves.toMatchObject({ id: uncontrolled });
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
