import type { ArmResource } from "../core/armSchema/resources";
import type { Durations } from "../core/durations";
import type { FunctionModel, Model } from "../core/model";
import type { ServiceHandler } from "./serviceHandler";
import type { ServiceRegistry } from "./serviceRegistry";

/** All that the emulator knows of one service of the clouds. */
export interface Service {
  /** The rules of its resource types. */
  readonly models: readonly Model[];
  /** Provider functions, by token. @default none */
  readonly functions?: Readonly<Record<string, FunctionModel>>;
  /** Which of the Azure SDK's models its requests are sent as, by type token. @default none: not a service of Azure's */
  readonly schema?: Readonly<Record<string, ArmResource>>;
  /** What operations take in the real cloud, by type token; a type that is not in it takes no time. */
  readonly durations: Durations;
  /** What runs on this machine for its resources, by type token. @default nothing: they are recorded and checked */
  readonly local?: (registry: ServiceRegistry) => Readonly<Record<string, ServiceHandler>>;
}
