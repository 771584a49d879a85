import { createSimulatedCloud, CloudState } from "../../../emulator";
import { inputs, make, SUBSCRIPTION, types, withProgram } from "./stage";

const groupId = `${SUBSCRIPTION}/resourceGroups/team`;
const namespace = `${groupId}/providers/Microsoft.EventHub/namespaces/clicks-team`;

describe("resources in a group", () => {
  it("get ARM's ids and the outputs that the program uses", async () => {
    const cloud = createSimulatedCloud();
    const made = await make(cloud, "group", "namespace", "hub", "rule", "account", "container");
    expect(made.map(({ id }) => id)).toEqual([
      groupId,
      namespace,
      `${namespace}/eventhubs/test`,
      `${namespace}/eventhubs/test/authorizationRules/send`,
      `${groupId}/providers/Microsoft.Storage/storageAccounts/teamlake`,
      `${groupId}/providers/Microsoft.Storage/storageAccounts/teamlake/blobServices/default/containers/clicks`,
    ]);
    expect(made[1]?.outputs["serviceBusEndpoint"]).toBe("https://clicks-team.servicebus.windows.net:443/");
    expect(made[2]?.outputs["partitionIds"]).toEqual(["0", "1", "2", "3"]);
    expect(made[4]?.outputs["primaryEndpoints"]).toMatchObject({
      dfs: "https://teamlake.dfs.core.windows.net/",
      blob: "https://teamlake.blob.core.windows.net/",
    });
  });

  it("take a generated name where none is given", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const { outputs } = await cloud.create(types.account, "Lake_1", {
      ...inputs.account,
      accountName: undefined,
    });
    expect(outputs["name"]).toMatch(/^lake1[0-9a-f]{8}$/);
  });

  it("are refused without their group or parent, as ARM words it", async () => {
    const cloud = createSimulatedCloud();
    await expect(make(cloud, "namespace")).rejects.toThrow(
      `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'team' could not be found."`,
    );
    await make(cloud, "group");
    await expect(make(cloud, "hub")).rejects.toThrow(
      `Status=404 Code="ParentResourceNotFound" Message="Failed to perform 'write' on resource(s) of type 'Microsoft.EventHub/namespaces/eventhubs', because the parent resource '${namespace}' could not be found."`,
    );
    await expect(make(cloud, "container")).rejects.toThrow("ParentResourceNotFound");
  });

  it("are not adopted: what exists cannot be created", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "namespace");
    await expect(make(cloud, "namespace")).rejects.toThrow(
      `cannot create already existing resource '${namespace}'`,
    );
  });

  it("refuse inputs that Azure's models refuse, naming the property", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "namespace");
    const bad = { ...inputs.hub, partitionCount: "four" };
    expect((await cloud.check(types.hub, bad)).map(({ property }) => property)).toEqual(["partitionCount"]);
    await expect(cloud.create(types.hub, "hub", bad)).rejects.toThrow(/InvalidParameter.*partitionCount/);
  });

  it("go with their group, and leave the rest alone", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "namespace", "hub", "rule", "account", "container");
    await cloud.create(types.group, "other", { resourceGroupName: "team2", location: "westeurope" });
    await cloud.delete(types.group, groupId);
    expect(cloud.state.resources().map(({ id }) => id)).toEqual([`${SUBSCRIPTION}/resourceGroups/team2`]);
    await expect(cloud.delete(types.group, groupId)).resolves.toBeUndefined();
    expect(await cloud.read(types.hub, `${namespace}/eventhubs/test`)).toBeUndefined();
  });

  it("are known by types; another is a clear error", async () => {
    await expect(createSimulatedCloud().create("azure-native:web:WebApp", "app", {})).rejects.toThrow(
      "The emulator has no model of the resource type azure-native:web:WebApp. It knows: ",
    );
    await expect(createSimulatedCloud().call("azure-native:web:listKeys", {})).rejects.toThrow(
      "The emulator has no model of the function azure-native:web:listKeys",
    );
  });
});

describe("names that are hosts", () => {
  it.each([
    ["namespace", "clicks-team", /NamespaceUnavailable.*clicks-team/],
    ["account", "teamlake", /StorageAccountAlreadyTaken.*teamlake/],
  ] as const)("belong to one %s in the world", async (kind, name, refusal) => {
    const state = new CloudState();
    const cloud = createSimulatedCloud({ state });
    await make(cloud, "group", kind);
    const other = createSimulatedCloud({
      state,
      identity: { subscriptionId: "00000000-0000-4000-8000-0000000000ff" },
    });
    await make(other, "group");
    await expect(make(other, kind)).rejects.toThrow(refusal);

    const stranger = createSimulatedCloud({ limits: { takenNames: [name] } });
    await make(stranger, "group");
    await expect(make(stranger, kind)).rejects.toThrow(refusal);
  });
});

describe("keys", () => {
  it("of a hub's rule name the hub as EntityPath and stay the same", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "namespace", "hub", "rule");
    const args = {
      resourceGroupName: "team",
      namespaceName: "clicks-team",
      eventHubName: "test",
      authorizationRuleName: "send",
    };
    const keys = await cloud.call("azure-native:eventhub:listEventHubKeys", args);
    expect(keys["primaryKey"]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(keys["primaryConnectionString"]).toBe(
      `Endpoint=sb://clicks-team.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${String(keys["primaryKey"])};EntityPath=test`,
    );
    expect(keys["secondaryKey"]).not.toBe(keys["primaryKey"]);
    expect(await cloud.call("azure-native:eventhub:listEventHubKeys", args)).toEqual(keys);
    await expect(
      cloud.call("azure-native:eventhub:listEventHubKeys", { ...args, authorizationRuleName: "listen" }),
    ).rejects.toThrow(/ResourceNotFound.*authorizationRules\/listen/);
  });

  it("of an account are two, and no output holds any key", async () => {
    const cloud = createSimulatedCloud();
    const [, , , , account] = await make(cloud, "group", "namespace", "hub", "rule", "account");
    const { keys } = (await cloud.call("azure-native:storage:listStorageAccountKeys", {
      resourceGroupName: "team",
      accountName: "teamlake",
    })) as { keys: { keyName: string; value: string }[] };
    expect(keys.map(({ keyName }) => keyName)).toEqual(["key1", "key2"]);
    expect(JSON.stringify(account?.outputs)).not.toContain(keys[0]?.value);
  });
});

describe("a role assignment", () => {
  const scope = `${groupId}/providers/Microsoft.Storage/storageAccounts/teamlake`;
  const role = {
    scope,
    principalId: "11111111-2222-4333-8444-555555555555",
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
    principalType: "User",
  };

  it("exists once for a principal, role and scope, and goes with the scope", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "account");
    const { id } = await cloud.create(types.role, "role", role);
    expect(id).toMatch(
      new RegExp(`^${scope}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`),
    );
    await expect(cloud.create(types.role, "again", role)).rejects.toThrow(
      'Status=409 Code="RoleAssignmentExists" Message="The role assignment already exists."',
    );
    await cloud.delete(types.account, scope);
    expect(await cloud.read(types.role, id)).toBeUndefined();
  });

  it("needs the right to assign, a scope, and the principal's true type", async () => {
    const bound = createSimulatedCloud({ limits: { mayAssignRoles: false } });
    await make(bound, "group", "account");
    await expect(bound.create(types.role, "role", role)).rejects.toThrow(
      /Status=403 Code="AuthorizationFailed".*does not have authorization to perform action 'Microsoft.Authorization\/roleAssignments\/write'/,
    );
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    await expect(cloud.create(types.role, "role", role)).rejects.toThrow(/ResourceNotFound.*teamlake/);
    const [, connector] = await make(cloud, "account", "connector");
    const { principalId } = connector?.outputs["identity"] as { principalId: string };
    await expect(cloud.create(types.role, "role", { ...role, principalId })).rejects.toThrow(
      /UnmatchedPrincipalType.*has type 'ServicePrincipal'/,
    );
  });
});

describe("a container group", () => {
  it("never gives a secure value back", async () => {
    const cloud = createSimulatedCloud();
    const [, group] = await make(cloud, "group", "containers");
    expect(JSON.stringify(group?.outputs)).not.toContain("the key");
    expect(group?.outputs["containers"]).toMatchObject([
      { environmentVariables: [{ name: "hostName", value: "clicks-team" }, { name: "sasKeyValue" }] },
    ]);
  });

  it("never gives back what a secret volume holds, and takes another content in place", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const group = await cloud.create(types.containers, "containers", withProgram("one"));
    const volumes = [{ name: "generator", secret: {} }];
    expect(group.outputs["volumes"]).toEqual(volumes);
    const changed = await cloud.update(types.containers, group.id, withProgram("one"), withProgram("two"));
    expect(changed.outputs["volumes"]).toEqual(volumes);
    expect(cloud.state.resources(types.containers)[0]?.inputs["volumes"]).toEqual(
      withProgram("two")["volumes"],
    );
  });

  it("takes another image in place, and refuses what needs another machine", async () => {
    const cloud = createSimulatedCloud();
    const [, group] = await make(cloud, "group", "containers");
    const id = group?.id ?? "";
    const change = (container: object, rest: object = {}) => ({
      ...inputs.containers,
      ...rest,
      containers: [{ ...inputs.containers.containers[0], ...container }],
    });
    const image = change({ image: "ghcr.io/team/generator:2" });
    const { outputs } = await cloud.update(types.containers, id, inputs.containers, image);
    expect(outputs["containers"]).toMatchObject([{ image: "ghcr.io/team/generator:2" }]);
    for (const refused of [
      change({ resources: { requests: { cpu: 2, memoryInGB: 3.5 } } }),
      change({ resources: { requests: { cpu: 1, memoryInGB: 2 } } }),
      change({ ports: [{ port: 80 }] }),
      change({}, { osType: "Windows" }),
      change({}, { restartPolicy: "Never" }),
    ]) {
      await expect(cloud.update(types.containers, id, inputs.containers, refused)).rejects.toThrow(
        /InvalidContainerGroupUpdate.*'generator'/,
      );
    }
  });

  it.each([
    ["half a CPU", { cpu: 0.5, memoryInGB: 1 }],
    ["half a GB", { cpu: 1, memoryInGB: 0.5 }],
  ])("is refused with a request for %s", async (_, requests) => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const containers = [{ ...inputs.containers.containers[0], resources: { requests } }];
    const refused = cloud.create(types.containers, "containers", { ...inputs.containers, containers });
    await expect(refused).rejects.toThrow(/Status=500 Code="InternalServerError".*1 CPU and 1 GB/);
    expect(cloud.state.resources(types.containers)).toEqual([]);
  });

  it("may have small containers, if they are enough together", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const [container] = inputs.containers.containers;
    const half = { ...container, resources: { requests: { cpu: 0.5, memoryInGB: 0.5 } } };
    const group = { ...inputs.containers, containers: [half, { ...half, name: "other" }] };
    await cloud.create(types.containers, "containers", group);
    expect(cloud.state.resources(types.containers)).toHaveLength(1);
  });

  it("meets Docker Hub's limit only anonymously and only at Docker Hub", async () => {
    const cloud = createSimulatedCloud({ limits: { dockerHubExhausted: true } });
    await make(cloud, "group");
    await expect(make(cloud, "containers")).rejects.toThrow(/RegistryErrorResponse.*index.docker.io/);
    const elsewhere = {
      ...inputs.containers,
      containers: [{ ...inputs.containers.containers[0], image: "mcr.microsoft.com/generator:1" }],
    };
    await expect(cloud.create(types.containers, "one", elsewhere)).resolves.toBeDefined();
    const signedIn = {
      ...inputs.containers,
      containerGroupName: "two",
      imageRegistryCredentials: [{ server: "index.docker.io", username: "team", password: "secret" }],
    };
    const { outputs } = await cloud.create(types.containers, "two", signedIn);
    expect(outputs["imageRegistryCredentials"]).toEqual([{ server: "index.docker.io", username: "team" }]);
  });
});
