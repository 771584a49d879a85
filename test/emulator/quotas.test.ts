import { armResourcesOf } from "../../emulator/armRest/cloud";
import { serveArm, type ArmServer } from "../../emulator/armRest/server";
import { failureOf } from "../../program/failures";
import { createSimulatedCloud, type SimulatedCloud } from "../../emulator";
import { inputs, make, SUBSCRIPTION, types, workspaceStage } from "./services/stage";

const REGION = "westeurope";
let arm: ArmServer | undefined;

afterEach(() => arm?.stop());

async function ask(
  path: string,
  ...clouds: SimulatedCloud[]
): Promise<{ status: number; body: Record<string, unknown> }> {
  arm = await serveArm(armResourcesOf(...clouds), { pageSize: 2 });
  const answer = await fetch(`${arm.address}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Current value and limit of each usage. */
async function usages(cloud: SimulatedCloud, provider: string): Promise<unknown[]> {
  const path = `${SUBSCRIPTION}/providers/${provider}/locations/${REGION}/usages`;
  const { body } = await ask(path, cloud);
  return (body["value"] as { name: { value: string }; currentValue: number; limit: number }[]).map(
    ({ name, currentValue, limit }) => [name.value, currentValue, limit],
  );
}

describe("the quotas of a simulated region", () => {
  it.each([
    [
      "a workspace beyond its public IP addresses",
      { PublicIPAddresses: 0 },
      types.workspace,
      inputs.workspace,
      'Status=400 Code="PublicIPCountLimitReached" Message="Cannot create more than 0 public IP addresses',
    ],
    [
      "a container group beyond its cores",
      { StandardCores: 0.5 },
      types.containers,
      inputs.containers,
      "container group quota 'StandardCores' exceeded in region 'westeurope'. Limit: '0.5', Usage: '0' Requested: '1'.",
    ],
    [
      "a container group beyond the number of groups",
      { ContainerGroups: 0 },
      types.containers,
      inputs.containers,
      "container group quota 'ContainerGroups' exceeded",
    ],
    [
      "a storage account beyond their number",
      { StorageAccounts: 0 },
      types.account,
      inputs.account,
      "already contains 0 storage accounts",
    ],
  ])("refuse %s", async (_, quota, type, given, message) => {
    const cloud = createSimulatedCloud({ limits: { quotas: { [REGION]: quota } } });
    await make(cloud, "group");
    const refusal: unknown = await cloud.create(type, "one", given).catch((error: unknown) => error);
    expect((refusal as Error).message).toContain(message);
    expect(failureOf((refusal as Error).message)?.shown).toContain("QuotaExceeded");
    const elsewhere = createSimulatedCloud({ limits: { quotas: { northeurope: quota } } });
    await make(elsewhere, "group");
    await expect(elsewhere.create(type, "one", given)).resolves.toBeDefined();
  });

  it("refuse a job's run beyond its VM family's vCPUs, in Azure's words", async () => {
    const { databricks } = await workspaceStage({
      limits: { quotas: { [REGION]: { standardDDSv5Family: 6 } } },
    });
    const job = {
      name: "ingest",
      continuous: { pauseStatus: "UNPAUSED" },
      jobClusters: [{ jobClusterKey: "one", newCluster: { nodeTypeId: "Standard_D4ds_v5", numWorkers: 0 } }],
      tasks: [{ taskKey: "ingest", jobClusterKey: "one" }],
    };
    await databricks.create(types.job, "one", job);
    await expect(databricks.create(types.job, "two", { ...job, name: "two" })).rejects.toThrow(
      "exceeding approved standardDDSv5Family Cores quota. Current Limit: 6, Current Usage: 4, Additional Required: 4.",
    );
    expect(await usages(databricks, "Microsoft.Compute")).toContainEqual(["standardDDSv5Family", 4, 6]);
  });

  it("are listed with what is used of them", async () => {
    const cloud = createSimulatedCloud({
      limits: { quotas: { [REGION]: { StandardCores: 10, ContainerGroups: 5 } } },
    });
    await make(cloud, "group");
    await cloud.create(types.containers, "one", inputs.containers);
    expect(await usages(cloud, "Microsoft.ContainerInstance")).toEqual([
      ["ContainerGroups", 1, 5],
      ["StandardCores", 1, 10],
    ]);
  });
});

describe("a simulated subscription", () => {
  it("takes nothing of a provider that is not registered, until it is", async () => {
    const cloud = createSimulatedCloud({ limits: { unregistered: new Set(["Microsoft.Storage"]) } });
    await make(cloud, "group");
    await expect(cloud.create(types.account, "one", inputs.account)).rejects.toThrow(
      'Status=409 Code="MissingSubscriptionRegistration"',
    );
    const { body } = await ask(`${SUBSCRIPTION}/providers/Microsoft.Storage`, cloud);
    expect(body["registrationState"]).toBe("NotRegistered");
    await fetch(`${arm?.address ?? ""}${SUBSCRIPTION}/providers/Microsoft.Storage/register`, {
      method: "POST",
    });
    await expect(cloud.create(types.account, "one", inputs.account)).resolves.toBeDefined();
  });

  it("takes nothing where it is disabled", async () => {
    const cloud = createSimulatedCloud({ limits: { subscriptionState: "Disabled" } });
    await expect(make(cloud, "group")).rejects.toThrow('Status=409 Code="ReadOnlyDisabledSubscription"');
  });

  it("is one of several behind one ARM, each with its own groups", async () => {
    const other = "00000000-0000-4000-8000-00000000000b";
    const clouds = [
      createSimulatedCloud(),
      createSimulatedCloud({ identity: { subscriptionId: other } }),
    ] as const;
    await make(clouds[1], "group");
    const { body } = await ask(`/subscriptions/${other}/resourcegroups`, ...clouds);
    expect(body["value"]).toMatchObject([
      { id: `/subscriptions/${other}/resourceGroups/team`, location: REGION },
    ]);
    await arm?.stop();
    expect((await ask(`${SUBSCRIPTION}/resourcegroups`, ...clouds)).body).toEqual({ value: [] });
    await arm?.stop();
    expect(await ask("/subscriptions/00000000-0000-4000-8000-00000000000c", ...clouds)).toMatchObject({
      status: 404,
      body: { error: { code: "SubscriptionNotFound" } },
    });
  });

  it("lists its VM sizes in pages, with those that a region does not give it", async () => {
    const restrictedSizes = [
      { size: "Standard_D4ds_v5", region: REGION, reason: "NotAvailableForSubscription" },
      { size: "Standard_D8ds_v5", region: REGION, reason: "notListed" },
    ] as const;
    const cloud = createSimulatedCloud({ limits: { restrictedSizes } });
    arm = await serveArm(armResourcesOf(cloud), { pageSize: 2 });
    const found: Record<string, unknown>[] = [];
    const query = new URLSearchParams({ $filter: `location eq '${REGION}'` }).toString();
    let next: unknown = `${arm.address}${SUBSCRIPTION}/providers/Microsoft.Compute/skus?${query}`;
    for (; typeof next === "string";) {
      const page = (await (await fetch(next)).json()) as {
        value: Record<string, unknown>[];
        nextLink?: string;
      };
      expect(page.value.length).toBeLessThanOrEqual(2);
      found.push(...page.value);
      next = page.nextLink;
    }
    expect(found.map(({ name }) => name)).toEqual([
      "Premium_LRS",
      "Standard_D2ds_v5",
      "Standard_D4ds_v5",
      "Standard_D16ds_v5",
      "Standard_D4s_v3",
      "Standard_E4ds_v5",
    ]);
    expect(found[2]).toMatchObject({
      family: "standardDDSv5Family",
      capabilities: [{ name: "vCPUs", value: "4" }],
      restrictions: [{ type: "Location", reasonCode: "NotAvailableForSubscription" }],
    });
  });
});
