/** `npm run settings`: says what is wrong with a stack's settings, without an engine or a cloud. */
import { endWith } from "../endWith";
import { failOnOutputFailure } from "../outputFailure";
import { checkSettings, exitCodes } from "./check";

failOnOutputFailure();
endWith(
  checkSettings(process.argv.slice(2), { today: new Date(), print: (line) => console.log(line) }),
  exitCodes.notRead,
);
