import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { metastore, type CloudResource } from "../../emulator/core/cloudState";
import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import { boundTo } from "../../emulator/databricksRest/securables";
import type { SimulatedCloud } from "../../emulator";
import { orphans, updateAdvice } from "../../program/orphans";
import { assignRole, makeCatalog, workspaceStage } from "../emulator/services/stage";
import { runCli, type CliProfile } from "./cli";
import { COMPILE_LIMIT } from "./provider";

const more: readonly [type: string, inputs: Readonly<Record<string, unknown>>][] = [
  ["databricks:index/secretScope:SecretScope", { name: "clickstream" }],
  ["databricks:index/sqlEndpoint:SqlEndpoint", { name: "clicks", clusterSize: "2X-Small" }],
  [
    "databricks:index/dashboard:Dashboard",
    { displayName: "Clicks of red", parentPath: "/Shared", warehouseId: "w", serializedDashboard: "{}" },
  ],
  ["databricks:index/job:Job", { name: "ingest", continuous: { pauseStatus: "PAUSED" }, tasks: [] }],
];

let cloud: SimulatedCloud;
let server: WorkspaceServer;
let profile: CliProfile;

beforeAll(async () => {
  const stage = await workspaceStage();
  cloud = stage.cloud;
  await assignRole(cloud);
  await makeCatalog(stage.databricks, "credential", "location", "catalog", "schema", "volume");
  for (const [type, inputs] of more) await stage.databricks.create(type, "thing", inputs);
  server = await serveWorkspaces(cloud);
  profile = { port: server.port, host: String(stage.workspace.outputs["workspaceUrl"]) };
  // The CLI has a token of the workspace, whose user somebody is who has entered it before.
  const entering = request({
    port: server.port,
    path: "/api/2.0/preview/scim/v2/Me",
    headers: {
      host: profile.host,
      authorization: "Bearer a",
      "x-databricks-azure-workspace-resource-id": stage.workspace.id,
      "x-databricks-azure-sp-management-token": "a",
    },
  });
  const answered = once(entering, "response") as Promise<[IncomingMessage]>;
  entering.end();
  (await answered)[0].resume();
}, COMPILE_LIMIT);
afterAll(() => server.stop());

const only = (type: string): CloudResource => {
  const [found, ...others] = cloud.state.resources(type);
  if (found === undefined || others.length > 0) throw new Error(`there is not one ${type}`);
  return found;
};

describe("Databricks' own command-line interface", () => {
  it.each(["StorageCredential", "ExternalLocation", "Catalog"])(
    "binds a %s to a workspace by the advised command",
    async (name) => {
      const type = `databricks:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
      const { inputs, home, id } = only(type);
      expect(home).toBe(metastore("westeurope"));
      expect(boundTo(only(type))).toEqual([]);
      const advice = updateAdvice(type, inputs, `'${id}' is not accessible in current workspace`) ?? "";
      const [, command = ""] = /bind it with `(databricks [^`]+)`/.exec(advice) ?? [];
      await runCli(command.replace("ID", /^adb-(\d+)/.exec(profile.host)?.[1] ?? ""), profile);
      expect(boundTo(only(type))).toHaveLength(1);
    },
  );

  it.each([
    ["databricks:index/sqlEndpoint:SqlEndpoint", "databricks warehouses list", "id"],
    ["databricks:index/job:Job", "databricks jobs list", "job_id"],
  ])("lists the one %s by %s, with its id", async (type, command, id) => {
    const listed = JSON.parse(await runCli(`${command} --output json`, profile)) as Record<string, unknown>[];
    expect(listed.map((each) => String(each[id]))).toEqual([only(type).id]);
    expect(await runCli(command, profile)).toContain(only(type).id);
  });

  // What lies in another one goes before it.
  it.each([...orphans].reverse())("deletes a $called by the advised command", async ({ type, deletion }) => {
    const { id, inputs } = only(type);
    await runCli(deletion(inputs).replace(/\bID\b/, id), profile);
    expect(cloud.state.resources(type)).toEqual([]);
  });

  it("lists no job where there is none, and says what the workspace refuses", async () => {
    expect(JSON.parse(await runCli("databricks jobs list --output json", profile))).toEqual([]);
    await expect(runCli("databricks jobs delete 1", profile)).rejects.toThrow("Job 1 does not exist.");
  });

  it("has no options that are not its own", async () => {
    await expect(runCli("databricks volumes delete a.b.c --force", profile)).rejects.toThrow(
      "unknown flag: --force",
    );
  });

  it("asked the workspace for nothing that it does not know", () => {
    expect(server.requests.filter(({ known }) => !known)).toEqual([]);
  });
});

describe("a command in a test", () => {
  it("that asks for anything else than the workspace fails, and reaches nobody", async () => {
    const elsewhere = "DATABRICKS_HOST=https://adb-1.1.azuredatabricks.net databricks jobs list";
    await expect(runCli(elsewhere, profile)).rejects.toThrow();
    await expect(runCli(`${elsewhere} || true`, profile)).rejects.toThrow(
      "adb-1.1.azuredatabricks.net:443, which is no workspace",
    );
  });
});
