import { Command } from "commander";
import { errorText } from "../errorText";
import { claimCommand, removeCommand } from "./claim";
import { downCommand } from "./down";
import { resetCommand } from "./reset";
import { statusCommand } from "./status";
import { stepCommand } from "./step";
import { upCommand } from "./up";

const command = new Command("npm run event --")
  .description("Operates a whole event from one file.")
  .addCommand(upCommand())
  .addCommand(stepCommand())
  .addCommand(statusCommand())
  .addCommand(claimCommand())
  .addCommand(resetCommand())
  .addCommand(removeCommand())
  .addCommand(downCommand());

command.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = 1;
});
