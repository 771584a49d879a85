import { stepsOf, type StepResource } from "../../page";

const created = (type: string, name: string): StepResource => ({ type, name, state: "created" });

const all: StepResource[] = [
  created("pulumi:pulumi:Stack", "clickstream-challenge-team-a"),
  created("clickstream:Challenge", "challenge"),
  created("pulumi:providers:databricks", "workspace"),
  created("azure-native:resources:ResourceGroup", "group"),
  created("azure-native:eventhub:Namespace", "stream"),
  created("azure-native:eventhub:EventHub", "test"),
  created("azure-native:eventhub:EventHubAuthorizationRule", "stream-send"),
  created("azure-native:eventhub:EventHubAuthorizationRule", "stream-listen"),
  created("azure-native:storage:StorageAccount", "lake"),
  created("azure-native:databricks:Workspace", "workspace"),
  created("azure-native:databricks:AccessConnector", "connector"),
  created("azure-native:authorization:RoleAssignment", "connector-on-lake"),
  created("databricks:index/catalog:Catalog", "catalog"),
  created("databricks:index/notebook:Notebook", "ingest"),
  created("azure-native:containerinstance:ContainerGroup", "generator"),
  created("databricks:index/job:Job", "ingest"),
  created("databricks:index/sqlEndpoint:SqlEndpoint", "warehouse"),
];

describe("the six steps", () => {
  it("hold every resource that belongs to one, and no component, provider or stack", () => {
    expect(stepsOf(all).map(({ number, resources }) => [number, resources.map(({ name }) => name)])).toEqual([
      [1, ["group", "stream", "test"]],
      [2, ["stream-send"]],
      [3, ["lake"]],
      [4, ["stream-listen", "workspace", "connector", "connector-on-lake", "catalog", "ingest"]],
      [5, ["generator"]],
      [6, ["ingest", "warehouse"]],
    ]);
  });

  it("are created once all of their resources are", () => {
    expect(stepsOf(all).map(({ state }) => state)).toEqual(new Array(6).fill("created"));
  });

  it("are to come while nothing of them was begun", () => {
    expect(stepsOf([]).map(({ state }) => state)).toEqual(new Array(6).fill("pending"));
  });

  it.each([
    [["created", "pending"], "creating"],
    [["created", "creating"], "creating"],
    [["pending", "pending"], "pending"],
    [["creating", "failed"], "failed"],
  ] as const)("with resources %j are %s", (states, expected) => {
    const resources = states.map((state) => ({
      ...created("azure-native:eventhub:EventHub", "test"),
      state,
    }));
    expect(stepsOf(resources)[0]?.state).toBe(expected);
  });

  it("say why one failed", () => {
    const type = "azure-native:containerinstance:ContainerGroup";
    const [, , , , sent] = stepsOf([{ type, name: "g", state: "failed", message: "RegistryErrorResponse" }]);
    expect([sent?.state, sent?.message]).toEqual(["failed", "RegistryErrorResponse"]);
  });

  it("do not call clicks counted while the job is paused", () => {
    const [counted] = stepsOf([{ ...created("databricks:index/job:Job", "ingest"), paused: true }]).slice(5);
    expect([counted?.state, counted?.message]).toEqual(["pending", "ingest is created, but paused"]);
  });
});
