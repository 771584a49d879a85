import { createSimulatedCloud } from "../../emulator";
import { armResourcesOf } from "../../emulator/armRest/cloud";
import { serveArm } from "../../emulator/armRest/server";
import type { CheckSources } from "../../event/check/checkEvent";
import type { EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { CloudsClient } from "../../event/rehearsal/client";
import { cloudsAt } from "../../event/rehearsal/cloudNote";

/** Subscriptions that a check can ask without a cloud. */
export interface RehearsedSubscriptions {
  readonly environment: NodeJS.ProcessEnv;
  /** What a rehearsal has instead of registries and workspaces. */
  readonly sources: Pick<CheckSources, "fetch" | "askDatabricks">;
  stop(): Promise<void>;
}

/** @returns the subscriptions of an event's places as its rehearsal has them; before it begins, with nothing in them. */
export async function rehearsedSubscriptions(
  { places }: EventFile,
  folder: EventFolder,
): Promise<RehearsedSubscriptions> {
  const subscriptions = [...new Set(places.map(({ subscription }) => subscription))];
  const arm = (await standing(folder, subscriptions)) ?? (await empty(subscriptions));
  const nobody = (): Promise<Response> =>
    Promise.reject(new Error("a rehearsal asks nobody outside this machine"));
  return {
    environment: { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address },
    sources: { fetch: nobody, askDatabricks: nobody },
    stop: () => arm.stop(),
  };
}

/** ARM of subscriptions, until it is stopped. */
interface AskedArm {
  readonly address: string;
  stop(): Promise<void>;
}

async function standing(
  { clouds }: EventFolder,
  subscriptions: readonly string[],
): Promise<AskedArm | undefined> {
  const found = await cloudsAt(clouds);
  if (found === undefined || found === "ended") return undefined;
  const address = await new CloudsClient(found).look({ subscriptions, pid: process.pid });
  // The clouds end it with this process.
  return { address, stop: () => Promise.resolve() };
}

function empty(subscriptions: readonly string[]): Promise<AskedArm> {
  const clouds = subscriptions.map((subscriptionId) =>
    createSimulatedCloud({ identity: { subscriptionId } }),
  );
  return serveArm(armResourcesOf(...clouds));
}
