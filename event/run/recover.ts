import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import { databricksToken } from "../../clients/databricksToken";
import { isAlive } from "../../runtime/alive";
import { CloudsClient } from "../rehearsal/client";
import { idOfPending, withPendingCreates, type StateDeployment, type ResourceInState } from "./halfMade";
import type { TeamJob } from "./job";
import { serviceChosen, serviceIdOf, workspaceAt, type AskWorkspace } from "./serviceIds";
import { holdersIn, judgeLock } from "./stackLock";
import { pulumi, type TeamStackAtWork } from "./stackOf";

/** What a team's process tells while it gets a stack ready. */
export interface RecoveryOptions {
  readonly tell: (phase: string) => void;
  readonly signal: AbortSignal;
}

const LOCKED = /the stack is currently locked|Another update is currently in progress/;

/** Runs a command of the engine; where the stack is locked, waits for a living holder and breaks a dead one's lock. */
export async function despiteLocks<T>(
  job: TeamJob,
  stack: Stack,
  { tell, signal }: RecoveryOptions,
  command: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await command();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!LOCKED.test(message) || signal.aborted) throw error;
      const verdict = judgeLock(holdersIn(message), { takeOver: job.takeOver, isAlive });
      if (verdict.do === "refuse") throw new Error(`${verdict.why}\n${message}`, { cause: error });
      if (verdict.do === "break") {
        tell("breaking the lock of a run that was killed");
        await stack.cancel();
      } else {
        tell(
          `waiting for process ${verdict.holder.pid}, which holds the stack since ${verdict.holder.since}`,
        );
        await sleep(1000, undefined, { signal });
      }
    }
  }
}

/**
 * Makes good what an engine that was killed left in the state: each resource that was being created is put there as if
 * it were, under the id that it must have, and refreshed, which takes out again what is not there. So nothing is made
 * twice, and nobody has to say what exists. (`pulumi refresh --import-pending-creates` makes a pending import of it, which
 * nothing in pulumi's pkg/resource/deploy reads, v3.259.)
 */
export async function settlePending(
  job: TeamJob,
  atWork: TeamStackAtWork,
  options: RecoveryOptions,
): Promise<void> {
  if (!(await mayHavePending(job, atWork.stack))) return;
  const exported = JSON.parse(await pulumi(atWork, ["stack", "export"])) as { deployment: StateDeployment };
  const { deployment } = exported;
  const pending = (deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (pending.length === 0) return;
  options.tell(`looking for ${pending.length} resources that were being created`);
  const ids = await idsOf(
    job,
    deployment,
    pending.map(({ resource }) => resource),
  );
  const settled = withPendingCreates(deployment, ({ urn }) => ids.get(urn));
  // Secrets stay encrypted in it; `importStack` of the Automation API would write them out in plain text.
  const file = join(job.folder, "settled.json");
  await writeFile(file, JSON.stringify({ ...exported, deployment: settled.deployment }), { mode: 0o600 });
  await despiteLocks(job, atWork.stack, options, () => pulumi(atWork, ["stack", "import", "--file", file]));
  await rm(file);
  if (settled.urns.length === 0) return;
  await despiteLocks(job, atWork.stack, options, () =>
    atWork.stack.refresh({ target: [...settled.urns], color: "never", signal: options.signal }),
  );
}

/** A state in a folder can be looked into without an engine; any other is exported. */
async function mayHavePending({ backend, store, stack: name }: TeamJob, stack: Stack): Promise<boolean> {
  if (backend !== undefined) return true;
  const { name: project } = await stack.workspace.projectSettings();
  const file = join(store, "state", ".pulumi", "stacks", project, `${name}.json`);
  const state = await readFile(file, "utf8").catch(() => "");
  return state.includes('"pending_operations"');
}

async function idsOf(
  job: TeamJob,
  deployment: StateDeployment,
  pending: readonly ResourceInState[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  let ask: AskWorkspace | undefined;
  for (const resource of pending) {
    const known = idOfPending(resource, job.placement.subscription);
    if (known === undefined && serviceChosen.has(resource.type)) ask ??= await workspaceOf(job, deployment);
    const id = known ?? (ask && (await serviceIdOf(resource, ask)));
    if (id !== undefined) ids.set(resource.urn, id);
  }
  return ids;
}

/** The team's workspace, asked as whoever runs the program. */
async function workspaceOf(
  { team, rehearsed }: TeamJob,
  { resources = [] }: StateDeployment,
): Promise<AskWorkspace> {
  const found = resources.find(({ type }) => type === "azure-native:databricks:Workspace");
  const host = String(found?.outputs?.["workspaceUrl"]);
  if (rehearsed === undefined) {
    const token = await databricksToken(process.env["DATABRICKS_TOKEN"])();
    return workspaceAt({ host, headers: { Authorization: `Bearer ${token}` }, loopbackPort: undefined });
  }
  const clouds = new CloudsClient({ address: rehearsed.clouds });
  const headers = {
    Authorization: "Bearer rehearsal",
    "X-Databricks-Azure-Workspace-Resource-Id": found?.id ?? "",
    "X-Databricks-Azure-SP-Management-Token": "rehearsal",
  };
  return workspaceAt({ host, headers, loopbackPort: await clouds.workspacesOf(team) });
}
