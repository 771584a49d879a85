import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import { ResourceManagementClient } from "@azure/arm-resources";
import { StorageManagementClient } from "@azure/arm-storage";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm, type ArmRequest, type ArmServer } from "../../../emulator/armRest/server";
import { createSimulatedCloud } from "../../../emulator";
import { ArmReader } from "../../../event/check/armReader";
import { inputs, make } from "../../emulator/services/stage";
import { check, eventOf, ONE } from "./stage";

const credential = {
  getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: Date.now() + 3_600_000 }),
};

let arm: ArmServer;
beforeEach(async () => {
  const cloud = createSimulatedCloud({ limits: { quotas: { westeurope: { StandardCores: 10 } } } });
  await make(cloud, "group");
  await cloud.create("azure-native:storage:StorageAccount", "lake", {
    ...inputs.account,
    tags: { event: "contoso" },
  });
  arm = await serveArm(armResourcesOf(cloud), { pageSize: 1 });
});
afterEach(() => arm.stop());

/** A client of the SDK that asks the stand-in, and sends it no token. */
function client<T extends { pipeline: ResourceManagementClient["pipeline"] }>(
  Client: new (signIn: typeof credential, subscription: string, options: object) => T,
): T {
  const made = new Client(credential, ONE, {
    endpoint: arm.address,
    $host: arm.address,
    allowInsecureConnection: true,
  });
  made.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  return made;
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of pages) found.push(each);
  return found;
}

const reader = (): ArmReader => new ArmReader(client(ResourceManagementClient));
const first = ({ requests }: ArmServer): ArmRequest | undefined => requests[0];
const root = `/subscriptions/${ONE}`;

describe("the Azure SDK's own clients", () => {
  it("ask for the usages of storage at the address and in the version of the check, and read the same", async () => {
    const usages = await all(client(StorageManagementClient).usages.listByLocation("westeurope"));
    expect(usages).toMatchObject([{ name: { value: "StorageAccounts" }, currentValue: 1, limit: 250 }]);
    expect(first(arm)).toEqual({
      method: "GET",
      path: `${root}/providers/Microsoft.Storage/locations/westeurope/usages`,
      query: { "api-version": "2024-01-01" },
    });
  });

  it("ask for the usages of container instances so, too", async () => {
    const usages = await all(client(ContainerInstanceManagementClient).location.listUsage("westeurope"));
    expect(usages.map(({ name, currentValue, limit }) => [name?.value, currentValue, limit])).toEqual([
      ["ContainerGroups", 0, 1000],
      ["StandardCores", 0, 10],
    ]);
    expect(first(arm)).toEqual({
      method: "GET",
      path: `${root}/providers/Microsoft.ContainerInstance/locations/westeurope/usages`,
      query: { "api-version": "2023-05-01" },
    });
  });

  it("list groups and tagged resources at the same addresses, page by page", async () => {
    const resources = client(ResourceManagementClient);
    expect((await all(resources.resourceGroups.list())).map(({ name }) => name)).toEqual(["team"]);
    const filter = "tagName eq 'event' and tagValue eq 'contoso'";
    expect((await all(resources.resources.list({ filter }))).map(({ type }) => type)).toEqual([
      "Microsoft.Storage/storageAccounts",
    ]);
    expect(arm.requests.map(({ path, query }) => [path, query["$filter"]])).toEqual([
      [`${root}/resourcegroups`, undefined],
      [`${root}/resources`, filter],
    ]);
  });

  it("ask for a provider and register it so, too", async () => {
    const { providers } = client(ResourceManagementClient);
    expect((await providers.get("Microsoft.Databricks")).registrationState).toBe("Registered");
    await providers.register("Microsoft.Databricks");
    expect(arm.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET ${root}/providers/Microsoft.Databricks`,
      `POST ${root}/providers/Microsoft.Databricks/register`,
    ]);
  });
});

describe("what a check sends", () => {
  it("is those addresses and no others", async () => {
    const { arm: asked } = await check(eventOf(1, ["# one place"]), { pageSize: 100 });
    const sent = asked.requests.map(({ path }) => path.replace(root, ""));
    const providers = [
      "EventHub",
      "Storage",
      "Databricks",
      "ManagedIdentity",
      "Compute",
      "Network",
      "ContainerInstance",
    ];
    const perRegion = (region: string): string[] => [
      "/providers/Microsoft.Compute/skus",
      ...["Compute", "ContainerInstance", "Network", "Storage"].map(
        (name) => `/providers/Microsoft.${name}/locations/${region}/usages`,
      ),
    ];
    expect(sent.sort()).toEqual(
      [
        "",
        "/providers/Microsoft.Authorization/permissions",
        "/resourcegroups",
        "/resources",
        ...providers.map((name) => `/providers/Microsoft.${name}`),
        ...perRegion("westeurope"),
        ...perRegion("northeurope"),
      ].sort(),
    );
  });

  it("is read with its pages joined", async () => {
    const answer = await reader().list(
      `${root}/providers/Microsoft.Compute/skus`,
      "2021-07-01",
      "location eq 'westeurope'",
    );
    expect("value" in answer && answer.value.map(({ name }) => name)).toEqual([
      "Premium_LRS",
      "Standard_D2ds_v5",
      "Standard_D4ds_v5",
      "Standard_D8ds_v5",
      "Standard_D16ds_v5",
      "Standard_D4s_v3",
      "Standard_E4ds_v5",
    ]);
    expect(arm.requests).toHaveLength(7);
  });
});
