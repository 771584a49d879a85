import type { CheckSources } from "../../event/check/checkEvent";
import type { EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { runningClouds } from "../../event/rehearsal/client";
import { serveSubscriptions } from "../../event/rehearsal/subscriptions";

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
  const arm = (await standing(folder, subscriptions)) ?? (await serveSubscriptions(subscriptions));
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
  const address = await (await runningClouds(clouds))?.look({ subscriptions, pid: process.pid });
  if (address === undefined) return undefined;
  // The clouds end it with this process.
  return { address, stop: () => Promise.resolve() };
}
