/** What Azure and Databricks answer to what is declared, as far as one resource needs another's outputs. */
import { connectionStringOf as hubConnectionString, hostOf } from "../../clients/eventHubs";

export type Values = Record<string, unknown>;

export const SUBSCRIPTION = "/subscriptions/11111111-2222-4333-8444-555555555555";
export const SUFFIX = "abc123";

const text = (values: Values, key: string): string => String(values[key]);

const inGroup = (values: Values): string =>
  `${SUBSCRIPTION}/resourceGroups/${text(values, "resourceGroupName")}/providers`;

const named = (id: string): { id: string; state: Values } => ({ id, state: { name: id.split("/").pop() } });

const CONNECTOR_PRINCIPAL = "aaaaaaaa-0000-4000-8000-000000000001";
const WORKSPACE_URL = "adb-1234567890123456.16.azuredatabricks.net";

type Answerer = (inputs: Values) => { id: string; state: Values };

const resources: Readonly<Record<string, Answerer>> = {
  "random:index/randomString:RandomString": () => ({ id: SUFFIX, state: { result: SUFFIX } }),
  "azure-native:resources:ResourceGroup": (inputs) =>
    named(`${SUBSCRIPTION}/resourceGroups/${text(inputs, "resourceGroupName")}`),
  "azure-native:eventhub:Namespace": (inputs) =>
    named(`${inGroup(inputs)}/Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}`),
  "azure-native:eventhub:EventHub": (inputs) =>
    named(
      `${inGroup(inputs)}/Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}/eventhubs/${text(inputs, "eventHubName")}`,
    ),
  "azure-native:eventhub:EventHubAuthorizationRule": (inputs) =>
    named(
      `${inGroup(inputs)}/Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}/eventhubs/${text(inputs, "eventHubName")}/authorizationRules/${text(inputs, "authorizationRuleName")}`,
    ),
  "azure-native:storage:StorageAccount": (inputs) =>
    named(`${inGroup(inputs)}/Microsoft.Storage/storageAccounts/${text(inputs, "accountName")}`),
  "azure-native:storage:BlobContainer": (inputs) =>
    named(
      `${inGroup(inputs)}/Microsoft.Storage/storageAccounts/${text(inputs, "accountName")}/blobServices/default/containers/${text(inputs, "containerName")}`,
    ),
  "azure-native:databricks:Workspace": (inputs) => {
    const id = `${inGroup(inputs)}/Microsoft.Databricks/workspaces/${text(inputs, "workspaceName")}`;
    return { id, state: { name: inputs["workspaceName"], workspaceUrl: WORKSPACE_URL } };
  },
  "azure-native:databricks:AccessConnector": (inputs) => ({
    id: `${inGroup(inputs)}/Microsoft.Databricks/accessConnectors/${text(inputs, "connectorName")}`,
    state: {
      name: inputs["connectorName"],
      identity: { type: "SystemAssigned", principalId: CONNECTOR_PRINCIPAL },
    },
  }),
  "azure-native:containerinstance:ContainerGroup": (inputs) =>
    named(
      `${inGroup(inputs)}/Microsoft.ContainerInstance/containerGroups/${text(inputs, "containerGroupName")}`,
    ),
  "databricks:index/externalLocation:ExternalLocation": (inputs) => ({
    id: text(inputs, "name"),
    state: { url: `${text(inputs, "url")}/` },
  }),
  "databricks:index/schema:Schema": (inputs) => ({
    id: `${text(inputs, "catalogName")}.${text(inputs, "name")}`,
    state: {},
  }),
  "databricks:index/volume:Volume": (inputs) => ({
    id: "volume",
    state: {
      volumePath: `/Volumes/${text(inputs, "catalogName")}/${text(inputs, "schemaName")}/${text(inputs, "name")}`,
    },
  }),
  "databricks:index/notebook:Notebook": (inputs) => ({
    id: text(inputs, "path"),
    state: { url: `https://${WORKSPACE_URL}/#workspace${text(inputs, "path")}` },
  }),
  "databricks:index/job:Job": () => ({ id: "42", state: { url: `https://${WORKSPACE_URL}/#job/42` } }),
  "databricks:index/sqlEndpoint:SqlEndpoint": () => ({ id: "5ee1f00d", state: {} }),
  "databricks:index/dashboard:Dashboard": () => ({
    id: "da5b0a4d",
    state: { dashboardId: "da5b0a4d" },
  }),
};

/** Outputs of a resource: its inputs, and what its service adds. */
export function answerResource(type: string, name: string, inputs: Values): { id: string; state: Values } {
  const { id, state } = resources[type]?.(inputs) ?? { id: `${name}-id`, state: {} };
  return { id, state: { ...inputs, ...state } };
}

/** The key of a rule, as the service generates one. */
export const keyOf = (rule: string): string => `KEY/of+${rule}=`;

export const connectionStringOf = (namespace: string, rule: string): string =>
  hubConnectionString({ host: hostOf(namespace), ruleName: rule, key: keyOf(rule), eventHub: "test" });

export const ACCOUNT_KEY = "ACCOUNT/key+==";

export function answerCall(token: string, args: Values): Values {
  switch (token) {
    case "azure-native:eventhub:listEventHubKeys": {
      const rule = text(args, "authorizationRuleName");
      return {
        keyName: rule,
        primaryKey: keyOf(rule),
        primaryConnectionString: connectionStringOf(text(args, "namespaceName"), rule),
      };
    }
    case "azure-native:databricks:getAccessConnector":
      return { identity: { type: "SystemAssigned", principalId: CONNECTOR_PRINCIPAL } };
    case "azure-native:storage:listStorageAccountKeys":
      return { keys: [{ keyName: "key1", permissions: "FULL", value: ACCOUNT_KEY }] };
    default:
      throw new Error(`no answer to ${token}`);
  }
}
