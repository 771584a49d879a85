import { inGroup, type ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { workspaceHandlers } from "./local";
import { accessConnector, getAccessConnector, workspace } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:databricks:Workspace": {
    source: "arm-databricks",
    className: "Workspace",
    path: { ...inGroup, workspaceName: "named" },
    newer: {
      // API 2025-08-01 and later: `computeMode` is required on create, `Serverless` or `Hybrid`
      // (azure-rest-api-specs, databricks.json, WorkspaceProperties).
      defaultCatalog: { type: { name: "any" } },
      computeMode: { required: true, type: { name: "Enum", allowedValues: ["Serverless", "Hybrid"] } },
    },
  },
  "azure-native:databricks:AccessConnector": {
    source: "arm-databricks",
    className: "AccessConnector",
    path: { ...inGroup, connectorName: "named" },
  },
};

const durations: Durations = {
  // hashicorp/terraform-provider-azurerm#11418: 48 s in a network of one's own; with a managed network and
  // its NAT gateway two to four minutes, and about as long to remove (estimated).
  "azure-native:databricks:Workspace": seconds(160, 30, 120),
  // Estimated.
  "azure-native:databricks:AccessConnector": seconds(15, 10, 10),
};

/** Databricks workspaces and access connectors as Azure knows them: a workspace is a Spark driver on this machine. */
export const workspaces: Service = {
  models: [workspace, accessConnector],
  functions: {
    "azure-native:databricks:getAccessConnector": getAccessConnector,
  },
  schema,
  durations,
  local: workspaceHandlers,
};
