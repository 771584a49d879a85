import { ResourceGroup } from "@pulumi/azure-native/resources";
import { CostBudget } from "../../components/costBudget";
import { DataLake } from "../../components/dataLake";
import { EventStream, type EventStreamArgs, type Right } from "../../components/eventStream";
import { Members } from "../../components/members";
import { ACCOUNT_KEY, connectionStringOf, keyOf, SUBSCRIPTION } from "../program/answers";
import { childrenOf, declared } from "../program/expected";
import { record } from "../program/recording";

const tags = { team: "red" };
const place = { resourceGroupName: "group-a", location: "westeurope", tags };
const group = () => new ResourceGroup("group", { resourceGroupName: "group-a" });

describe("EventStream", () => {
  const stream = (changes: Partial<EventStreamArgs> = {}, rights: readonly Right[] = ["Send", "Listen"]) =>
    record(() => {
      const made = new EventStream("stream", {
        ...place,
        namespaceName: "clicks-red-abc123",
        throughputUnits: 1,
        maxThroughputUnits: 4,
        partitions: 8,
        retentionHours: 48,
        deletedWith: group(),
        ...changes,
      });
      const keys = Object.fromEntries(rights.map((right) => [right.toLowerCase(), made.createKey(right)]));
      const { bootstrapServers, namespaceName, eventHubName } = made;
      return { ...keys, bootstrapServers, namespaceName, eventHubName };
    });

  it("declares a Standard namespace, the hub `test` and a rule for each right", async () => {
    const { resources } = await stream();
    const hub = { resourceGroupName: "group-a", namespaceName: "clicks-red-abc123", eventHubName: "test" };
    const inNamespace = { parent: "stream", deletedWith: "stream-namespace" };
    expect(childrenOf(resources, "stream")).toEqual([
      declared("azure-native:eventhub:EventHub", "stream-hub", {
        ...inNamespace,
        dependencies: ["stream-namespace"],
        inputs: {
          ...hub,
          partitionCount: 8,
          retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 48 },
        },
      }),
      declared("azure-native:eventhub:EventHubAuthorizationRule", "stream-listen", {
        ...inNamespace,
        dependencies: ["stream-hub", "stream-namespace"],
        inputs: { ...hub, authorizationRuleName: "listen", rights: ["Listen"] },
      }),
      declared("azure-native:eventhub:Namespace", "stream-namespace", {
        onError: ["stream-retry"],
        parent: "stream",
        deletedWith: "group",
        inputs: {
          resourceGroupName: "group-a",
          location: "westeurope",
          namespaceName: "clicks-red-abc123",
          sku: { name: "Standard", tier: "Standard", capacity: 1 },
          isAutoInflateEnabled: true,
          maximumThroughputUnits: 4,
          kafkaEnabled: true,
          minimumTlsVersion: "1.2",
          publicNetworkAccess: "Enabled",
          tags,
        },
      }),
      declared("azure-native:eventhub:EventHubAuthorizationRule", "stream-send", {
        ...inNamespace,
        dependencies: ["stream-hub", "stream-namespace"],
        inputs: { ...hub, authorizationRuleName: "send", rights: ["Send"] },
      }),
    ]);
  });

  it("gives keys as secrets, of the hub's own rules and never of the namespace", async () => {
    const { outputs, calls } = await stream();
    expect(outputs["send"]).toEqual({
      ruleName: "send",
      key: { secret: keyOf("send") },
      connectionString: { secret: connectionStringOf("clicks-red-abc123", "send") },
    });
    expect(outputs["listen"]).toEqual({
      ruleName: "listen",
      key: { secret: keyOf("listen") },
      connectionString: { secret: connectionStringOf("clicks-red-abc123", "listen") },
    });
    expect(calls.map(({ token, args }) => [token, args["authorizationRuleName"]])).toEqual([
      ["azure-native:eventhub:listEventHubKeys", "send"],
      ["azure-native:eventhub:listEventHubKeys", "listen"],
    ]);
  });

  it("tells where Kafka is", async () => {
    const { outputs } = await stream();
    expect(outputs["namespaceName"]).toBe("clicks-red-abc123");
    expect(outputs["eventHubName"]).toBe("test");
    expect(outputs["bootstrapServers"]).toBe("clicks-red-abc123.servicebus.windows.net:9093");
  });

  it("declares no rule, and reads no key, that was not asked for", async () => {
    const { resources, outputs, calls } = await stream({}, []);
    expect(childrenOf(resources, "stream").map(({ name }) => name)).toEqual([
      "stream-hub",
      "stream-namespace",
    ]);
    expect(outputs["send"]).toBeUndefined();
    expect(outputs["listen"]).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("does not inflate where the ceiling is what it has", async () => {
    const { resources } = await stream({ throughputUnits: 4, maxThroughputUnits: 4 });
    const namespace = resources.find(({ name }) => name === "stream-namespace");
    expect(namespace?.inputs).toMatchObject({ isAutoInflateEnabled: false, maximumThroughputUnits: 0 });
  });
});

describe("DataLake", () => {
  const lake = (sharedKeys?: boolean) =>
    record(() => {
      const {
        url,
        accountKey: key,
        accountName,
      } = new DataLake("lake", {
        ...place,
        accountName: "red000abc123",
        ...(sharedKeys !== undefined && { sharedKeys }),
        deletedWith: group(),
      });
      return { url, key, accountName };
    });

  it("declares a closed account with a hierarchical namespace and one private container", async () => {
    const { resources, outputs, calls } = await lake();
    expect(childrenOf(resources, "lake")).toEqual([
      declared("azure-native:storage:StorageAccount", "lake-account", {
        onError: ["lake-retry"],
        parent: "lake",
        deletedWith: "group",
        inputs: {
          resourceGroupName: "group-a",
          location: "westeurope",
          accountName: "red000abc123",
          kind: "StorageV2",
          sku: { name: "Standard_LRS" },
          accessTier: "Hot",
          isHnsEnabled: true,
          minimumTlsVersion: "TLS1_2",
          enableHttpsTrafficOnly: true,
          allowBlobPublicAccess: false,
          allowCrossTenantReplication: false,
          isLocalUserEnabled: false,
          allowSharedKeyAccess: false,
          publicNetworkAccess: "Enabled",
          tags,
        },
      }),
      declared("azure-native:storage:BlobContainer", "lake-container", {
        parent: "lake",
        deletedWith: "lake-account",
        dependencies: ["lake-account"],
        inputs: {
          resourceGroupName: "group-a",
          accountName: "red000abc123",
          containerName: "clicks",
          publicAccess: "None",
        },
      }),
    ]);
    expect(outputs).toEqual({
      url: "abfss://clicks@red000abc123.dfs.core.windows.net",
      accountName: "red000abc123",
    });
    expect(calls).toEqual([]);
  });

  it("opens the account to its keys, and reads one as a secret, only where asked", async () => {
    const { resources, outputs } = await lake(true);
    const account = resources.find(({ name }) => name === "lake-account");
    expect(account?.inputs["allowSharedKeyAccess"]).toBe(true);
    expect(outputs["key"]).toEqual({ secret: ACCOUNT_KEY });
  });
});

describe("Members", () => {
  it("makes each person and group a Contributor of the team's resource group, and of nothing else", async () => {
    const [user, team] = ["0a1b2c3d-0000-4000-8000-00000000000f", "0a1b2c3d-0000-4000-8000-000000000001"];
    const scope = `${SUBSCRIPTION}/resourceGroups/group-a`;
    const { resources } = await record(() => {
      new Members("members", {
        resourceGroupId: group().id,
        members: [
          { objectId: user, kind: "User" },
          { objectId: team, kind: "Group" },
        ],
      });
      return {};
    });
    const contributor = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c`;
    const role = (objectId: string, principalType: string) =>
      declared("azure-native:authorization:RoleAssignment", `members-${objectId}`, {
        onError: ["members-retry"],
        parent: "members",
        dependencies: ["group"],
        inputs: { scope, principalId: objectId, principalType, roleDefinitionId: contributor },
      });
    expect(childrenOf(resources, "members")).toEqual([role(team, "Group"), role(user, "User")]);
  });
});

describe("CostBudget", () => {
  it("has Azure write when half, most and all of a month's amount are spent in both of a team's groups", async () => {
    const { resources } = await record(() => {
      new CostBudget("budget", {
        resourceGroupId: group().id,
        resourceGroupNames: ["group-a", "group-a-databricks"],
        budgetName: "clickstream-red-abc123",
        amount: 75,
        contacts: ["coach@contoso.com", "money@contoso.com"],
        from: "2027-03-01",
      });
      return {};
    });
    const at = (threshold: number) => ({
      enabled: true,
      operator: "GreaterThanOrEqualTo",
      threshold,
      thresholdType: "Actual",
      contactEmails: ["coach@contoso.com", "money@contoso.com"],
    });
    expect(childrenOf(resources, "budget")).toEqual([
      declared("azure-native:consumption:Budget", "budget-monthly", {
        parent: "budget",
        dependencies: ["group"],
        onError: ["budget-retry"],
        // Azure refuses another start later; a state keeps the first one.
        ignoreChanges: ["timePeriod"],
        inputs: {
          scope: SUBSCRIPTION,
          budgetName: "clickstream-red-abc123",
          category: "Cost",
          amount: 75,
          timeGrain: "Monthly",
          timePeriod: { startDate: "2027-03-01T00:00:00Z" },
          filter: {
            dimensions: {
              name: "ResourceGroupName",
              operator: "In",
              values: ["group-a", "group-a-databricks"],
            },
          },
          notifications: {
            "actual-50-percent": at(50),
            "actual-80-percent": at(80),
            "actual-100-percent": at(100),
          },
        },
      }),
    ]);
  });
});
