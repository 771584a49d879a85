import { readFileSync } from "node:fs";
import { importedInputs, refreshedInputs, withKeptNames } from "../../emulator/azureNative";
import { pathOf } from "../../emulator/registry";
import { createSimulatedCloud } from "../../emulator";
import { inputs, make, SUBSCRIPTION, types } from "./services/stage";

const group = `${SUBSCRIPTION}/resourceGroups/team`;

/** What a class of azure-native's SDK takes as arguments, as its constructor passes them on. */
function argumentsOf(type: string): string[] {
  const [, place = "", name = ""] = type.split(":");
  const file = require.resolve(
    `@pulumi/azure-native/${place}/${name.charAt(0).toLowerCase()}${name.slice(1)}.js`,
  );
  const passed = readFileSync(file, "utf8").matchAll(/resourceInputs\["(\w+)"\] = (?!undefined)/g);
  return [...passed].map(([, argument = ""]) => argument);
}

describe("what azure-native takes for inputs of an answer", () => {
  it.each(["group", "namespace", "hub", "rule", "account", "container", "connector", "containers"] as const)(
    "of a %s are arguments of its SDK's class, and all that the program gave but secrets",
    async (name) => {
      const cloud = createSimulatedCloud();
      const made = await make(cloud, "group", "namespace", "hub", "rule", "account", "container");
      const last =
        name === "connector" || name === "containers"
          ? (await make(cloud, name))[0]
          : made.find((_, index) => Object.keys(inputs)[index] === name);
      if (last === undefined) throw new Error(`there is no ${name}`);
      const found = importedInputs(types[name], last.id, last.outputs);
      expect(argumentsOf(types[name])).toEqual(expect.arrayContaining(Object.keys(found)));
      const given: Record<string, unknown> =
        name === "containers"
          ? { ...inputs.containers, containers: undefined }
          : { ...inputs[name], location: undefined };
      expect(found).toMatchObject(Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
    },
  );

  it("names a role's scope with its leading slash", () => {
    const id = `${group}/providers/Microsoft.Authorization/roleAssignments/one`;
    expect(importedInputs(types.role, id, { principalId: "p", scope: group, createdBy: "me" })).toEqual({
      scope: group,
      roleAssignmentName: "one",
      principalId: "p",
    });
  });

  it("leaves out what is empty, and what the service keeps for itself", () => {
    const id = `${group}/providers/Microsoft.ContainerInstance/containerGroups/generator`;
    const answer = {
      name: "generator",
      initContainers: [],
      instanceView: { events: [], state: "Running" },
      containers: [{ name: "generator", ports: [], environmentVariables: [{ name: "sasKeyValue" }] }],
      imageRegistryCredentials: [{ server: "s", username: "u" }],
    };
    expect(importedInputs(types.containers, id, answer)).toEqual({
      resourceGroupName: "team",
      containerGroupName: "generator",
      containers: [{ name: "generator", environmentVariables: [{ name: "sasKeyValue" }] }],
      imageRegistryCredentials: [{ server: "s", username: "u" }],
    });
  });
});

describe("inputs after a refresh", () => {
  const container = { accountName: "teamlake", publicAccess: "None" };

  it("stay as they are where Azure answers what it answered before", () => {
    const answer = { publicAccess: "None", defaultEncryptionScope: "$account-encryption-key", etag: "1" };
    expect(refreshedInputs(types.container, container, answer, { ...answer, etag: "2" })).toEqual(container);
  });

  it("take in a default that Azure tells for the first time, as pulumi-azure-native#2245 saw it", () => {
    const after = { publicAccess: "None", denyEncryptionScopeOverride: false, leaseState: "Available" };
    expect(refreshedInputs(types.container, container, { publicAccess: "None" }, after)).toEqual({
      ...container,
      denyEncryptionScopeOverride: false,
    });
  });

  it("follow what was changed in the portal, and lose what was taken away", () => {
    const before = { sku: { name: "Standard", capacity: 1 }, tags: { owner: "a", team: "t" } };
    const after = { sku: { name: "Standard", capacity: 3 }, tags: { owner: "b" } };
    expect(refreshedInputs(types.namespace, before, before, after)).toEqual(after);
  });

  it("keep a secure value that no answer has, unless something beside it is new", () => {
    const variables = (...environmentVariables: object[]) => ({ containers: [{ environmentVariables }] });
    const [hub, key] = [
      { name: "hub", value: "test" },
      { name: "key", secureValue: "hush" },
    ];
    const given = variables(hub, key);
    const before = variables(hub, { name: "key" });
    const after = variables({ name: "hub", value: "other" }, { name: "key" });
    expect(refreshedInputs(types.containers, given, before, after)).toEqual(
      variables({ name: "hub", value: "other" }, key),
    );
    expect(refreshedInputs(types.containers, given, variables(hub), before)).toEqual(
      variables(hub, { name: "key" }),
    );
  });

  it("leave connections of a namespace alone that the program does not say", () => {
    const before = { privateEndpointConnections: [] };
    const after = { privateEndpointConnections: [{ privateEndpoint: { id: "x" } }] };
    expect(refreshedInputs(types.namespace, { namespaceName: "n" }, before, after)).toEqual({
      namespaceName: "n",
    });
    expect(refreshedInputs(types.namespace, before, before, after)).toEqual(after);
  });
});

describe("a name that azure-native has chosen", () => {
  it("stays where the program gives none, and yields to one that it gives", () => {
    const olds = { scope: group, roleAssignmentName: "one" };
    expect(withKeptNames(types.role, olds, { scope: group })).toEqual(olds);
    expect(withKeptNames(types.role, olds, { scope: group, roleAssignmentName: "two" })).toEqual({
      scope: group,
      roleAssignmentName: "two",
    });
    expect(pathOf(types.role)).toEqual(["scope", "roleAssignmentName"]);
  });

  it("is chosen before a role assignment is created, so that a create that was cut short can be looked for", () => {
    const one = withKeptNames(types.role, {}, { scope: group });
    const other = withKeptNames(types.role, {}, { scope: group });
    expect(one["roleAssignmentName"]).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(one["roleAssignmentName"]).not.toBe(other["roleAssignmentName"]);
  });
});
