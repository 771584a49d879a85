import { join, relative } from "node:path";
import { lastStep } from "../../program/steps";
import type { SimulatedCloud } from "../../emulator";
import { EVENT_HUB_RULE } from "../../emulator/services/eventHubs/model";
import type { Properties } from "../../emulator/core/cloudApi";
import type { RunningServices } from "../../emulator/runningServices";
import type { SessionInfo } from "../sessionInfo";
import type { StartOptions } from "./options";

/** What a session's information is read from. */
export interface SessionSources {
  readonly outputs: Properties;
  readonly services: RunningServices;
  readonly cloud: SimulatedCloud;
}

/** The Listen rule's connection string, from the cloud itself: the program gives it to the notebook alone. */
async function listenConnectionString(cloud: SimulatedCloud): Promise<string> {
  const rule = cloud.state
    .resources(EVENT_HUB_RULE)
    .find(({ inputs }) => Array.isArray(inputs["rights"]) && inputs["rights"].includes("Listen"));
  if (!rule) return "";
  const { resourceGroupName, namespaceName, eventHubName } = rule.inputs;
  const keys = await cloud.call("azure-native:eventhub:listEventHubKeys", {
    resourceGroupName,
    namespaceName,
    eventHubName,
    authorizationRuleName: rule.outputs["name"],
  });
  return String(keys["primaryConnectionString"]);
}

/**
 * Describes a running challenge for other commands.
 *
 * @returns undefined before the step that creates the workspace: there is nothing to query yet.
 */
export async function sessionInfoOf(
  team: string,
  { outputs, services, cloud }: SessionSources,
): Promise<SessionInfo | undefined> {
  const { sql } = services;
  const [broker] = services.brokers.values();
  if (!sql || !broker) return undefined;
  const [generator] = services.generators;
  return {
    team,
    owner: process.pid,
    startedAt: new Date().toISOString(),
    sqlUrl: sql.url,
    token: sql.token,
    warehouseId: "local",
    schema: String(outputs["schema"] ?? ""),
    lakeUrl: String(outputs["lakeUrl"] ?? ""),
    ...(generator && { ledgerFile: generator.ledgerFile }),
    hub: {
      bootstrapServers: String(outputs["bootstrapServers"]),
      eventHub: String(outputs["eventHubName"]),
      address: broker.address,
      certificateAuthorityFile: broker.certificateAuthority.pemFile,
      connectionString: await listenConnectionString(cloud),
    },
    processes: services.processes(),
  };
}

/** What a person can do with the challenge now, a line each. */
export function whatNext(
  { throughStep }: StartOptions,
  folder: string,
  pageUrl: string | undefined,
): string[] {
  const asks = ["query       npm run query -- 'SELECT * FROM clicks LIMIT 5'", "verify      npm run verify"];
  return [
    ...(pageUrl === undefined ? [] : [`page        ${pageUrl}`]),
    ...(throughStep === lastStep ? asks : [`next step   npm start -- --through-step ${throughStep + 1}`]),
    "notebooks   notebooks/ingest.py, explore.sql, explore.scala, explore.py",
    `data        ${relative(process.cwd(), join(folder))}`,
    "stop        Ctrl-C",
  ];
}
