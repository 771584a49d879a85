import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Provider } from "@pulumi/databricks/provider";
import { Catalog } from "../../components/catalog";
import { Workspace } from "../../components/workspace";
import { SUBSCRIPTION } from "../program/answers";
import { childrenOf, declared } from "../program/expected";
import { record, type Recording } from "../program/recording";

const tags = { team: "red" };
const place = { resourceGroupName: "group-a", location: "westeurope", tags };
const groupId = `${SUBSCRIPTION}/resourceGroups/group-a`;
const group = () => new ResourceGroup("group", { resourceGroupName: "group-a" });
const provider = () => new Provider("databricks", { host: "https://adb-1.2.azuredatabricks.net" });

describe("Workspace", () => {
  const signInVariables = [
    "ARM_CLIENT_ID",
    "ARM_CLIENT_SECRET",
    "ARM_USE_MSI",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
  ];
  const environment = { ...process.env };
  beforeEach(() => {
    for (const name of signInVariables) Reflect.deleteProperty(process.env, name);
  });
  afterAll(() => Object.assign(process.env, environment));

  const workspace = () =>
    record(() => {
      const { url } = new Workspace("workspace", {
        ...place,
        resourceGroupId: group().id,
        workspaceName: "clickstream-red-abc123",
        managedResourceGroupName: "clickstream-red-abc123-databricks",
      });
      return { url };
    });
  const workspaceId = `${groupId}/providers/Microsoft.Databricks/workspaces/clickstream-red-abc123`;
  const managedResourceGroupId = `${SUBSCRIPTION}/resourceGroups/clickstream-red-abc123-databricks`;
  const secretProviderOutputs = [
    "azureClientSecret",
    "clientSecret",
    "googleCredentials",
    "metadataServiceUrl",
    "password",
    "token",
  ];

  it("declares the workspace, its removal, and a provider that lives through the removal", async () => {
    const { resources, outputs } = await workspace();
    expect(childrenOf(resources, "workspace")).toEqual([
      declared("pulumi:providers:databricks", "workspace-databricks", {
        parent: "workspace",
        dependencies: ["workspace-removal"],
        replaceOnChanges: ["host", "azureWorkspaceResourceId"],
        additionalSecretOutputs: secretProviderOutputs,
        inputs: {
          host: "https://adb-1234567890123456.16.azuredatabricks.net",
          azureWorkspaceResourceId: workspaceId,
          authType: "azure-cli",
        },
      }),
      declared("pulumi-nodejs:dynamic:Resource", "workspace-removal", {
        parent: "workspace",
        dependencies: ["group", "workspace-workspace"],
        inputs: {
          workspaceId,
          managedResourceGroupId,
          workspaceUrl: "adb-1234567890123456.16.azuredatabricks.net",
          __provider: expect.stringContaining("exports.handler"),
        },
      }),
      declared("azure-native:databricks:Workspace", "workspace-workspace", {
        ignoreChanges: ["parameters"],
        onError: ["workspace-retry"],
        parent: "workspace",
        dependencies: ["group"],
        inputs: {
          resourceGroupName: "group-a",
          location: "westeurope",
          workspaceName: "clickstream-red-abc123",
          managedResourceGroupId,
          sku: { name: "premium" },
          computeMode: "Hybrid",
          publicNetworkAccess: "Enabled",
          parameters: { enableNoPublicIp: { value: true } },
          tags,
        },
      }),
    ]);
    expect(outputs).toEqual({ url: "https://adb-1234567890123456.16.azuredatabricks.net" });
  });

  it("names but does not declare the managed resource group", async () => {
    const { resources } = await workspace();
    const groups = resources.filter(({ type }) => type === "azure-native:resources:ResourceGroup");
    expect(groups.map(({ name }) => name)).toEqual(["group"]);
  });

  it("takes the provider's workspace id from the removal, so that what it created is deleted first", async () => {
    const { resources } = await workspace();
    const made = resources.find(({ name }) => name === "workspace-databricks");
    expect(made?.propertyDependencies["azureWorkspaceResourceId"]).toEqual(["workspace-removal"]);
  });

  it.each([
    [{ ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "secret" }, "azure-client-secret"],
    [{ ARM_USE_MSI: "true", ARM_CLIENT_ID: "id" }, "azure-msi"],
    // A workflow's own token does not let anybody into a new workspace; the Azure CLI that it signed in does.
    [{ ARM_CLIENT_ID: "id", ACTIONS_ID_TOKEN_REQUEST_URL: "https://token" }, "azure-cli"],
    [{ ARM_CLIENT_SECRET: "secret" }, "azure-cli"],
  ])("signs in to Databricks as the environment %j says", async (variables, authType) => {
    Object.assign(process.env, variables);
    const { resources } = await workspace();
    const inputs = resources.find(({ name }) => name === "workspace-databricks")?.inputs;
    expect([inputs?.["authType"], inputs?.["azureUseMsi"]]).toEqual([
      authType,
      authType === "azure-msi" ? "true" : undefined,
    ]);
  });
});

describe("Catalog", () => {
  const lakeUrl = "abfss://clicks@red.dfs.core.windows.net";
  const lakeAccountId = `${groupId}/providers/Microsoft.Storage/storageAccounts/red`;
  let recorded: Recording;
  const declare = (coaches: string | undefined) =>
    record(() => {
      const { schema, catalogName, schemaName, volumePath } = new Catalog("uc", {
        ...place,
        accessConnectorName: "connector-red",
        lakeAccountId,
        lakeUrl,
        catalogName: "clickstream_red",
        coaches,
        provider: provider(),
        deletedWith: group(),
      });
      return { schema, catalogName, schemaName, volumePath };
    });
  beforeAll(async () => {
    recorded = await declare(undefined);
  });

  const inWorkspace = { parent: "uc", provider: "databricks", onError: ["uc-retry"] };
  const connectorId = `${groupId}/providers/Microsoft.Databricks/accessConnectors/connector-red`;

  it("declares an identity that may write on the lake", () => {
    const [, , , connector, , , role] = childrenOf(recorded.resources, "uc");
    expect([connector, role]).toEqual([
      declared("azure-native:databricks:AccessConnector", "uc-connector", {
        onError: ["uc-role-retry"],
        parent: "uc",
        deletedWith: "group",
        inputs: {
          resourceGroupName: "group-a",
          location: "westeurope",
          connectorName: "connector-red",
          identity: { type: "SystemAssigned" },
          tags,
        },
      }),
      declared("azure-native:authorization:RoleAssignment", "uc-role", {
        parent: "uc",
        dependencies: ["uc-connector"],
        onError: ["uc-role-retry"],
        inputs: {
          scope: lakeAccountId,
          principalId: "aaaaaaaa-0000-4000-8000-000000000001",
          principalType: "ServicePrincipal",
          roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
        },
      }),
    ]);
  });

  it("declares catalog, schema and volume on the lake, open to everyone in this workspace alone", () => {
    const children = childrenOf(recorded.resources, "uc").filter(({ provider }) => provider !== undefined);
    expect(children).toEqual([
      declared("databricks:index/catalog:Catalog", "uc-catalog", {
        ...inWorkspace,
        dependencies: ["uc-location"],
        inputs: {
          name: "clickstream_red",
          comment: "Clickstream challenge",
          storageRoot: `${lakeUrl}/catalog`,
          isolationMode: "ISOLATED",
          forceDestroy: true,
        },
      }),
      declared("databricks:index/grant:Grant", "uc-catalog-grants", {
        ...inWorkspace,
        dependencies: ["uc-catalog"],
        deletedWith: "uc-catalog",
        deleteBeforeReplace: true,
        inputs: {
          catalog: "clickstream_red",
          principal: "account users",
          privileges: ["USE_CATALOG"],
        },
      }),
      declared("databricks:index/volume:Volume", "uc-checkpoints", {
        ...inWorkspace,
        dependencies: ["uc-catalog", "uc-schema"],
        inputs: {
          catalogName: "clickstream_red",
          schemaName: "clickstream",
          name: "checkpoints",
          volumeType: "MANAGED",
        },
      }),
      declared("databricks:index/storageCredential:StorageCredential", "uc-credential", {
        ...inWorkspace,
        dependencies: ["uc-connector"],
        inputs: {
          name: "clickstream_red",
          azureManagedIdentity: { accessConnectorId: connectorId },
          isolationMode: "ISOLATION_MODE_ISOLATED",
          forceDestroy: true,
        },
      }),
      declared("databricks:index/externalLocation:ExternalLocation", "uc-location", {
        ...inWorkspace,
        dependencies: ["uc-credential", "uc-role"],
        inputs: {
          name: "clickstream_red",
          url: lakeUrl,
          credentialName: "clickstream_red",
          isolationMode: "ISOLATION_MODE_ISOLATED",
          enableFileEvents: false,
          skipValidation: true,
          forceDestroy: true,
        },
      }),
      declared("databricks:index/schema:Schema", "uc-schema", {
        ...inWorkspace,
        dependencies: ["uc-catalog"],
        inputs: { catalogName: "clickstream_red", name: "clickstream", forceDestroy: true },
      }),
      declared("databricks:index/grant:Grant", "uc-schema-grants", {
        ...inWorkspace,
        dependencies: ["uc-schema"],
        deletedWith: "uc-schema",
        deleteBeforeReplace: true,
        inputs: {
          schema: "clickstream_red.clickstream",
          principal: "account users",
          privileges: ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE", "READ_VOLUME", "WRITE_VOLUME"],
        },
      }),
    ]);
  });

  it("deletes what lies in the metastore for itself: that outlives the workspace", () => {
    const inMetastore = recorded.resources.filter(
      ({ type, provider }) => provider === "databricks" && !type.endsWith(":Grant"),
    );
    expect(inMetastore.map(({ deletedWith }) => deletedWith)).toEqual(inMetastore.map(() => undefined));
  });

  it("lets coaches manage what nobody but its creator could, for as long as that is there", async () => {
    const { resources } = await declare("hackathon coaches");
    const before = new Set(recorded.resources.map(({ name }) => name));
    const given = (name: string, on: Record<string, string>) =>
      declared("databricks:index/grant:Grant", `uc-${name}-coaches`, {
        ...inWorkspace,
        dependencies: [`uc-${name}`],
        deletedWith: `uc-${name}`,
        inputs: { ...on, principal: "hackathon coaches", privileges: ["ALL_PRIVILEGES", "MANAGE"] },
      });
    expect(childrenOf(resources, "uc").filter(({ name }) => !before.has(name))).toEqual([
      given("catalog", { catalog: "clickstream_red" }),
      given("credential", { storageCredential: "clickstream_red" }),
      given("location", { externalLocation: "clickstream_red" }),
    ]);
  });

  it("tells the names that Unity Catalog gave", () => {
    expect(recorded.outputs).toEqual({
      schema: "clickstream_red.clickstream",
      catalogName: "clickstream_red",
      schemaName: "clickstream",
      volumePath: "/Volumes/clickstream_red/clickstream/checkpoints",
    });
  });
});
