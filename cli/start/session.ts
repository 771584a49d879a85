import { createPage, TableWatch } from "../../page";
import { createSimulatedCloud } from "../../emulator";
import { engineHere, type Engine } from "../../runtime/engine";
import { RunningServices } from "../../emulator/runningServices";
import { folderIn } from "../../runtime/ownFolder";
import { clientOf, removeSessionInfo, writeSessionInfo, type SessionInfo } from "../sessionInfo";
import { prepareToolchain, type Toolchain } from "../../runtime/toolchain";
import { deployInProcess, type DeployOptions } from "./deployment";
import { deployByEngine } from "./engineDeployment";
import { Cleanup } from "./cleanup";
import type { TeamClaim } from "./claim";
import { sessionInfoOf, whatNext } from "./sessionInfo";
import { laptopTuning } from "../../runtime/laptopTuning";
import { removeLeftovers, stackFolderOf } from "./leftovers";
import { copyLogs } from "./logs";
import type { StartOptions } from "./options";
import { StepsFromEvents } from "./steps";
import { streamStateOf } from "./streamState";
import type { View } from "./view";
import { watch, type RunningSession } from "./watch";

/** What {@link runSession} is given. */
export interface SessionOptions {
  readonly options: StartOptions;
  readonly view: View;
  /** Aborted when somebody stops the session. */
  readonly signal: AbortSignal;
  /** What it may use; given back at the end. */
  readonly claim: TeamClaim;
}

/** A session, and what it has to do at its end. */
type OwnSession = Omit<SessionOptions, "claim"> & TeamClaim & { readonly cleanup: Cleanup };

/**
 * Deploys the challenge, shows it until its time is over or somebody stops it, and removes it.
 *
 * @returns the process's exit code: 0 where all went well, 1 where a click was lost or doubled.
 * @throws Error with everything that went wrong while it was deployed, shown or removed; none for what a stop causes.
 */
export async function runSession(session: SessionOptions): Promise<number> {
  const { view, signal, claim } = session;
  const { team, folders, lock } = claim;
  const cleanup = new Cleanup();
  const errors: Error[] = [];
  let code = 0;
  try {
    code = await watch(session, await provision({ ...session, ...claim, cleanup }));
  } catch (error) {
    if (!signal.aborted) errors.push(error instanceof Error ? error : new Error(String(error)));
  }
  view.settle();
  const logs = await copyLogs(team, folders);
  const begun = cleanup.size > 0;
  errors.push(...(await cleanup.run()));
  const named = errors.length > 0 ? await logs.keep() : undefined;
  await logs.drop().catch((error: Error) => errors.push(error));
  await lock.release();
  view.settle();
  if (errors.length === 0) {
    if (begun) view.say("nothing is left: no process, no port, no folder");
    return code;
  }
  const said = errors.map(({ message }) => message).join("\n");
  throw new Error(named?.(said) ?? said);
}

/** Prepares the toolchain and looks for an engine, at the same time. If one fails, the other is stopped. */
async function prepare({ view, signal, folders }: OwnSession): Promise<[Toolchain, Engine | string]> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const preparations = [
    prepareToolchain({
      folder: folders.toolchain,
      onProgress: (event) => view.setUp(event),
      signal: either,
    }),
    engineHere({ signal: either }),
  ] as const;
  try {
    return await Promise.all(preparations);
  } finally {
    end.abort();
    await Promise.allSettled(preparations);
    view.settle();
  }
}

/** Creates everything. Whatever is created is noted in `cleanup` at once, even if the rest then fails. */
async function provision(session: OwnSession): Promise<RunningSession> {
  const { options, view, signal, team, settings, folders, cleanup } = session;
  if (await removeLeftovers(team, folders))
    view.say("removed the leftovers of an earlier session of this team");
  const [toolchain, engine] = await prepare(session);
  view.say(
    typeof engine === "string"
      ? "no Pulumi engine found: running the program in this process (`npm run engine` downloads one)"
      : `running the program with Pulumi ${engine.version}`,
  );
  const folder = folderIn(folders.challenges, team);
  const services = new RunningServices({
    challenges: folders.challenges,
    name: team,
    toolchain,
    tuning: laptopTuning,
    signal,
  });
  cleanup.add(() => services.close());
  const cloud = createSimulatedCloud({ localServices: services });
  const steps = new StepsFromEvents();
  const deployment: DeployOptions = {
    cloud,
    settings,
    stack: team,
    onEvent: (event) => {
      steps.hear(event);
      view.resource(event);
    },
    signal,
  };
  const deployed = await (typeof engine === "string"
    ? deployInProcess(deployment)
    : deployByEngine(engine, stackFolderOf(folders.challenges, team), deployment));
  cleanup.add(() => deployed.destroy());
  if (deployed.failure) throw deployed.failure;
  view.settle();
  const running = await sessionInfoOf(team, { outputs: deployed.outputs, services, cloud, folder });
  if (!running) return { services, tables: undefined, hints: whatNext(options, folder, undefined) };
  const client = clientOf(running);
  // One watch for the terminal and the page: each look is one query, however many look on.
  const tables = { client, watch: new TableWatch({ client, stream: () => streamStateOf(services) }) };
  cleanup.add(async () => tables.watch.close());
  const pageUrl = options.page ? await servePage(tables, running, { steps, cleanup, options }) : undefined;
  await note({ ...running, ...(pageUrl !== undefined && { pageUrl }) }, session);
  return { services, tables, hints: whatNext(options, folder, pageUrl) };
}

/** Lets other commands find the challenge. */
async function note(running: SessionInfo, { cleanup, folders }: OwnSession): Promise<void> {
  cleanup.add(() => removeSessionInfo(running.team, folders.running));
  await writeSessionInfo(running, folders.running);
}

async function servePage(
  { client, watch: tableWatch }: NonNullable<RunningSession["tables"]>,
  { schema, lakeUrl, team }: SessionInfo,
  { steps, cleanup, options: { port } }: Pick<OwnSession, "cleanup" | "options"> & { steps: StepsFromEvents },
): Promise<string> {
  const page = await createPage({
    client,
    tables: schema || lakeUrl,
    steps,
    team,
    watch: tableWatch,
    ...(port !== undefined && { port }),
  });
  cleanup.add(() => page.close("session"));
  return page.url;
}
