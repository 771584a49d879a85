import { wallClock, type Clock } from "./core/clock";
import { CloudState } from "./core/cloudState";
import type { Durations } from "./core/durations";
import { Faults, type Fault } from "./core/faults";
import type { Identity, Lateness, Limits } from "./core/model";
import { azureDurations, functions, models } from "./registry";
import type { RequestLimits } from "./core/requestLimits";
import { SimulatedCloud } from "./simulatedCloud";
import type { LocalServices } from "./core/localServices";

export { steppedClock, wallClock, type Clock } from "./core/clock";
export { CloudState, type CloudResource } from "./core/cloudState";
export type { Duration, Durations } from "./core/durations";
export { azureDurations } from "./registry";
export { AzureError, DatabricksError, IncompleteError } from "./core/errors";
export type { Action, Fault } from "./core/faults";
export type { Identity, Lateness, Limits } from "./core/model";
export { RequestLimits } from "./core/requestLimits";
export { SimulatedCloud } from "./simulatedCloud";
export type { LocalServices } from "./core/localServices";

/** How a cloud behaves. By default it is instant and never fails. */
export interface SimulatedCloudOptions {
  /** What exists already; several clouds may share one. @default an empty cloud */
  readonly state?: CloudState;
  /** The real services behind the resources. @default none: everything is simulated */
  readonly localServices?: LocalServices;
  /** Failures on demand, counted over this cloud's life. @default none */
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
  /** How many requests Azure takes; several clouds may share them. @default any number */
  readonly requests?: RequestLimits;
  /** Azure's ids come back in another case, as of some services they do. @default false */
  readonly idsInAnotherCase?: boolean;
  /** @default a fictitious coach in a fictitious subscription */
  readonly identity?: Partial<Identity>;
}

const coach: Identity = {
  subscriptionId: "00000000-0000-4000-8000-000000000001",
  tenantId: "00000000-0000-4000-8000-000000000002",
  clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  objectId: "00000000-0000-4000-8000-000000000003",
  userName: "coach@example.com",
  groups: [],
};

const noLateness: Lateness = {
  roleAssignment: 0,
  metastore: 0,
  reads: 0,
  workspace: 0,
  run: 0,
  resourceGraph: 0,
};

const noLimits = (): Limits => ({
  cores: Number.POSITIVE_INFINITY,
  takenNames: [],
  dockerHubExhausted: false,
  mayAssignRoles: true,
  quotas: {},
  unregistered: new Set(),
  restrictedSizes: [],
  subscriptionState: "Enabled",
});

/**
 * A cloud that behaves as Azure and Databricks do, as far as the challenge meets them.
 *
 * @throws where `speed` is negative.
 */
export function createSimulatedCloud(options: SimulatedCloudOptions = {}): SimulatedCloud {
  const clock = options.clock ?? wallClock(options.speed ?? 0);
  return new SimulatedCloud(
    {
      models,
      functions,
      durations: options.durations ?? azureDurations,
      faults: new Faults(options.faults ?? [], clock),
      localServices: options.localServices,
      requests: options.requests,
    },
    {
      state: options.state ?? new CloudState(),
      clock,
      identity: { ...coach, ...options.identity },
      late: { ...noLateness, ...options.late },
      limits: { ...noLimits(), ...options.limits },
      idsInAnotherCase: options.idsInAnotherCase ?? false,
      providers: {},
    },
  );
}
