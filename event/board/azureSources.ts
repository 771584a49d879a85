import { azureSignIn, databricksToken } from "../../clients/databricksToken";
import { fetchOutside } from "../../clients/outside";
import { armClients } from "../armClients";
import { ArmReader } from "../check/armReader";
import { askRehearsedWorkspace } from "../rehearsal/askWorkspace";
import type { BoardSources } from "./sources";

/** Of a token for Azure Monitor's metrics (metricBatch.json of azure-rest-api-specs). */
const METRICS_SCOPE = "https://metrics.monitor.azure.com/.default";
/** Longest that one question to ARM may take: a round has not more, ms. */
const ARM_LIMIT_MS = 3_000;

/** A rehearsal's clouds: one address for ARM and Azure Monitor, one port for all workspaces. */
export interface RehearsedAddresses {
  readonly arm: string;
  /** Undefined before the rehearsal begins. */
  readonly workspaces: number | undefined;
}

/** @returns Azure and Databricks, or a rehearsal of them, as a board asks them. */
export function azureSources(environment: NodeJS.ProcessEnv, rehearsed?: RehearsedAddresses): BoardSources {
  const connect = armClients(environment);
  const readers = new Map<string, ArmReader>();
  const arm = (subscription: string): ArmReader => {
    const known = readers.get(subscription) ?? new ArmReader(connect(subscription), ARM_LIMIT_MS);
    readers.set(subscription, known);
    return known;
  };
  return rehearsed === undefined
    ? { arm, ...outsideSources(environment) }
    : { arm, ...rehearsedSources(rehearsed) };
}

function outsideSources(environment: NodeJS.ProcessEnv): Omit<BoardSources, "arm"> {
  const credential = azureSignIn(environment);
  const workspaceToken = databricksToken(environment["DATABRICKS_TOKEN"], () => credential);
  return {
    metrics: async (region, path, body, signal) => {
      const token = await (await credential).getToken(METRICS_SCOPE);
      return await fetchOutside(`https://${region}.metrics.monitor.azure.com${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token?.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
    },
    databricks: async (workspaceUrl, path, signal) =>
      fetchOutside(`https://${workspaceUrl}${path}`, {
        headers: { authorization: `Bearer ${await workspaceToken()}` },
        signal,
      }),
  };
}

function rehearsedSources({ arm, workspaces }: RehearsedAddresses): Omit<BoardSources, "arm"> {
  return {
    metrics: (_, path, body, signal) =>
      fetchOutside(`${arm}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      }),
    databricks: (workspaceUrl, path, signal) =>
      workspaces === undefined
        ? Promise.reject(new Error("the rehearsal has no workspaces yet"))
        : askRehearsedWorkspace(workspaces, { workspaceUrl, path, signal }),
  };
}
