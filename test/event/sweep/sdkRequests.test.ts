import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import { AzureDatabricksManagementClient } from "@azure/arm-databricks";
import { ResourceManagementClient } from "@azure/arm-resources";
import { planSweep } from "../../../event/sweep/sweepEvent";
import { ONE, SweepStage } from "./stage";

const credential = {
  getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: Date.now() + 3_600_000 }),
};

let stage: SweepStage;
beforeEach(async () => {
  stage = await SweepStage.open({ pageSize: 2 });
});
afterEach(() => stage.close());

/** A client of the SDK that asks the stand-in, and sends it no token. */
function client<T extends { pipeline: ResourceManagementClient["pipeline"] }>(
  Client: new (signIn: typeof credential, subscription: string, options: object) => T,
): T {
  const { address } = stage.arm;
  const made = new Client(credential, ONE, {
    endpoint: address,
    $host: address,
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

const root = `/subscriptions/${ONE}`;
const asked = (): string[] => stage.arm.requests.map(({ path }) => path.replace(root, ""));

describe("the Azure SDK's own clients", () => {
  it("list at the addresses of a sweep, page by page, and read the same", async () => {
    const databricks = client(AzureDatabricksManagementClient);
    const workspaces = await all(databricks.workspaces.listBySubscription());
    const [first] = workspaces;
    expect(first?.managedResourceGroupId).toBe(`${root}/resourceGroups/clickstream-red-left01-databricks`);
    expect(first?.workspaceUrl).toMatch(/^adb-\d+\.\d+\.azuredatabricks\.net$/);
    const connectors = await all(databricks.accessConnectors.listBySubscription());
    expect(connectors[0]?.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
    const containers = await all(client(ContainerInstanceManagementClient).containerGroups.list());
    const variables = containers[0]?.containers[0]?.environmentVariables;
    expect(variables?.find(({ name }) => name === "hostName")?.value).toBe("clicks-red-left01");
    const roles = await all(client(AuthorizationManagementClient).roleAssignments.listForSubscription());
    expect(roles.filter(({ scope }) => scope === root)).toHaveLength(2);
    const inGroup = await all(
      client(ResourceManagementClient).resources.listByResourceGroup("clickstream-red-left01"),
    );
    expect(inGroup.map(({ type }) => type)).toEqual([
      "Microsoft.Storage/storageAccounts",
      "Microsoft.Databricks/workspaces",
      "Microsoft.Databricks/accessConnectors",
    ]);
    expect([...new Set(asked())]).toEqual([
      "/providers/Microsoft.Databricks/workspaces",
      "/providers/Microsoft.Databricks/accessConnectors",
      "/providers/Microsoft.ContainerInstance/containerGroups",
      "/providers/Microsoft.Authorization/roleAssignments",
      "/resourceGroups/clickstream-red-left01/resources",
    ]);
  });
});

describe("what a plan sends to Azure", () => {
  it("is reads alone: these six lists, and what is in each group of the program's names", async () => {
    await planSweep(stage.event, stage.sources);
    expect(new Set(stage.arm.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    const lists = [...new Set(asked())].filter((path) => !/\/resources$/.test(path)).sort();
    expect(lists).toEqual([
      "/providers/Microsoft.Authorization/roleAssignments",
      "/providers/Microsoft.Consumption/budgets",
      "/providers/Microsoft.ContainerInstance/containerGroups",
      "/providers/Microsoft.Databricks/accessConnectors",
      "/providers/Microsoft.Databricks/workspaces",
      "/resourcegroups",
    ]);
    const inside = asked().filter((path) => /\/resources$/.test(path));
    expect(
      inside.every((path) =>
        /^\/resourceGroups\/clickstream-[a-z]+-[a-z0-9]{6}(?:-databricks)?\/resources$/.test(path),
      ),
    ).toBe(true);
  });
});
