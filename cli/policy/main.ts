/** `npm run policy`: checks a stack, or every shape of the program, against the rules of `policy/`. */
import { endWith } from "../endWith";
import { failOnOutputFailure } from "../outputFailure";
import { pulumi } from "../pulumi";
import { checkPolicy, exitCodes } from "./command";

failOnOutputFailure();
endWith(
  checkPolicy(process.argv.slice(2), { print: (line) => console.log(line), pulumi, input: process.stdin }),
  exitCodes.notChecked,
);
