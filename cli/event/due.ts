import { Command } from "commander";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { readJournal } from "../../event/journal/journal";
import { standingStacks } from "../../event/run/standing";
import { dueVerb, notBelow, type DueVerb } from "../../event/schedule/due";
import { lastStep } from "../../program/steps";
import { takeDown } from "./down";
import { eventFileOf } from "./eventFile";
import { operate } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";
import { placementFor } from "./up";

interface DueOptions extends OperateOptions {
  readonly run: boolean;
}

/** `due` */
export function dueCommand(): Command {
  return withOperateOptions(new Command("due"))
    .description(
      "says what the schedule wants by now and has not happened, for cron or a workflow; ends with 1 if there is something",
    )
    .option("--run", "do it", false)
    .action(async (options: DueOptions) => {
      const now = new Date();
      const due = await dueNow(options, now);
      const print = options.json && options.run ? console.error : console.log;
      if (options.json && !options.run) console.log(JSON.stringify(due === undefined ? null : toldOf(due)));
      else print(due === undefined ? "nothing is due" : dueLine(due));
      if (due === undefined) return;
      process.exitCode = options.run ? await carryOut(due, options, now) : 1;
    });
}

async function dueNow(options: DueOptions, now: Date): Promise<DueVerb | undefined> {
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, options.rehearse);
  const standing = new Set((await standingStacks(folder)).keys());
  return dueVerb(event, { journal: await readJournal(folder.journal), standing }, now);
}

/** What is due, in the words of the event's file. */
function toldOf({ scheduled: { at, verb, step }, teams }: DueVerb): object {
  return { at: at.toISOString(), do: verb, ...(step !== undefined && { step }), teams };
}

function dueLine({ scheduled: { at, verb, step }, teams }: DueVerb): string {
  const what = step === undefined ? verb : `${verb} to step ${step}`;
  return `due since ${at.toISOString()}: ${what}, for ${teams.join(", ")}`;
}

/** @returns the exit code. */
function carryOut({ scheduled, teams: names }: DueVerb, options: DueOptions, now: Date): Promise<number> {
  const { verb, step } = scheduled;
  const again = step === undefined ? verb : `step ${step}`;
  const today = verb === "down" ? undefined : now;
  return operate({ verb, again, names, options, today }, async (operated) => {
    if (verb === "down") return await takeDown(operated, names);
    const answer = await placementFor(operated, options);
    const teams = placed(operated, { answer, step }).map((each) => ({
      ...each,
      step: notBelow(operated.standing.get(each.team.name)?.step, step),
    }));
    return await operated.run(verb, "up", teams, step === lastStep ? "done" : "started");
  });
}
