/** `npm run policy`: checks a stack, or every shape of the program, against the rules of `policy/`. */
import { CommanderError } from "commander";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { pulumi } from "../pulumi";
import { checkPolicy, exitCodes } from "./command";

failOnOutputFailure();
checkPolicy(process.argv.slice(2), { print: (line) => console.log(line), pulumi, input: process.stdin }).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof CommanderError)) console.error(errorText(error));
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : exitCodes.notChecked;
  },
);
