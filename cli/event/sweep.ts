import { dirname } from "node:path";
import { Command } from "commander";
import { databricksTokenIn } from "../../clients/databricksToken";
import { wallClock } from "../../emulator/core/clock";
import { armClients } from "../../event/armClients";
import { eventFolder, type EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { readEventFile } from "../../event/file/readEventFile";
import { readJournal } from "../../event/journal/journal";
import { lockEvent } from "../../event/lock";
import { homeOf } from "../../event/run/operation";
import { signInEnvironment } from "../../event/signIn";
import { callOnAzure, callOnLoopback } from "../../event/sweep/callWorkspace";
import type { SweepSources } from "../../event/sweep/look";
import { readPlan, writePlan } from "../../event/sweep/planFile";
import { listStacks, removeStack, type StackStore } from "../../event/sweep/stateStacks";
import { applySweep, planSweep } from "../../event/sweep/sweepEvent";
import { colours } from "../colours";
import { eventFileOf } from "./eventFile";
import { requireEngine } from "./operate";
import { withEventOptions, type EventOptions } from "./options";
import { plantRehearsal } from "./plantedRehearsal";
import { rehearsedSubscriptions } from "./rehearsedSubscriptions";
import { outcomeLine, planCode, planLines, proofLines, resultCode } from "./sweepLines";

interface SweepOptions extends EventOptions {
  readonly plan?: string;
  readonly apply?: string;
  readonly plant: boolean;
}

/** `sweep` */
export function sweepCommand(): Command {
  return withEventOptions(new Command("sweep"))
    .description(
      "looks for what the event, and those of its owner that are over, have left in subscriptions and metastores; removes what a plan says, and proves it",
    )
    .option("--plan <file>", "write there what is left over, to be read; changes nothing")
    .option("--apply <file>", "remove exactly what the plan says, within a day of it")
    .option("--plant", "in a rehearsal: leave behind first what events leave", false)
    .action(async (options: SweepOptions) => {
      const { plan, apply, plant, rehearse } = options;
      if ((plan === undefined) === (apply === undefined))
        throw new Error("say either --plan FILE or --apply FILE");
      if (plant && (!rehearse || plan === undefined))
        throw new Error("--plant is for a rehearsal's plan: add --rehearse and --plan FILE");
      process.exitCode = await sweep(options);
    });
}

/** @returns the exit code. */
async function sweep(options: SweepOptions): Promise<number> {
  const { rehearse, plant } = options;
  const say = (text: string): void => void console.error(colours.dim(text));
  const file = await eventFileOf(options, say);
  // An event that is over has been left behind all the more.
  const read = await readEventFile(file, undefined);
  const event: EventFile = rehearse ? { ...read, state: { kind: "file" }, signIn: "azureCli" } : read;
  const folder = await eventFolder(event.event, rehearse);
  // Nobody changes stacks meanwhile: what is being created has no stack that tells of it yet.
  const lock = await lockEvent(event.event, folder.lock, { takeOver: false, onWait: () => undefined });
  try {
    if (plant) await plantRehearsal(event, folder, say);
    const asked = await ask(event, folder, rehearse);
    try {
      return options.plan === undefined
        ? await carryOut(event, asked, options)
        : await lookFor(event, asked, options.plan, options);
    } finally {
      await asked.stop();
    }
  } finally {
    await lock.release();
  }
}

interface AskedClouds {
  readonly sources: SweepSources;
  readonly store: StackStore;
  stop(): Promise<void>;
}

async function ask(event: EventFile, folder: EventFolder, rehearse: boolean): Promise<AskedClouds> {
  const store: StackStore = {
    event: event.event,
    folder,
    state: event.state,
    home: homeOf(folder, rehearse),
    engine: requireEngine,
  };
  const served = rehearse ? await rehearsedSubscriptions(event, folder) : undefined;
  const environment = signInEnvironment(event.signIn, { ...process.env, ...served?.environment });
  const token = databricksTokenIn(environment);
  return {
    store,
    sources: {
      connect: armClients(environment),
      callWorkspace: served === undefined ? callOnAzure(token) : callOnLoopback(() => served.workspaces ?? 0),
      stacks: () => listStacks(store, dirname(folder.root)),
      operated: async () => new Set((await readJournal(folder.journal)).map(({ team }) => team)),
      now: () => new Date(),
    },
    stop: async () => served?.stop(),
  };
}

async function lookFor(
  event: EventFile,
  { sources }: AskedClouds,
  file: string,
  { json }: EventOptions,
): Promise<number> {
  const plan = await planSweep(event, sources);
  await writePlan(file, plan);
  const lines = json ? [JSON.stringify(plan)] : planLines(plan, file);
  for (const line of lines) console.log(line);
  return planCode(plan);
}

/** First wait between two looks whether a workspace's group is gone, in milliseconds. */
const PAUSES_MS = { azure: 2000, rehearsal: 50 } as const;

async function carryOut(
  event: EventFile,
  { sources, store }: AskedClouds,
  { apply = "", json, rehearse }: SweepOptions,
): Promise<number> {
  const plan = await readPlan(apply, event.event, sources.now());
  const print = (value: object, line: string): void => console.log(json ? JSON.stringify(value) : line);
  const result = await applySweep(plan, {
    event,
    sources,
    removeStack: (team) => removeStack(store, team),
    clock: wallClock(1),
    pauseMs: rehearse ? PAUSES_MS.rehearsal : PAUSES_MS.azure,
    tellOutcome: (outcome) => print(outcome, outcomeLine(outcome)),
    tellProof: (lists) => {
      const left = lists.filter(({ count = 0 }) => count > 0).length;
      if (left > 0) console.error(colours.dim(`${left} lists still show something; they are asked again`));
    },
  });
  const lines = json ? result.proof.map((list) => JSON.stringify(list)) : proofLines(result.proof);
  for (const line of lines) console.log(line);
  return resultCode(result);
}
