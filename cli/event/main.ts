import { Command } from "commander";
import { errorText } from "../errorText";
import { reachLoopbackDirectly } from "../../runtime/ownEnvironment";
import { failOnOutputFailure } from "../outputFailure";
import { addCommand } from "./add";
import { boardCommand } from "./board";
import { checkCommand } from "./check";
import { claimCommand, removeCommand } from "./claim";
import { downCommand } from "./down";
import { dueCommand } from "./due";
import { estimateCommand } from "./estimate";
import { handoutCommand } from "./handout";
import { initCommand } from "./init";
import { markCommand } from "./mark";
import { reportCommand } from "./report";
import { resetCommand } from "./reset";
import { statusCommand } from "./status";
import { stepCommand } from "./step";
import { sweepCommand } from "./sweep";
import { upCommand } from "./up";
import { verifyCommand } from "./verify";

/** Something could not be asked, or was refused before anything was asked. */
const NOT_ASKED = 2;

const command = new Command("npm run event --")
  .description("Operates a whole event from one file.")
  .addCommand(initCommand())
  .addCommand(checkCommand())
  .addCommand(estimateCommand())
  .addCommand(upCommand())
  .addCommand(stepCommand())
  .addCommand(statusCommand())
  .addCommand(boardCommand())
  .addCommand(markCommand())
  .addCommand(verifyCommand())
  .addCommand(handoutCommand())
  .addCommand(dueCommand())
  .addCommand(addCommand())
  .addCommand(claimCommand())
  .addCommand(resetCommand())
  .addCommand(reportCommand())
  .addCommand(removeCommand())
  .addCommand(downCommand())
  .addCommand(sweepCommand());

failOnOutputFailure();
reachLoopbackDirectly(process.env);
command.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = NOT_ASKED;
});
