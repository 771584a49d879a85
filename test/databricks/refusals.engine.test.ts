import { rm } from "node:fs/promises";
import { delimiter } from "node:path";
import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import type { Properties } from "../../emulator/core/cloudApi";
import { serveProviders, type ServedProviders } from "../../emulator/grpc";
import { databricksProvider } from "../../scripts/databricksProvider";
import { assignRole, catalogInputs, makeCatalog, workspaceStage } from "../emulator/services/stage";
import { COMPILE_LIMIT, ProviderClient, ProviderProcess } from "./provider";
import { azureCli } from "./workspace";

const LAKE = "abfss://clicks@teamlake.dfs.core.windows.net";
const warehouse: Properties = { name: "clicks", clusterSize: "2X-Small" };
const dashboard: Properties = {
  displayName: "Clicks",
  parentPath: "/Shared",
  warehouseId: "w",
  serializedDashboard: "{}",
};

/** What exists already, and what refers to something that does not. */
const refused: readonly [type: string, inputs: Properties, says: string][] = [
  ["StorageCredential", catalogInputs.credential, "Storage Credential 'team' already exists"],
  ["ExternalLocation", catalogInputs.location, "External Location 'team' already exists"],
  ["Catalog", catalogInputs.catalog, "Catalog 'team' already exists"],
  ["Schema", catalogInputs.schema, "Schema 'team.clickstream' already exists"],
  ["Volume", catalogInputs.volume, "Volume 'team.clickstream.checkpoints' already exists"],
  ["SecretScope", { name: "clickstream" }, "Scope clickstream already exists!"],
  ["SqlEndpoint", warehouse, "SQL warehouse with name `clicks` already exists"],
  ["Dashboard", dashboard, "Node named '/Shared/Clicks.lvdash.json' already exists"],
  [
    "ExternalLocation",
    { ...catalogInputs.location, name: "other" },
    "overlaps with other external locations",
  ],
  [
    "ExternalLocation",
    {
      ...catalogInputs.location,
      name: "other",
      url: "abfss://a@b.dfs.core.windows.net",
      credentialName: "none",
    },
    "Storage Credential 'none' does not exist.",
  ],
  ["Catalog", { name: "other" }, "Metastore storage root URL does not exist."],
  [
    "Catalog",
    { name: "other", storageRoot: `${LAKE.replace("clicks", "b")}/c` },
    "No parent external location",
  ],
  ["Schema", { name: "a", catalogName: "none" }, "Catalog 'none' does not exist."],
  [
    "Volume",
    { name: "a", catalogName: "team", schemaName: "none", volumeType: "MANAGED" },
    "Schema 'team.none' does not exist.",
  ],
  ["Secret", { scope: "none", key: "a", stringValue: "b" }, "Scope none does not exist!"],
  [
    "Grants",
    { catalog: "none", grants: [{ principal: "account users", privileges: ["USE_CATALOG"] }] },
    "Catalog 'none' does not exist.",
  ],
  [
    "Job",
    {
      name: "a",
      continuous: { pauseStatus: "UNPAUSED" },
      tasks: [{ taskKey: "a", notebookTask: { notebookPath: "/Shared/none" } }],
    },
    'Unable to access the notebook "/Shared/none".',
  ],
];

let folder: string;
let workspaces: WorkspaceServer;
let served: ServedProviders;
let real: ProviderProcess;
let emulated: ProviderClient;

beforeAll(async () => {
  const { cloud, databricks, workspace } = await workspaceStage();
  await assignRole(cloud);
  await makeCatalog(databricks, "credential", "location", "catalog", "schema", "volume");
  await databricks.create("databricks:index/secretScope:SecretScope", "scope", { name: "clickstream" });
  await databricks.create("databricks:index/sqlEndpoint:SqlEndpoint", "warehouse", warehouse);
  await databricks.create("databricks:index/dashboard:Dashboard", "dashboard", dashboard);
  folder = await azureCli();
  workspaces = await serveWorkspaces(cloud);
  served = await serveProviders({ cloud, isOwnCode: () => false });
  const path = [folder, process.env["PATH"]].join(delimiter);
  real = await ProviderProcess.start(await databricksProvider(), workspaces.port, path);
  emulated = new ProviderClient(
    Number(/databricks:(\d+)/.exec(served.environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1]),
  );
  for (const client of [real.client, emulated]) {
    await client.configure({
      host: `https://${String(workspace.outputs["workspaceUrl"])}`,
      azureWorkspaceResourceId: workspace.id,
      authType: "azure-cli",
    });
  }
}, COMPILE_LIMIT);

afterAll(async () => {
  emulated.close();
  await real.stop();
  await served.stop();
  await workspaces.stop();
  await rm(folder, { recursive: true });
});

describe("a create that the workspace refuses", () => {
  it.each(refused)(
    "of a %s %j is told alike by Databricks' provider and the emulator",
    async (type, inputs, says) => {
      const { inputs: taken } = await real.client.check(type, inputs);
      const told = await emulated.refusedCreate(type, taken);
      expect(told).toContain(says);
      expect(await real.client.refusedCreate(type, taken)).toBe(told);
    },
  );
});
