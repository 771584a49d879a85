import { stepsOf, type StepResource } from "../../page";

const made = (type: string, name: string): StepResource => ({ type, name, state: "made" });

const all: StepResource[] = [
  made("pulumi:pulumi:Stack", "clickstream-challenge-team-a"),
  made("clickstream:Challenge", "challenge"),
  made("pulumi:providers:databricks", "workspace"),
  made("azure-native:resources:ResourceGroup", "group"),
  made("azure-native:eventhub:Namespace", "stream"),
  made("azure-native:eventhub:EventHub", "test"),
  made("azure-native:eventhub:EventHubAuthorizationRule", "stream-send"),
  made("azure-native:eventhub:EventHubAuthorizationRule", "stream-listen"),
  made("azure-native:storage:StorageAccount", "lake"),
  made("azure-native:databricks:Workspace", "workspace"),
  made("azure-native:databricks:AccessConnector", "connector"),
  made("azure-native:authorization:RoleAssignment", "connector-on-lake"),
  made("databricks:index/catalog:Catalog", "catalog"),
  made("databricks:index/notebook:Notebook", "ingest"),
  made("azure-native:containerinstance:ContainerGroup", "generator"),
  made("databricks:index/job:Job", "ingest"),
  made("databricks:index/sqlEndpoint:SqlEndpoint", "warehouse"),
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

  it("are made once all of their resources are", () => {
    expect(stepsOf(all).map(({ state }) => state)).toEqual(new Array(6).fill("made"));
  });

  it("are to come while nothing of them was begun", () => {
    expect(stepsOf([]).map(({ state }) => state)).toEqual(new Array(6).fill("pending"));
  });

  it.each([
    [["made", "pending"], "making"],
    [["made", "making"], "making"],
    [["pending", "pending"], "pending"],
    [["making", "failed"], "failed"],
  ] as const)("with resources %j are %s", (states, expected) => {
    const resources = states.map((state) => ({ ...made("azure-native:eventhub:EventHub", "test"), state }));
    expect(stepsOf(resources)[0]?.state).toBe(expected);
  });

  it("say why one failed", () => {
    const type = "azure-native:containerinstance:ContainerGroup";
    const [, , , , sent] = stepsOf([{ type, name: "g", state: "failed", message: "RegistryErrorResponse" }]);
    expect([sent?.state, sent?.message]).toEqual(["failed", "RegistryErrorResponse"]);
  });

  it("do not call clicks counted while the job is paused", () => {
    const [counted] = stepsOf([{ ...made("databricks:index/job:Job", "ingest"), paused: true }]).slice(5);
    expect([counted?.state, counted?.message]).toEqual(["pending", "ingest is made, but paused"]);
  });
});
