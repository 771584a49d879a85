import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { addTeam } from "../../event/file/edit";
import { lastStep } from "../../program/steps";
import { wholeNumber } from "../wholeNumber";
import { operate } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";
import { placementFor } from "./up";

interface AddOptions extends OperateOptions {
  readonly step?: number;
}

/** `add TEAMS` */
export function addCommand(): Command {
  return withOperateOptions(new Command("add"))
    .argument("<teams...>", "names of the new teams")
    .description(
      "writes late teams into the event's file, checks, and creates them; the other teams are left alone",
    )
    .addOption(
      new Option("--step <number>", "how far they are brought, if not as far as the file says").argParser(
        wholeNumber(1, lastStep),
      ),
    )
    .action(async (given: string[], options: AddOptions) => {
      const { file, step } = options;
      const names = given.map((name) => name.trim().toLowerCase());
      const edit = (text: string): string =>
        names.reduce((before, name) => addTeam(before, file, { name }), text);
      // The file has them by then.
      const again = step === undefined ? "up" : `step ${step}`;
      const verb = { verb: "add", again, names, options, today: new Date(), edit } as const;
      process.exitCode = await operate(verb, async (operated) => {
        const teams = placed(operated, { answer: await placementFor(operated, options), step });
        // Only now: what a check refuses leaves the file as it was.
        await writeFile(file, operated.text);
        return await operated.run("add", "up", teams);
      });
    });
}
