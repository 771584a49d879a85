import { serveArm, type ArmServer } from "./armRest/server";
import { armResourcesOf } from "./armRest/cloud";
import { serveProviders, type ServedProviders, type ServeOptions } from "./grpc";
import type { SimulatedCloud } from "./simulatedCloud";

/** A cloud's providers, and the ARM that its dynamic resources are sent to; `stop` ends both. */
export interface ServedCloud extends ServedProviders {
  readonly arm: ArmServer;
}

/**
 * Serves a cloud for a Pulumi engine. Whatever listens can be reached by others on this machine: no longer than is
 * needed.
 */
export async function serveCloud(
  cloud: SimulatedCloud,
  options: Pick<ServeOptions, "isOwnCode" | "onOperation">,
): Promise<ServedCloud> {
  const arm = await serveArm(armResourcesOf(cloud));
  const environment = { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address };
  const providers = await serveProviders({ ...options, cloud, environment });
  return {
    ...providers,
    arm,
    stop: async () => {
      await providers.stop();
      await arm.stop();
    },
  };
}
