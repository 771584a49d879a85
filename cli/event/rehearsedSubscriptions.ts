import { createSimulatedCloud } from "../../emulator";
import { armResourcesOf } from "../../emulator/armRest/cloud";
import { serveArm } from "../../emulator/armRest/server";
import type { CheckSources } from "../../event/check/checkEvent";
import type { EventFile } from "../../event/file/model";

/** Subscriptions that a check can ask without a cloud. */
export interface RehearsedSubscriptions {
  readonly environment: NodeJS.ProcessEnv;
  /** What a rehearsal has instead of registries and workspaces. */
  readonly sources: Pick<CheckSources, "fetch" | "askDatabricks">;
  stop(): Promise<void>;
}

/** Serves the subscriptions of an event's places, with nothing in them. */
export async function rehearsedSubscriptions({ places }: EventFile): Promise<RehearsedSubscriptions> {
  const subscriptions = [...new Set(places.map(({ subscription }) => subscription))];
  const clouds = subscriptions.map((subscriptionId) =>
    createSimulatedCloud({ identity: { subscriptionId } }),
  );
  const arm = await serveArm(armResourcesOf(...clouds));
  const nobody = (): Promise<Response> =>
    Promise.reject(new Error("a rehearsal asks nobody outside this machine"));
  return {
    environment: { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address },
    sources: { fetch: nobody, askDatabricks: nobody },
    stop: () => arm.stop(),
  };
}
