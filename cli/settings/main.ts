/** `npm run settings`: says what is wrong with a stack's settings, without an engine or a cloud. */
import { CommanderError } from "commander";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { checkSettings, exitCodes } from "./check";

failOnOutputFailure();
checkSettings(process.argv.slice(2), { today: new Date(), print: (line) => console.log(line) }).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof CommanderError)) console.error(errorText(error));
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : exitCodes.notRead;
  },
);
