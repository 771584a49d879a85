import { Command } from "commander";
import { operate } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";

/** `reset TEAMS` */
export function resetCommand(): Command {
  return withOperateOptions(new Command("reset"))
    .argument("<teams...>", "which")
    .description("destroys a team's resources, with their data, and creates them anew at the step it was at")
    .action(async (names: string[], options: OperateOptions) => {
      const verb = { verb: "reset", again: "reset", names, options, today: new Date() } as const;
      process.exitCode = await operate(verb, async (operated) => {
        const { standing, run } = operated;
        const teams = placed(operated);
        const down = await run(
          "reset",
          "down",
          teams.filter(({ team }) => standing.has(team.name)),
          "none",
        );
        const left = new Set(down.filter(({ outcome }) => outcome !== "done").map(({ team }) => team));
        const again = teams
          .filter(({ team }) => !left.has(team.name))
          .map((each) => ({ ...each, step: standing.get(each.team.name)?.step }));
        const up = await run("reset", "up", again, "none");
        return [...down.filter(({ team }) => left.has(team)), ...up];
      });
    });
}
