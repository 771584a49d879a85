import { accessConnector, getAccessConnector, workspace } from "./workspaces";
import { getClientConfig, roleAssignment } from "./authorization";
import { wallClock, type Clock } from "./clock";
import { CloudState } from "./cloud";
import { containerGroup } from "./containers";
import { azureDurations, type Durations } from "./durations";
import { dynamicResource } from "./dynamicResource";
import { eventHub, eventHubRule, listEventHubKeys, namespace } from "./eventHubs";
import { Faults, type Fault } from "./faults";
import { directory } from "./folders";
import { grant, grants } from "./grants";
import { dashboard, getCurrentUser, job, sqlEndpoint } from "./jobs";
import type { FunctionModel, Identity, Lateness, Limits } from "./model";
import { SimulatedCloud } from "./modelledGround";
import type { LocalServices } from "./parts";
import { randomId, randomString, randomUuid } from "./random";
import { resourceGroup } from "./resources";
import { blobContainer, listStorageAccountKeys, storageAccount } from "./storage";
import { catalog, externalLocation, schema, storageCredential, volume } from "./unityCatalog";
import { notebook, secret, secretAcl, secretScope, workspaceConf } from "./workspaceObjects";

export { steppedClock, wallClock, type Clock } from "./clock";
export { CloudState, type CloudResource } from "./cloud";
export { azureDurations, type Duration, type Durations } from "./durations";
export { AzureError, DatabricksError, IncompleteError } from "./errors";
export type { Action, Fault } from "./faults";
export type { Identity, Lateness, Limits } from "./model";
export { SimulatedCloud } from "./modelledGround";
export type { LocalServices } from "./parts";

const MODELS = [
  resourceGroup,
  namespace,
  eventHub,
  eventHubRule,
  storageAccount,
  blobContainer,
  workspace,
  accessConnector,
  roleAssignment,
  containerGroup,
  storageCredential,
  externalLocation,
  catalog,
  schema,
  volume,
  grants,
  grant,
  secretScope,
  secret,
  secretAcl,
  directory,
  notebook,
  workspaceConf,
  job,
  sqlEndpoint,
  dashboard,
  randomString,
  randomId,
  randomUuid,
  dynamicResource,
];

const FUNCTIONS: Readonly<Record<string, FunctionModel>> = {
  "azure-native:eventhub:listEventHubKeys": listEventHubKeys,
  "azure-native:databricks:getAccessConnector": getAccessConnector,
  "azure-native:storage:listStorageAccountKeys": listStorageAccountKeys,
  "azure-native:authorization:getClientConfig": getClientConfig,
  "databricks:index/getCurrentUser:getCurrentUser": getCurrentUser,
};

/** How a ground behaves; everything has a default, which is a cloud that is instant and never fails. */
export interface SimulatedCloudOptions {
  /** What exists already; several grounds may share one. @default an empty cloud */
  readonly cloud?: CloudState;
  /** What makes resources real. @default nothing does: the modelled depth */
  readonly parts?: LocalServices;
  /** Failures on demand, counted over this ground's life. @default none */
  readonly faults?: readonly Fault[];
  /** Times as fast as Azure; 0: instant. @default 0 */
  readonly speed?: number;
  /** @default {@link azureDurations} */
  readonly durations?: Durations;
  /** @default a clock of that speed */
  readonly clock?: Clock;
  /** In seconds of the clock. @default nothing is late */
  readonly late?: Partial<Lateness>;
  /** @default no limit is near */
  readonly limits?: Partial<Limits>;
  /** @default a made-up coach in a made-up subscription */
  readonly identity?: Partial<Identity>;
}

const COACH: Identity = {
  subscriptionId: "00000000-0000-4000-8000-000000000001",
  tenantId: "00000000-0000-4000-8000-000000000002",
  clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  objectId: "00000000-0000-4000-8000-000000000003",
  userName: "coach@example.com",
};

const NO_LIMITS: Limits = {
  cores: Number.POSITIVE_INFINITY,
  takenNames: [],
  dockerHubExhausted: false,
  mayAssignRoles: true,
};

/**
 * A ground that behaves as Azure and Databricks do, as far as the challenge meets them.
 *
 * @throws where `speed` is negative.
 */
export function createSimulatedCloud(options: SimulatedCloudOptions = {}): SimulatedCloud {
  const clock = options.clock ?? wallClock(options.speed ?? 0);
  return new SimulatedCloud(
    {
      models: new Map(MODELS.map((model) => [model.type, model])),
      functions: new Map(Object.entries(FUNCTIONS)),
      durations: options.durations ?? azureDurations,
      faults: new Faults(options.faults ?? [], clock),
      parts: options.parts,
    },
    {
      cloud: options.cloud ?? new CloudState(),
      clock,
      identity: { ...COACH, ...options.identity },
      late: { roleAssignment: 0, metastore: 0, workspace: 0, ...options.late },
      limits: { ...NO_LIMITS, ...options.limits },
      providers: {},
    },
  );
}
