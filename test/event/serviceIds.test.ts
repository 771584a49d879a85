import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import { serviceIdOf, workspaceAt, type AskWorkspace } from "../../event/run/serviceIds";
import { types, workspaceStage } from "../emulator/services/stage";

const SQL_ENDPOINT = "databricks:index/sqlEndpoint:SqlEndpoint";
const warehouse = { name: "clickstream-red", clusterSize: "2X-Small" };
const dashboard = { displayName: "Clicks of red", parentPath: "/Shared", serializedDashboard: "{}" };

let server: WorkspaceServer;
let ask: AskWorkspace;
let made: { job: string; warehouse: string; dashboard: string };

beforeAll(async () => {
  const { cloud, databricks, workspace } = await workspaceStage();
  const create = async (type: string, inputs: Record<string, unknown>): Promise<string> =>
    (await databricks.create(type, "it", inputs)).id;
  for (const name of ["another", "clickstream-red"]) await create(types.job, { name });
  await create(SQL_ENDPOINT, { ...warehouse, name: "another" });
  const jobs = cloud.state.resources(types.job);
  made = {
    job: jobs.find(({ inputs }) => inputs["name"] === "clickstream-red")?.id ?? "",
    warehouse: await create(SQL_ENDPOINT, warehouse),
    dashboard: await create(types.dashboard, dashboard),
  };
  server = await serveWorkspaces(cloud);
  ask = workspaceAt({
    host: String(workspace.outputs["workspaceUrl"]),
    headers: {
      Authorization: "Bearer t",
      "X-Databricks-Azure-Workspace-Resource-Id": workspace.id,
      "X-Databricks-Azure-SP-Management-Token": "t",
    },
    loopbackPort: server.port,
  });
});
afterAll(() => server.stop());

const idOf = (type: string, inputs: Record<string, unknown>) => serviceIdOf({ urn: "u", type, inputs }, ask);

describe("what Databricks gave an id of its own", () => {
  it("is found by its name in the workspace", async () => {
    expect(await idOf(types.job, { name: "clickstream-red" })).toBe(made.job);
    expect(await idOf(SQL_ENDPOINT, warehouse)).toBe(made.warehouse);
    expect(await idOf(types.dashboard, dashboard)).toBe(made.dashboard);
  });

  it("is none where nothing has that name", async () => {
    expect(await idOf(types.job, { name: "clickstream-blue" })).toBeUndefined();
    expect(await idOf(SQL_ENDPOINT, { name: "clickstream-blue" })).toBeUndefined();
    expect(await idOf(types.dashboard, { ...dashboard, displayName: "Clicks of blue" })).toBeUndefined();
  });

  it("is an error, not none, where the workspace does not say", async () => {
    const stranger = workspaceAt({
      host: "adb-1.1.azuredatabricks.net",
      headers: {},
      loopbackPort: server.port,
    });
    await expect(stranger("/api/2.2/jobs/list")).rejects.toThrow(
      "adb-1.1.azuredatabricks.net/api/2.2/jobs/list answered 421",
    );
  });
});
