import type { Stack } from "@pulumi/pulumi/automation";
import challenge from "../../index";
import { lastStep } from "../../program/steps";
import { run } from "../../runtime/command";
import { changeSettings, openStack } from "../../runtime/engine/stack";
import { trace, type TracedEngine } from "../../runtime/engine/traced";
import { readSecretValues } from "../file/secrets";
import type { StateDeployment } from "./halfMade";
import type { TeamJob } from "./job";
import { plainSettingsIn, settingsToSet } from "./stackSettings";
import { stepReached } from "./stepReached";

/** A team's stack, ready for a command, and the engine that runs it. */
export interface TeamStackAtWork {
  readonly stack: Stack;
  readonly engine: TracedEngine;
  /** Values of the team's secret settings. */
  readonly secrets: readonly string[];
  /** To which step its settings bring it; undefined where it is to go. */
  readonly step: number | undefined;
}

/** Opens the stack, creating it for an `up` if there is none, with exactly the settings that the event gives it. */
export async function openTeamStack(
  job: TeamJob,
  environment: Readonly<Record<string, string>>,
): Promise<TeamStackAtWork> {
  const engine = await trace({ ...job.engine, origin: "path" }, job.folder);
  const stack = await openStack({
    engine,
    name: job.stack,
    folder: job.folder,
    store: job.store,
    home: job.home,
    ...(job.backend !== undefined && { backend: job.backend }),
    program: challenge,
    environment,
  });
  withoutQuestions(stack);
  const atWork = { stack, engine, secrets: [], step: undefined };
  if (job.command === "down") return atWork;
  const secret = await secretsOf(job);
  const { step, plain } = await plainSettings(job, atWork);
  await changeSettings(stack, { plain, secret });
  return { ...atWork, step, secrets: Object.values(secret) };
}

/** Runs any other command of the engine on a team's stack. @returns what it printed. */
export async function pulumi({ stack, engine }: TeamStackAtWork, args: readonly string[]): Promise<string> {
  const { workDir, envVars, pulumiHome } = stack.workspace;
  const environment = { ...envVars, ...(pulumiHome !== undefined && { PULUMI_HOME: pulumiHome }) };
  const all = [...args, "--stack", stack.name, "--non-interactive"];
  const ended = await run(engine.command.command, all, { cwd: workDir, env: environment });
  if (ended.code !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${ended.stderr.trim()}`);
  return ended.stdout;
}

/** After a command the Automation API asks three times more what nobody here wants to know, each time by an engine. */
function withoutQuestions(stack: Stack): void {
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
}

async function secretsOf({
  secrets,
  secretsFrom,
  rehearsed,
}: TeamJob): Promise<Readonly<Record<string, string>>> {
  // A rehearsal reaches no cloud: nobody has to have the secrets for it.
  if (rehearsed) return Object.fromEntries(Object.keys(secrets).map((name) => [name, `rehearsed-${name}`]));
  return await readSecretValues({ secrets }, secretsFrom, process.env);
}

async function plainSettings(
  job: TeamJob,
  atWork: TeamStackAtWork,
): Promise<{ readonly step: number; readonly plain: Record<string, unknown> }> {
  const { stack } = atWork;
  const { name: project } = await stack.workspace.projectSettings();
  const { config = {} } = await stack.workspace.stackSettings(stack.name);
  const before = plainSettingsIn(config, project);
  const step = stepFor(job, Number(before["throughStep"] ?? (await adoptedStep(atWork))));
  const plain = {
    ...settingsToSet(before, job.settings),
    throughStep: String(step),
    "azure-native:subscriptionId": job.placement.subscription,
  };
  return { step, plain };
}

/** A stack without settings was created just now, or made by hand or elsewhere: then its state says how far it is. */
async function adoptedStep(atWork: TeamStackAtWork): Promise<number> {
  const { deployment } = JSON.parse(await pulumi(atWork, ["stack", "export"])) as {
    deployment: StateDeployment;
  };
  return stepReached(deployment.resources ?? []);
}

/** An `up` lowers no team: what a `step` has raised stays. */
function stepFor({ step, settings }: TeamJob, before: number): number {
  if (step !== undefined) return step;
  return Math.max(before, Number(settings["throughStep"] ?? lastStep));
}
