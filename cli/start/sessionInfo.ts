import { join, relative } from "node:path";
import { lastStep } from "../../program/steps";
import type { SimulatedCloud } from "../../emulator";
import { EVENT_HUB_RULE } from "../../emulator/services/eventHubs/model";
import { JOB } from "../../emulator/services/jobs/model";
import { SECRET } from "../../emulator/services/workspaceObjects/model";
import type { Properties } from "../../emulator/core/cloudApi";
import { record, records } from "../../emulator/core/properties";
import type { RunningServices } from "../../emulator/runningServices";
import type { SessionInfo, SessionWorkspace } from "../sessionInfo";
import type { StartOptions } from "./options";

/** What a session's information is read from. */
export interface SessionSources {
  readonly outputs: Properties;
  readonly services: RunningServices;
  readonly cloud: SimulatedCloud;
  /** Of this challenge: everything in it is removed with it. */
  readonly folder: string;
}

/** Parameters of the job that the explore notebooks have, too. The others would let a notebook go on with its stream. */
const notebookParameters = ["schema", "lake_url", "secret_scope", "account_key_secret", "checkpoint_path"];

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

/** What a notebook is run with beside the job: as the job is, from the cloud itself. */
function workspaceOf(place: SessionWorkspace["place"], { cloud, folder }: SessionSources): SessionWorkspace {
  const tasks = cloud.state.resources(JOB).flatMap(({ inputs }) => records(inputs, "tasks"));
  const given = Object.entries(record(record(tasks[0] ?? {}, "notebookTask"), "baseParameters"));
  return {
    place,
    folder: join(folder, "notebooks"),
    parameters: Object.fromEntries(
      given
        .filter(([name]) => notebookParameters.includes(name))
        .map(([name, value]) => [name, String(value)]),
    ),
    secrets: cloud.state
      .resources(SECRET)
      .map(({ inputs: { scope, key, stringValue } }) => [String(scope), String(key), String(stringValue)]),
  };
}

/**
 * Describes a running challenge for other commands.
 *
 * @returns undefined before the step that creates the workspace: there is nothing to query yet.
 */
export async function sessionInfoOf(team: string, sources: SessionSources): Promise<SessionInfo | undefined> {
  const { outputs, services, cloud } = sources;
  const { sql, driverPlace } = services;
  const [broker] = services.brokers.values();
  if (!sql || !driverPlace || !broker) return undefined;
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
    workspace: workspaceOf(driverPlace, sources),
    processes: services.processes(),
  };
}

/** What a person can do with the challenge now, a line each. */
export function whatNext(
  { throughStep }: StartOptions,
  folder: string,
  pageUrl: string | undefined,
): string[] {
  const asks = [
    "query       npm run query -- 'SELECT * FROM clicks LIMIT 5'",
    "notebook    npm run notebook -- explore.py (or explore.sql, explore.scala)",
    "verify      npm run verify",
  ];
  return [
    ...(pageUrl === undefined ? [] : [`page        ${pageUrl}`]),
    ...(throughStep === lastStep ? asks : [`next step   npm start -- --through-step ${throughStep + 1}`]),
    `data        ${relative(process.cwd(), join(folder))}`,
    "stop        Ctrl-C",
  ];
}
