import { join } from "node:path";
import { createPage } from "../../page";
import type { StatementClient } from "../../queries/client";
import { createGround } from "../cloud";
import { quickEngine } from "../engine";
import { Made } from "../made";
import { clientOf, removeRunning, writeRunning, type RunningChallenge } from "../running";
import { prepareToolchain } from "../toolchain";
import { deployInProcess, type DeployOptions } from "./deployment";
import { deployByEngine } from "./engineDeployment";
import { Endings } from "./endings";
import { runningChallenge, settingsFor, whatNext } from "./handover";
import { laptopTuning } from "./laptop";
import type { StartOptions } from "./options";
import { StepsFromEvents } from "./steps";
import type { View } from "./view";
import { watch, type Standing } from "./watch";

/** Everything that the start command makes lies here, in the repository's root. */
const localFolder = join(__dirname, "..", "..", ".local");

/** What {@link runSession} is given. */
export interface SessionOptions {
  readonly options: StartOptions;
  readonly view: View;
  /** Aborted when somebody wants it to end. */
  readonly signal: AbortSignal;
}

/**
 * Makes the challenge, shows it until its time is over or somebody wants it to end, and takes it down again.
 *
 * @returns the process's exit code: 0 where all went well, 1 where a click was lost or doubled.
 * @throws what kept the challenge from being made, or from being taken down.
 */
export async function runSession(session: SessionOptions): Promise<number> {
  const { view, signal } = session;
  const endings = new Endings();
  const errors: Error[] = [];
  let code = 0;
  try {
    code = await watch(session, await stand(session, endings));
  } catch (error) {
    if (!signal.aborted) errors.push(error instanceof Error ? error : new Error(String(error)));
  }
  view.settle();
  errors.push(...(await endings.run()));
  view.settle();
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join("\n"));
  return code;
}

/** Makes everything; what was made has its ending from then on, whether the rest is made or not. */
async function stand(session: SessionOptions, endings: Endings): Promise<Standing> {
  const { options, view, signal } = session;
  const [toolchain, engine] = await Promise.all([
    prepareToolchain({
      folder: join(localFolder, "toolchain"),
      onProgress: (event) => view.setUp(event),
      signal,
    }),
    quickEngine({ signal }),
  ]);
  view.settle();
  view.say(
    typeof engine === "string"
      ? "no Pulumi engine is at hand: the program runs in this process (`npm run engine` gets one)"
      : `the program is run by Pulumi ${engine.version}`,
  );
  const folder = join(localFolder, "challenges", encodeURIComponent(options.team));
  const made = new Made({ folder, toolchain, tuning: laptopTuning, signal });
  endings.add(async () => {
    await made.close();
    view.say("nothing is left: no process, no port, no folder");
  });
  const ground = createGround({ parts: made });
  const steps = new StepsFromEvents();
  const deployment: DeployOptions = {
    ground,
    settings: settingsFor(options, new Date()),
    stack: options.team,
    onEvent: (event) => {
      steps.hear(event);
      view.resource(event);
    },
    signal,
  };
  const deployed = await (typeof engine === "string"
    ? deployInProcess(deployment)
    : deployByEngine(engine, join(folder, "stack"), deployment));
  endings.add(() => deployed.destroy());
  if (deployed.failure) throw deployed.failure;
  view.settle();
  const running = await runningChallenge(options, { outputs: deployed.outputs, made, ground });
  if (!running) return { made, client: undefined, hints: whatNext(options, folder, undefined) };
  const client = await open(running, endings);
  const pageUrl = options.page ? await servePage(client, running, steps, endings) : undefined;
  return { made, client, hints: whatNext(options, folder, pageUrl) };
}

/** Lets other commands find the challenge. */
async function open(running: RunningChallenge, endings: Endings): Promise<StatementClient> {
  const folder = join(localFolder, "running");
  endings.add(() => removeRunning(running.team, folder));
  await writeRunning(running, folder);
  return clientOf(running);
}

async function servePage(
  client: StatementClient,
  { schema, lakeUrl, team }: RunningChallenge,
  steps: StepsFromEvents,
  endings: Endings,
): Promise<string> {
  const page = await createPage({ client, tables: schema || lakeUrl, steps, team });
  endings.add(() => page.close());
  return page.url;
}
