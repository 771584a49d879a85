import type { CheckSources } from "../../event/check/checkEvent";
import type { EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { runningClouds } from "../../event/rehearsal/client";
import { serveSubscriptions } from "../../event/rehearsal/subscriptions";

/** Subscriptions that a check can ask without a cloud. */
export interface RehearsedSubscriptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Port of the REST API of all workspaces that are there; undefined before the rehearsal begins. */
  readonly workspaces: number | undefined;
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
    workspaces: "workspaces" in arm ? arm.workspaces : undefined,
    sources: { fetch: nobody, askDatabricks: nobody },
    stop: () => arm.stop(),
  };
}

/** ARM of subscriptions and the workspaces in them, until it is stopped. */
interface StandingClouds {
  readonly address: string;
  readonly workspaces: number;
  stop(): Promise<void>;
}

async function standing(
  { clouds }: EventFolder,
  subscriptions: readonly string[],
): Promise<StandingClouds | undefined> {
  const found = await (await runningClouds(clouds))?.look({ subscriptions, pid: process.pid });
  if (found === undefined) return undefined;
  // The clouds end it with this process.
  return { address: found.arm, workspaces: found.workspaces, stop: () => Promise.resolve() };
}
