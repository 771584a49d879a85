import { Command } from "commander";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { checkCommand } from "./check";
import { estimateCommand } from "./estimate";
import { initCommand } from "./init";

/** Something could not be asked, or was refused before anything was asked. */
const NOT_ASKED = 2;

const command = new Command("npm run event --")
  .description("Operates a whole event from one file.")
  .addCommand(initCommand())
  .addCommand(checkCommand())
  .addCommand(estimateCommand());

failOnOutputFailure();
command.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = NOT_ASKED;
});
