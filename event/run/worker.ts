import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failureOf, kindOf } from "../../program/failures";
import { endWith } from "../../runtime/engine/traced";
import { keepToThisMachine } from "../../runtime/ownEnvironment";
import { CloudsClient } from "../rehearsal/client";
import { EngineEars } from "./engineEvents";
import type { TeamFailure, TeamJob, TeamNews, TeamOrder, TeamResult } from "./job";
import { endLeftProcesses, TEAM_FOLDER } from "./leftProcesses";
import { despiteLocks, settlePending, type RecoveryOptions } from "./recover";
import { secretFilter, type SecretFilter } from "./secretFilter";
import { openTeamStack, pulumi, type TeamStackAtWork } from "./stackOf";

/** How long a cancelled engine waits for what it has begun, and from then until it is killed, ms. */
const END_LIMITS = { again: 120_000, kill: 20_000 } as const;

/**
 * The process of one team and one command: takes one job from its coordinator, does it, and ends. A process of its own,
 * because an inline program of Pulumi's SDK takes every error of its process for its own (automation/server.js).
 */
export async function work(): Promise<void> {
  const cancel = new AbortController();
  // A coordinator that is gone can be told nothing: what is begun ends, and the next one goes on.
  process.on("disconnect", () => cancel.abort(new Error("the coordinator has ended")));
  // Nobody may read what is written here any longer. Unheard, the error goes to the program's SDK, which writes it there.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // What a killed engine leaves in its program; its command has failed by then.
  process.on("unhandledRejection", () => undefined);
  const job = await new Promise<TeamJob>((resolve) => {
    process.on("message", (order: TeamOrder) => {
      if (order === "cancel") cancel.abort(new Error("cancelled"));
      else resolve(order.job);
    });
  });
  const result = await resultOf(job, cancel.signal);
  await tellLast({ is: "result", result });
  process.exit(0);
}

function tell(news: TeamNews): void {
  if (process.connected) process.send?.(news);
}

async function tellLast(news: TeamNews): Promise<void> {
  if (process.connected) await new Promise((resolve) => process.send?.(news, resolve));
}

async function resultOf(job: TeamJob, signal: AbortSignal): Promise<TeamResult> {
  const ears = new EngineEars(tell);
  let atWork: TeamStackAtWork | undefined;
  try {
    const options: RecoveryOptions = { tell: (phase) => tell({ is: "phase", phase }), signal };
    await endLeftProcesses(job.folder, {
      signal,
      sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
      onWait: (left) =>
        options.tell(`waiting for process ${left.map(({ pid }) => pid).join(", ")} of an earlier run`),
    });
    options.tell("opening the stack");
    atWork = await openTeamStack(job, await environmentOf(job));
    await settlePending(job, atWork, options);
    await run(job, atWork, { ...options, ears });
    const step = job.command === "down" ? 0 : atWork.step;
    return { outcome: "done", changed: ears.changed, failures: [], kind: undefined, step };
  } catch (error) {
    const failures = await withoutSecrets(job, atWork, failuresOf(ears, error));
    const outcome = signal.aborted ? "cancelled" : "failed";
    const kind = kindOf(failures.map(({ text }) => text));
    return {
      outcome,
      changed: ears.changed,
      failures,
      kind: outcome === "failed" ? kind : undefined,
      step: atWork?.step,
    };
  }
}

async function run(
  job: TeamJob,
  { stack, engine }: TeamStackAtWork,
  options: RecoveryOptions & { readonly ears: EngineEars },
): Promise<void> {
  const { signal, ears } = options;
  const watch = { color: "never" as const, onEvent: ears.hear.bind(ears), signal };
  options.tell(job.command === "up" ? "creating" : "deleting");
  await despiteLocks(job, stack, options, () =>
    endWith(
      signal,
      engine,
      async () => void (job.command === "up" ? await stack.up(watch) : await stack.destroy(watch)),
      END_LIMITS,
    ),
  );
  if (job.command !== "down") return;
  options.tell("removing the stack");
  await stack.workspace.removeStack(stack.name);
  await rm(join(job.folder, "work"), { recursive: true, force: true });
  if (job.rehearsed) await new CloudsClient({ address: job.rehearsed.clouds }).gone(job.team);
}

/** In a rehearsal nothing of the shell's sign-ins is left, and the engine finds the simulated clouds. */
async function environmentOf(job: TeamJob): Promise<Readonly<Record<string, string>>> {
  // Whoever starts forty engines has installed their plugins before.
  const own = { [TEAM_FOLDER]: job.folder, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
  if (job.rehearsed === undefined) return own;
  keepToThisMachine(process.env);
  const { clouds, fault } = job.rehearsed;
  const client = new CloudsClient({ address: clouds });
  const visit = { ...job.placement, team: job.team, pid: process.pid, fault };
  return { ...own, ...(await client.serve(visit)) };
}

/** The engine's diagnostics where it gave some, else the error itself. */
function failuresOf(ears: EngineEars, error: unknown): readonly TeamFailure[] {
  if (ears.failures.length > 0) return ears.failures;
  return [{ resource: undefined, text: error instanceof Error ? error.message : String(error) }];
}

/** How much of an engine's text is shown; the log has all of it. */
const SHOWN_LENGTH = 2000;

async function withoutSecrets(
  job: TeamJob,
  atWork: TeamStackAtWork | undefined,
  failures: readonly TeamFailure[],
): Promise<readonly TeamFailure[]> {
  const filter = await filterOf(atWork);
  const clean = failures.map(({ resource, text }) => ({ resource, text: filter(text) }));
  const lines = clean.map(({ resource, text }) => `${resource ?? job.team}: ${text}\n`);
  const log = join(job.folder, "failures.log");
  await appendFile(log, `${new Date().toISOString()} ${job.command}\n${lines.join("")}`, { mode: 0o600 });
  return clean.map(({ resource, text }) => {
    const known = failureOf(text);
    const advice = known ? `\n${known.means} ${known.remedy}` : "";
    return { resource, text: text.slice(0, SHOWN_LENGTH) + advice };
  });
}

async function filterOf(atWork: TeamStackAtWork | undefined): Promise<SecretFilter> {
  if (atWork === undefined) return secretFilter(undefined);
  const shown = await pulumi(atWork, ["stack", "export", "--show-secrets"]).catch(() => "null");
  return secretFilter(JSON.parse(shown), atWork.secrets);
}
