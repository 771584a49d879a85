import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { serializeFunction } from "@pulumi/pulumi/runtime/closure/serializeClosure";
import { connect, removalProvider } from "../../components/workspaceRemoval";
import { serveArm, type ArmServer } from "../../emulator/armRest/server";

const SUBSCRIPTION = "/subscriptions/11111111-2222-4333-8444-555555555555";
const target = {
  workspaceId: `${SUBSCRIPTION}/resourceGroups/red/providers/Microsoft.Databricks/workspaces/ws`,
  managedResourceGroupId: `${SUBSCRIPTION}/resourceGroups/red-databricks`,
  workspaceUrl: "adb-1234567890123456.16.azuredatabricks.net",
};

/** Loads the code from the state as the SDK's plugin for dynamic resources does, and calls one operation. */
const PLUGIN = `
  const { handler } = require("require-from-string")(process.env.CODE);
  const [operation, ...args] = JSON.parse(process.env.CALL);
  handler()[operation](...args).then(
    (result) => console.log(JSON.stringify({ result: result ?? null })),
    (error) => console.log(JSON.stringify({ error: error.message })),
  );`;

/** Runs an operation of the serialised provider in a process of its own. */
async function call(operation: string, args: unknown[], environment: Record<string, string> = {}) {
  const { text } = await code;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", PLUGIN], {
    cwd: join(__dirname, "..", ".."),
    env: {
      PATH: process.env["PATH"],
      ...environment,
      CODE: text,
      CALL: JSON.stringify([operation, ...args]),
    },
  });
  return JSON.parse(stdout) as { result?: unknown; error?: string };
}

/** As `pulumi.dynamic.Resource` serialises its provider: nothing of the module is in scope but this. */
function serialised(provider: typeof removalProvider) {
  return serializeFunction(() => provider, { allowSecrets: true });
}

const code = serialised(removalProvider);

describe("the removal that is kept in the state", () => {
  let arm: ArmServer;
  let existing: Set<string>;
  beforeEach(async () => {
    existing = new Set([target.workspaceId, target.managedResourceGroupId]);
    arm = await serveArm({
      // The SDK writes the id of a group in another case.
      get: (id) =>
        [...existing].some((each) => each.toLowerCase() === id.toLowerCase())
          ? { managedBy: target.workspaceId }
          : undefined,
      delete: async (id, { force }) => {
        existing.delete(id);
        if (force) existing.delete(target.managedResourceGroupId);
      },
    });
  });
  afterEach(() => arm.stop());

  it("is self-contained, holds no secret and is small", async () => {
    const { text, containsSecrets } = await code;
    expect(containsSecrets).toBe(false);
    expect(text.length).toBeLessThan(10_000);
    const packages = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(packages.sort()).toEqual(["@azure/arm-resources", "@azure/identity"]);
  });

  it("does nothing when created", async () => {
    expect(await call("create", [target])).toEqual({ result: { id: target.workspaceId, outs: target } });
  });

  it("forces the deletion when deleted, and proves the group gone, without signing in for loopback", async () => {
    const answer = await call("delete", [target.workspaceId, target], {
      AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address,
      ARM_CLIENT_ID: "11111111-0000-4000-8000-000000000000",
      ARM_CLIENT_SECRET: "not-to-be-sent",
      ARM_TENANT_ID: "22222222-0000-4000-8000-000000000000",
    });
    expect(answer).toEqual({ result: null });
    expect([...existing]).toEqual([]);
    expect(arm.requests[0]).toEqual({
      method: "DELETE",
      path: target.workspaceId,
      query: { "api-version": "2026-01-01", forceDeletion: "true" },
    });
    expect(arm.requests.at(-1)).toMatchObject({
      method: "GET",
      path: target.managedResourceGroupId.replace("resourceGroups", "resourcegroups"),
    });
  });

  it("fails with what Azure says, and what is left", async () => {
    arm.fail({
      method: "DELETE",
      path: /ws$/,
      status: 403,
      code: "AuthorizationFailed",
      message: "no right",
    });
    const answer = await call("delete", [target.workspaceId, target], {
      AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address,
    });
    expect(answer).toEqual({
      error:
        `Azure does not let this identity delete the workspace: no right. Left are ${target.workspaceId} and, ` +
        "maybe, the resource group red-databricks; run `pulumi destroy` again, or delete them in the Azure portal.",
    });
  });

  it("is another removal only for another workspace; new code merely replaces the old", async () => {
    const diff = (news: object) =>
      removalProvider.diff?.(
        "id",
        { ...target, ...{ __provider: "a" } },
        {
          ...target,
          ...{ __provider: "a" },
          ...news,
        },
      );
    expect(await diff({})).toEqual({ changes: false, replaces: [] });
    expect(await diff({ __provider: "b" })).toEqual({ changes: true, replaces: [] });
    expect(await diff({ workspaceUrl: "unknown in a preview" })).toEqual({ changes: false, replaces: [] });
    expect(await diff({ workspaceId: "other" })).toEqual({ changes: true, replaces: ["workspaceId"] });
    expect(await diff({ managedResourceGroupId: "other" })).toEqual({
      changes: true,
      replaces: ["managedResourceGroupId"],
    });
    expect(await removalProvider.update?.("id", target, target)).toEqual({ outs: target });
  });
});

describe("the connection to Azure Resource Manager", () => {
  it.each([
    ["http://127.0.0.1:1", false],
    ["http://localhost:1", false],
    ["http://[::1]:1", false],
    ["https://management.usgovcloudapi.net", true],
    ["http://127.0.0.1.example.com", true],
  ])("to %s is made with a token: %s", (endpoint, withToken) => {
    const client = connect("subscription", { AZURE_RESOURCE_MANAGER_ENDPOINT: endpoint });
    const policies = client.pipeline.getOrderedPolicies().map(({ name }) => name);
    expect(policies.includes("bearerTokenAuthenticationPolicy")).toBe(withToken);
  });

  it("goes to Azure where nothing else is said, and never without TLS off this machine", async () => {
    const client = connect("subscription", { AZURE_RESOURCE_MANAGER_ENDPOINT: "http://arm.example.com" });
    await expect(client.resourceGroups.checkExistence("group")).rejects.toThrow(/https|TLS/);
    expect(connect("subscription", {}).$host).toBe("https://management.azure.com");
  });
});
