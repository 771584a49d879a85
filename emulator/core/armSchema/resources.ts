import type { Mapper } from "./models";

/** Which of the Azure SDK's models a resource type of azure-native is sent as. */
export interface ArmResource {
  /** SDK package, without its scope. */
  readonly source: string;
  /** Class of the request's body. */
  readonly className: string;
  /** Inputs that go into the request's path; those marked `named` azure-native can name by itself. */
  readonly path: Readonly<Record<string, "required" | "named">>;
  /** Properties of the API version that azure-native calls which the newest SDK for Node 20 lacks. */
  readonly newer?: Readonly<Record<string, Mapper>>;
}

/** A path parameter that the SDK's client takes as an argument without any constraint of its own. */
export const anyText: Mapper = { required: true, type: { name: "String" } };

const group = { resourceGroupName: "required" } as const;

/** By type token; what is not listed here cannot be checked and is refused. */
export const armResources: Readonly<Record<string, ArmResource>> = {
  "azure-native:resources:ResourceGroup": {
    source: "arm-resources",
    className: "ResourceGroup",
    path: { resourceGroupName: "named" },
  },
  "azure-native:eventhub:Namespace": {
    source: "arm-eventhub",
    className: "EHNamespace",
    path: { ...group, namespaceName: "named" },
  },
  "azure-native:eventhub:EventHub": {
    source: "arm-eventhub",
    className: "Eventhub",
    path: { ...group, namespaceName: "required", eventHubName: "named" },
  },
  "azure-native:eventhub:EventHubAuthorizationRule": {
    source: "arm-eventhub",
    className: "AuthorizationRule",
    path: {
      ...group,
      namespaceName: "required",
      eventHubName: "required",
      authorizationRuleName: "named",
    },
  },
  "azure-native:storage:StorageAccount": {
    source: "arm-storage",
    className: "StorageAccountCreateParameters",
    path: { ...group, accountName: "named" },
  },
  "azure-native:storage:BlobContainer": {
    source: "arm-storage",
    className: "BlobContainer",
    path: { ...group, accountName: "required", containerName: "named" },
  },
  "azure-native:databricks:Workspace": {
    source: "arm-databricks",
    className: "Workspace",
    path: { ...group, workspaceName: "named" },
    newer: {
      // API 2025-08-01 and later: `computeMode` is required on create, `Serverless` or `Hybrid`
      // (azure-rest-api-specs, databricks.json, WorkspaceProperties).
      computeMode: { required: true, type: { name: "Enum", allowedValues: ["Serverless", "Hybrid"] } },
    },
  },
  "azure-native:databricks:AccessConnector": {
    source: "arm-databricks",
    className: "AccessConnector",
    path: { ...group, connectorName: "named" },
  },
  "azure-native:containerinstance:ContainerGroup": {
    source: "arm-containerinstance",
    className: "ContainerGroup",
    path: { ...group, containerGroupName: "named" },
  },
  "azure-native:authorization:RoleAssignment": {
    source: "arm-authorization",
    className: "RoleAssignmentCreateParameters",
    path: { scope: "required", roleAssignmentName: "named" },
  },
};
