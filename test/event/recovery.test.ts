import fc from "fast-check";
import { idOfPending, withPendingCreates, type ResourceInState } from "../../event/run/halfMade";
import { serviceIdOf } from "../../event/run/serviceIds";
import { holdersIn, judgeLock } from "../../event/run/stackLock";
import { stepReached } from "../../event/run/stepReached";

const SUBSCRIPTION = "00000000-0000-4000-8000-000000000011";

/** As pulumi's pkg/backend/diy/lock.go words it. */
function locked(...holders: string[]): string {
  return [
    `the stack is currently locked by ${holders.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.`,
    ...holders.map((holder) => `  file:///state/.pulumi/locks/x.json: created by ${holder}`),
  ].join("\n");
}

describe("a stack's lock", () => {
  const judge = (message: string, alive: readonly number[], takeOver = false) =>
    judgeLock(holdersIn(message), { takeOver, isAlive: (pid) => alive.includes(pid), host: "laptop" });
  const here = "coach@laptop (pid 41) at 2026-11-28T00:00:00Z";
  const elsewhere = "other@desk (pid 41) at 2026-11-28T00:00:00Z";

  it("of a process that lives on this machine is waited for, also with --take-over", () => {
    const holder = { user: "coach", host: "laptop", pid: 41, since: "2026-11-28T00:00:00Z" };
    expect(judge(locked(here), [41])).toEqual({ do: "wait", holder });
    expect(judge(locked(here), [41], true)).toEqual({ do: "wait", holder });
  });

  it("of a process of this machine that has ended is broken", () => {
    expect(judge(locked(here), [])).toEqual({ do: "break" });
  });

  it("of another machine is kept, whatever runs under that number here, and broken with --take-over", () => {
    expect(judge(locked(elsewhere), [41])).toEqual({
      do: "refuse",
      why: "The stack is locked by other on desk (process 41) since 2026-11-28T00:00:00Z: wait for it, or break the lock with --take-over if it has ended.",
    });
    expect(judge(locked(elsewhere), [41], true)).toEqual({ do: "break" });
    expect(judge(locked(here, elsewhere), []).do).toBe("refuse");
  });

  it("of which the engine names no holder is kept", () => {
    expect(judge("error: [409] Conflict: Another update is currently in progress.", []).do).toBe("refuse");
  });
});

describe("where a resource is that was being created", () => {
  const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/clickstream-red-abc123`;
  const inGroup = { resourceGroupName: "clickstream-red-abc123" };
  it.each<[string, Record<string, unknown>, string | undefined]>([
    ["azure-native:resources:ResourceGroup", inGroup, group],
    [
      "azure-native:eventhub:Namespace",
      { ...inGroup, namespaceName: "n" },
      `${group}/providers/Microsoft.EventHub/namespaces/n`,
    ],
    [
      "azure-native:eventhub:EventHubAuthorizationRule",
      { ...inGroup, namespaceName: "n", eventHubName: "test", authorizationRuleName: "send" },
      `${group}/providers/Microsoft.EventHub/namespaces/n/eventhubs/test/authorizationRules/send`,
    ],
    [
      "azure-native:storage:BlobContainer",
      { ...inGroup, accountName: "a", containerName: "c" },
      `${group}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c`,
    ],
    [
      "azure-native:authorization:RoleAssignment",
      { scope: group, roleAssignmentName: "r" },
      `${group}/providers/Microsoft.Authorization/roleAssignments/r`,
    ],
    ["azure-native:authorization:RoleAssignment", { scope: group }, undefined],
    [
      "azure-native:consumption:Budget",
      { scope: `/subscriptions/${SUBSCRIPTION}`, budgetName: "b" },
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/b`,
    ],
    ["databricks:index/catalog:Catalog", { name: "clickstream_red" }, "clickstream_red"],
    ["databricks:index/volume:Volume", { catalogName: "c", schemaName: "s", name: "v" }, "c.s.v"],
    ["databricks:index/job:Job", { name: "j" }, undefined],
    ["databricks:index/notebook:Notebook", { path: "/x" }, undefined],
    ["random:index/randomString:RandomString", { length: 6 }, undefined],
  ])("%s %j: %s", (type, inputs, id) => {
    expect(idOfPending({ urn: "u", type, inputs }, SUBSCRIPTION)).toBe(id);
  });

  it("is asked for by its name where the service chose the id", async () => {
    const asked: string[] = [];
    const ask = async (path: string): Promise<unknown> => {
      asked.push(path);
      if (path.startsWith("/api/2.2/jobs")) return { jobs: [{ job_id: 17 }] };
      if (path.startsWith("/api/2.0/sql"))
        return {
          warehouses: [
            { name: "o", id: "1" },
            { name: "a b", id: "2" },
          ],
        };
      return undefined;
    };
    const of = (type: string, inputs: ResourceInState["inputs"]) =>
      serviceIdOf({ urn: "u", type, inputs: inputs ?? {} }, ask);
    expect(await of("databricks:index/job:Job", { name: "a b" })).toBe("17");
    expect(await of("databricks:index/sqlEndpoint:SqlEndpoint", { name: "a b" })).toBe("2");
    expect(
      await of("databricks:index/dashboard:Dashboard", { parentPath: "/p", displayName: "D" }),
    ).toBeUndefined();
    expect(asked).toEqual([
      "/api/2.2/jobs/list?name=a%20b",
      "/api/2.0/sql/warehouses",
      "/api/2.0/workspace/get-status?path=%2Fp%2FD.lvdash.json",
    ]);
  });
});

describe("a state with pending operations", () => {
  const pending = (type: string, urn: string, inputs = {}) => ({
    type,
    resource: { urn, type: "t", inputs },
  });

  it("has what was being created as if it were, where it is known where to look, and no other pending create", () => {
    const before = {
      manifest: "kept",
      resources: [{ urn: "a", type: "t" }],
      pending_operations: [
        pending("creating", "b", { name: "n" }),
        pending("creating", "c"),
        pending("updating", "a"),
      ],
    };
    const { deployment, urns } = withPendingCreates(before, ({ urn }) => (urn === "b" ? "id-b" : undefined));
    expect(urns).toEqual(["b"]);
    expect(deployment).toEqual({
      manifest: "kept",
      resources: [
        { urn: "a", type: "t" },
        { urn: "b", type: "t", inputs: { name: "n" }, id: "id-b", outputs: { name: "n" } },
      ],
      pending_operations: [pending("updating", "a")],
    });
  });

  it("never has a resource twice, nor loses one, whatever was pending", () => {
    const urn = fc.constantFrom<string>("a", "b", "c", "d", "e");
    fc.assert(
      fc.property(fc.uniqueArray(urn), fc.uniqueArray(urn), fc.uniqueArray(urn), (known, creating, found) => {
        const resources = known.map((each) => ({ urn: each, type: "t" }));
        const operations = creating.map((each) => pending("creating", each));
        const { deployment } = withPendingCreates(
          { resources, pending_operations: operations },
          (resource) => (found.includes(resource.urn) ? `id-${resource.urn}` : undefined),
        );
        const after = (deployment.resources ?? []).map((resource) => resource.urn);
        const expected = creating.filter((each) => found.includes(each) && !known.includes(each));
        expect(after).toEqual([...known, ...expected]);
        expect(deployment.pending_operations).toEqual([]);
      }),
    );
  });
});

describe("how far a stack is whose settings are not here", () => {
  const of = (type: string, inputs = {}) => ({ urn: type, type, inputs });
  it("follows from what its state has", () => {
    const hub = of("azure-native:eventhub:EventHub");
    const lake = of("azure-native:storage:StorageAccount");
    const workspace = of("azure-native:databricks:Workspace");
    const generator = of("azure-native:containerinstance:ContainerGroup");
    const job = (pauseStatus: string) => of("databricks:index/job:Job", { continuous: { pauseStatus } });
    expect(stepReached([])).toBe(0);
    expect(stepReached([hub])).toBe(1);
    expect(stepReached([hub, lake])).toBe(3);
    expect(stepReached([job("PAUSED"), hub, lake, workspace])).toBe(4);
    expect(stepReached([job("PAUSED"), generator, workspace])).toBe(5);
    expect(stepReached([job("UNPAUSED"), generator, workspace])).toBe(6);
    // A member's role is there from the first step on.
    expect(stepReached([hub, of("azure-native:authorization:RoleAssignment")])).toBe(1);
  });
});
