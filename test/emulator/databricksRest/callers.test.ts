import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { serveWorkspaces, type WorkspaceServer } from "../../../emulator/databricksRest/server";
import type { SimulatedCloud } from "../../../emulator";
import { WORKSPACE } from "../../../emulator/services/workspaces/model";
import { assignRole, catalogInputs, makeCatalog, through, types, workspaceStage } from "../services/stage";

const first = {
  objectId: "00000000-0000-4000-8000-000000000003",
  userName: "coach@example.com",
  groups: [],
};
const second = {
  objectId: "00000000-0000-4000-8000-000000000004",
  userName: "second@example.com",
  groups: ["coaches"],
};
const CATALOG = "/api/2.1/unity-catalog/permissions/catalog/team";
const BINDINGS = "/api/2.1/unity-catalog/bindings/catalog/team";

describe("a workspace's REST API", () => {
  let cloud: SimulatedCloud;
  let server: WorkspaceServer;
  let host: string;
  /** What lets somebody in who is not a user of the workspace yet. */
  let entering: Record<string, string>;

  async function ask(
    method: "GET" | "PATCH",
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const asking = request({
      port: server.port,
      method,
      path,
      headers: { host, authorization: "Bearer a", ...headers },
    });
    asking.end(body && JSON.stringify(body));
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    return json(answer);
  }
  const me = (headers?: Record<string, string>) =>
    ask("GET", "/api/2.0/preview/scim/v2/Me", undefined, headers);
  const grant = (principal: string, ...add: string[]) =>
    ask("PATCH", CATALOG, { changes: [{ principal, add }] });

  beforeEach(async () => {
    const stage = await workspaceStage();
    cloud = stage.cloud;
    host = String(stage.workspace.outputs["workspaceUrl"]);
    entering = {
      "x-databricks-azure-workspace-resource-id": stage.workspace.id,
      "x-databricks-azure-sp-management-token": "a",
    };
    await assignRole(cloud);
    await makeCatalog(stage.databricks, "credential", "location", "catalog");
    server = await serveWorkspaces(cloud);
    await me(entering);
  });
  afterEach(() => server.stop());

  it("lets in each caller for themselves: another one who has entered opens nothing", async () => {
    expect(await me()).toMatchObject({ userName: first.userName });
    cloud.signIn(second);
    expect(await me()).toMatchObject({ error_code: "PERMISSION_DENIED" });
    expect(await me(entering)).toMatchObject({ userName: second.userName });
    expect(await me()).toMatchObject({ userName: second.userName });
  });

  it("lets rights be given by who has MANAGE through a group, and by nobody else", async () => {
    cloud.signIn(second);
    await me(entering);
    const refused = { message: expect.stringContaining("does not have MANAGE") as unknown };
    expect(await grant("somebody", "USE_CATALOG")).toMatchObject(refused);
    cloud.signIn(first);
    await grant("coaches", "MANAGE");
    cloud.signIn(second);
    expect(await grant("somebody", "USE_CATALOG")).toEqual({
      privilege_assignments: [
        { principal: "coaches", privileges: ["MANAGE"] },
        { principal: "somebody", privileges: ["USE_CATALOG"] },
      ],
    });
  });

  it("shows what the emulator's own provider created, isolated or not, as it was asked for", async () => {
    const [workspace] = cloud.state.resources(WORKSPACE);
    if (workspace === undefined) throw new Error("no workspace");
    const inputs = { ...catalogInputs.catalog, name: "other", comment: "c", isolationMode: "ISOLATED" };
    await through(cloud, workspace).create(types.catalog, "other", inputs);
    const CATALOGS = "/api/2.1/unity-catalog/catalogs";
    expect(await ask("GET", `${CATALOGS}/other`)).toMatchObject({ name: "other", comment: "c" });
    expect(await ask("GET", `${CATALOGS}/team`)).toMatchObject({
      storage_root: catalogInputs.catalog.storageRoot,
    });
  });

  it("binds a catalog for who has MANAGE, and for nobody else", async () => {
    const bind = () => ask("PATCH", BINDINGS, { add: [] });
    cloud.signIn(second);
    await me(entering);
    expect(await bind()).toMatchObject({
      message: "User does not have MANAGE and USE CATALOG on Catalog 'team'.",
    });
    cloud.signIn(first);
    expect(await bind()).toEqual({ bindings: [], workspaces: [] });
  });
});
