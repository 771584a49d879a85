import { accessConnector, getAccessConnector, workspace } from "./services/workspaces/model";
import { getClientConfig, roleAssignment } from "./services/authorization/model";
import { wallClock, type Clock } from "./core/clock";
import { CloudState } from "./core/cloudState";
import { containerGroup } from "./services/containerInstances/model";
import { azureDurations, type Durations } from "./core/durations";
import { dynamicResource } from "./services/dynamic/model";
import { eventHub, eventHubRule, listEventHubKeys, namespace } from "./services/eventHubs/model";
import { Faults, type Fault } from "./core/faults";
import { directory } from "./services/workspaceObjects/folders";
import { grant, grants } from "./services/unityCatalog/grants";
import { dashboard, getCurrentUser, job, sqlEndpoint } from "./services/jobs/model";
import type { FunctionModel, Identity, Lateness, Limits } from "./core/model";
import { SimulatedCloud } from "./simulatedCloud";
import type { LocalServices } from "./core/localServices";
import { randomId, randomString, randomUuid } from "./services/random/model";
import { resourceGroup } from "./services/resourceGroups/model";
import { blobContainer, listStorageAccountKeys, storageAccount } from "./services/storage/model";
import { catalog, externalLocation, schema, storageCredential, volume } from "./services/unityCatalog/model";
import { notebook, secret, secretAcl, secretScope, workspaceConf } from "./services/workspaceObjects/model";

export { steppedClock, wallClock, type Clock } from "./core/clock";
export { CloudState, type CloudResource } from "./core/cloudState";
export { azureDurations, type Duration, type Durations } from "./core/durations";
export { AzureError, DatabricksError, IncompleteError } from "./core/errors";
export type { Action, Fault } from "./core/faults";
export type { Identity, Lateness, Limits } from "./core/model";
export { SimulatedCloud } from "./simulatedCloud";
export type { LocalServices } from "./core/localServices";

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
