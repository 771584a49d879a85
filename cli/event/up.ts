import { Command } from "commander";
import { operate } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";

/** `up [TEAMS]` */
export function upCommand(): Command {
  return withOperateOptions(new Command("up"))
    .argument("[teams...]", "only these")
    .description("creates what is missing of every team, as far as its step says; it lowers none")
    .action(async (names: string[], options: OperateOptions) => {
      const verb = { verb: "up", again: "up", names, options, today: new Date() } as const;
      process.exitCode = await operate(verb, (operated) => operated.run("up", "up", placed(operated)));
    });
}
