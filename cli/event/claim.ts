import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { claimSpare, removeTeam, type NewTeam } from "../../event/file/edit";
import { readEventText } from "../../event/file/readEventFile";
import { operate, requireEngine } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed, standingTeams } from "./placed";

interface ClaimOptions extends OperateOptions {
  readonly label?: string;
  readonly member: readonly string[];
}

/** `claim SPARE` */
export function claimCommand(): Command {
  return withOperateOptions(new Command("claim"))
    .argument("<spare>", "such as spare-1")
    .description(
      "gives a team in stock to late comers: a label, and roles for its members; nothing else is created",
    )
    .option("--label <text>", "what people call the team")
    .option("--member <id>", "Entra object id, a group's as group:ID; may be repeated", gather, [])
    .action(async (spare: string, options: ClaimOptions) => {
      const { file, label, member } = options;
      const team: NewTeam = { name: spare, ...(label !== undefined && { label }), members: member };
      const edit = (text: string): string => claimSpare(text, file, team);
      const verb = { verb: "claim", again: "up", names: [spare], options, today: new Date(), edit } as const;
      process.exitCode = await operate(verb, async (operated) => {
        // Only now: without an engine, or while another command has the event, the file stays as it is.
        await writeFile(file, operated.text);
        return await operated.run("claim", "up", placed(operated), "none");
      });
    });
}

const gather = (id: string, before: readonly string[]): readonly string[] => [...before, id];

/** `remove TEAM` */
export function removeCommand(): Command {
  return withOperateOptions(new Command("remove"))
    .argument("<team>", "which")
    .description("destroys a team's resources, with their data, and takes it out of the event's file")
    .action(async (name: string, options: OperateOptions) => {
      const { file } = options;
      await requireEngine();
      // Refused before anything is destroyed.
      removeTeam(await readEventText(file), file, name);
      const verb = { verb: "remove", again: "remove", names: [name], options, today: undefined } as const;
      const code = await operate(verb, (operated) =>
        operated.run("remove", "down", standingTeams(operated, [name]), "none"),
      );
      // Read anew: what somebody has written into it in the meantime stays.
      if (code === 0) await writeFile(file, removeTeam(await readEventText(file), file, name));
      process.exitCode = code;
    });
}
