import { request } from "node:http";
import { serveWorkspaces, type WorkspaceServer } from "../../../emulator/databricksRest/server";
import { checkMetastore, type AskDatabricks } from "../../../event/check/metastoreCheck";
import { assignRole, makeCatalog, workspaceStage } from "../../emulator/services/stage";

let server: WorkspaceServer | undefined;
afterEach(() => server?.stop());

/** Asks a workspace of the emulator, which is told by its name, as somebody whom Azure lets in. */
function askThrough(port: number, workspaceId: string): AskDatabricks {
  return (host, path) =>
    new Promise((resolve, reject) => {
      const headers = {
        host,
        authorization: "Bearer token",
        "x-databricks-azure-workspace-resource-id": workspaceId,
        "x-databricks-azure-sp-management-token": "token",
      };
      request({ host: "127.0.0.1", port, path, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 500 })),
        );
      })
        .on("error", reject)
        .end();
    });
}

describe("the metastore of the emulator", () => {
  it("tells its quotas, and takes no more than they allow", async () => {
    const quotas = { westeurope: { "catalogs-quota": 1, "storage-credentials-quota": 5 } };
    const { cloud, databricks, workspace } = await workspaceStage({ limits: { quotas } });
    await assignRole(cloud);
    await makeCatalog(databricks, "credential", "location", "catalog");
    server = await serveWorkspaces(cloud);
    const workspaceUrl = String(workspace.outputs["workspaceUrl"]);
    const demand = { region: "westeurope", teams: 1, workspaceUrl };
    expect(await checkMetastore(demand, askThrough(server.port, workspace.id))).toMatchObject({
      verdict: "fail",
      found:
        "1 more of each are wanted: 1 of 1 catalogs, 1 of 5 storage credentials, 1 of 1000 external locations",
    });
    await expect(
      databricks.create("databricks:index/catalog:Catalog", "two", {
        name: "two",
        storageRoot: "abfss://x@y.dfs.core.windows.net/two",
      }),
    ).rejects.toThrow(
      "cannot create catalog: Cannot create 1 Catalog(s) in Metastore metastore-westeurope (estimated count: 1, limit: 1).",
    );
    const [connector] = cloud.state.resources("azure-native:databricks:AccessConnector");
    const credential = { name: "two", azureManagedIdentity: { accessConnectorId: connector?.id } };
    await expect(
      databricks.create("databricks:index/storageCredential:StorageCredential", "two", credential),
    ).resolves.toMatchObject({ id: "two" });
  });
});
