import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildProcesses } from "../../event/bundle";
import type { EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { projectName } from "../../event/file/projectSettings";
import { Journal } from "../../event/journal/journal";
import { standingStacks } from "../../event/run/standing";
import { rehearsalClouds } from "./clouds";

/** Times as fast as Azure the clouds of a rehearsed sweep are. */
const SPEED = 1000;

/**
 * Leaves in a rehearsal's clouds what events leave, and what of other people looks like it: one team stands, of another
 * there is nothing but its stack.
 *
 * @throws Error where the rehearsal has teams.
 */
export async function plantRehearsal(
  event: EventFile,
  folder: EventFolder,
  say: (text: string) => void,
): Promise<void> {
  const teams = [...(await standingStacks(folder)).keys()];
  if (teams.length > 0)
    throw new Error(`the rehearsal has teams (${teams.join(", ")}): \`down --rehearse\` before --plant`);
  const clouds = await rehearsalClouds(folder, await buildProcesses(), { speed: SPEED, say });
  const today = new Date().toISOString().slice(0, 10);
  const { standing, stackAlone } = await clouds.plant({ event, today });
  await writeState(folder, standing.team, standing.ids);
  await writeState(folder, stackAlone.team, [stackAlone.group]);
  const journal = await Journal.open(folder.journal);
  for (const { name } of event.teams) await journal.note({ team: name, verb: "up", phase: "done" });
  await journal.close();
  say("planted: what events leave, and what of other people looks like it");
}

/** A state as an engine keeps it: `CheckpointV3` of Pulumi's sdk/go/common/apitype. */
async function writeState(folder: EventFolder, team: string, ids: readonly string[]): Promise<void> {
  const stack = `urn:pulumi:${team}::${projectName()}::`;
  const root = `${stack}pulumi:pulumi:Stack::${projectName()}-${team}`;
  const resources = ids.map((id, index) => {
    const isGroup = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id);
    const type = isGroup ? "azure-native:resources:ResourceGroup" : "planted:index:Resource";
    return { urn: `${stack}${type}::planted-${index}`, custom: true, id, type, parent: root };
  });
  const latest = {
    manifest: { time: new Date().toISOString(), magic: "", version: "" },
    resources: [{ urn: root, custom: false, type: "pulumi:pulumi:Stack" }, ...resources],
  };
  const states = join(folder.root, "state", ".pulumi", "stacks", projectName());
  await mkdir(states, { recursive: true, mode: 0o700 });
  const state = { version: 3, checkpoint: { stack: `organization/${projectName()}/${team}`, latest } };
  await writeFile(join(states, `${team}.json`), JSON.stringify(state), { mode: 0o600 });
}
