import { Argument, Command } from "commander";
import { lastStep, lostBetween } from "../../program/steps";
import { wholeNumber } from "../wholeNumber";
import { operate, type OperatedEvent } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";

interface StepOptions extends OperateOptions {
  readonly remove: boolean;
}

/** `step N [TEAMS]` */
export function stepCommand(): Command {
  return withOperateOptions(new Command("step"))
    .addArgument(new Argument("<step>", `1 to ${lastStep}`).argParser(wholeNumber(1, lastStep)))
    .argument("[teams...]", "only these")
    .description(
      "brings the teams to a step, all at once; to the last one a team first, because clusters start there",
    )
    .option("--remove", "also take teams back to it, with the data of the steps after it", false)
    .action(async (step: number, names: string[], options: StepOptions) => {
      const again = `step ${step}${options.remove ? " --remove" : ""}`;
      const verb = { verb: "step", again, names, options, today: new Date() } as const;
      process.exitCode = await operate(verb, (operated) => {
        if (!options.remove) refuseLowering(operated, step);
        const canary = step === lastStep ? "done" : "started";
        return operated.run("step", "up", placed(operated, { step }), canary);
      });
    });
}

/** @throws Error that lists whose what goes. */
function refuseLowering({ teams, standing }: OperatedEvent, to: number): void {
  const lowered = teams.flatMap(({ name }) => {
    const from = standing.get(name)?.step ?? 0;
    if (from <= to) return [];
    const lost = lostBetween(from, to);
    return [`  ${name}, at step ${from}: ${lost.length > 0 ? lost.join("; ") : "nothing that is its own"}`];
  });
  if (lowered.length === 0) return;
  throw new Error(
    [`step ${to} would take teams back, and delete:`, ...lowered, "Add --remove if that is wanted."].join(
      "\n",
    ),
  );
}
