import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm, type ArmServer } from "../../../emulator/armRest/server";
import { serveWorkspaces, type WorkspaceServer } from "../../../emulator/databricksRest/server";
import { createSimulatedCloud, type SimulatedCloud } from "../../../emulator";
import type { CloudResource } from "../../../emulator";
import { azureSources } from "../../../event/board/azureSources";
import { Board } from "../../../event/board/board";
import type { EventFile } from "../../../event/file/model";
import { SyncedLines } from "../../../event/journal/syncedLines";
import { namesFor } from "../../../program/names";
import { inputs, SUBSCRIPTION, through, types } from "../../emulator/services/stage";

const SUFFIX = "abc123";

/** Where a team's things are in a cloud. */
export const idsOf = (team: string) => {
  const names = namesFor(team, SUFFIX);
  const providers = `${SUBSCRIPTION}/resourceGroups/${names.resourceGroup}/providers`;
  return {
    containerGroup: `${providers}/Microsoft.ContainerInstance/containerGroups/${names.containerGroup}`,
    namespace: `${providers}/Microsoft.EventHub/namespaces/${names.namespace}`,
    workspace: `${providers}/Microsoft.Databricks/workspaces/${names.workspace}`,
  };
};

/** Creates what a board asks about of a team at its last step, with names as the program gives them. */
export async function standTeam(cloud: SimulatedCloud, team: string): Promise<void> {
  const names = namesFor(team, SUFFIX);
  const group = { resourceGroupName: names.resourceGroup };
  const managed = `${SUBSCRIPTION}/resourceGroups/${names.managedResourceGroup}`;
  await cloud.create(types.group, "group", { ...inputs.group, ...group, tags: { event: "contoso" } });
  await cloud.create(types.namespace, "namespace", {
    ...inputs.namespace,
    ...group,
    namespaceName: names.namespace,
  });
  const workspace = await cloud.create(types.workspace, "workspace", {
    ...inputs.workspace,
    ...group,
    workspaceName: names.workspace,
    managedResourceGroupId: managed,
  });
  await cloud.create(types.containers, "generator", {
    ...inputs.containers,
    ...group,
    containerGroupName: names.containerGroup,
  });
  await through(cloud, workspace).create(types.job, "job", {
    name: names.job,
    continuous: { pauseStatus: "UNPAUSED" },
    tasks: [{ taskKey: "ingest" }],
  });
}

/** @returns a team's workspace as the cloud has it. */
export function workspaceOf({ state }: SimulatedCloud, team: string): CloudResource {
  const found = state.at(idsOf(team).workspace);
  if (found === undefined) throw new Error(`${team} has no workspace`);
  return found;
}

/** A board in front of emulated clouds, an event's folder of its own, and a clock that a test sets. */
export class BoardStage {
  now = new Date();
  readonly cloud = createSimulatedCloud();

  private constructor(
    readonly event: EventFile,
    readonly folder: { readonly root: string; readonly journal: string; readonly observed: string },
    readonly servers: { arm: ArmServer; workspaces: WorkspaceServer },
  ) {}

  static async create(event: EventFile): Promise<BoardStage> {
    const root = await mkdtemp(join(tmpdir(), "board-"));
    const folder = { root, journal: join(root, "journal.ndjson"), observed: join(root, "observed.ndjson") };
    const servers = {} as BoardStage["servers"];
    const stage = new BoardStage(event, folder, servers);
    servers.arm = await serveArm(armResourcesOf(stage.cloud));
    servers.workspaces = await serveWorkspaces(stage.cloud);
    return stage;
  }

  /** Notes that teams were brought to a step half an hour ago, and gives them what they have at the last one. */
  async stand(teams: readonly string[], step = 6): Promise<void> {
    const journal = await SyncedLines.open(this.folder.journal);
    const at = new Date(this.now.getTime() - 30 * 60_000).toISOString();
    for (const team of teams) {
      await standTeam(this.cloud, team);
      await journal.add({ at, team, verb: "up", phase: "started" });
      await journal.add({ at, team, verb: "up", phase: "done", step });
    }
    await journal.close();
  }

  /** Clicks have come in for so many minutes already. */
  begun(team: string, minutes: number): void {
    const { state } = this.cloud;
    const group = state.at(idsOf(team).containerGroup);
    if (group === undefined) throw new Error(`${team} has no generator`);
    const text = JSON.stringify(group.outputs).replaceAll(
      /"startTime":"[^"]+"/g,
      `"startTime":"${new Date(Date.now() - minutes * 60_000).toISOString()}"`,
    );
    state.put({ ...group, outputs: JSON.parse(text) as CloudResource["outputs"] });
  }

  async board(records = true): Promise<Board> {
    const environment = { AZURE_RESOURCE_MANAGER_ENDPOINT: this.servers.arm.address };
    const addresses = { arm: this.servers.arm.address, workspaces: this.servers.workspaces.port };
    return await Board.open({
      readEvent: () => Promise.resolve(this.event),
      folder: this.folder,
      sources: azureSources(environment, addresses),
      records,
      now: () => this.now,
    });
  }

  later(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  }

  async remove(): Promise<void> {
    await Promise.all([this.servers.arm.stop(), this.servers.workspaces.stop()]);
    await rm(this.folder.root, { recursive: true });
  }
}
