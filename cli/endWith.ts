import { CommanderError } from "commander";
import { errorText } from "./errorText";

/**
 * Ends the process with a command's exit code. An error is printed, and ends it with another; what is wrong with the command
 * line, or its help, has been printed.
 */
export function endWith(command: Promise<number>, failed: number): void {
  command.then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      if (!(error instanceof CommanderError)) console.error(errorText(error));
      process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : failed;
    },
  );
}
