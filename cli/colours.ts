import { createColors } from "picocolors";

/**
 * Colours for what is printed on standard output: none unless that is a terminal. (Left to itself the library
 * also colours wherever `CI` is set, and logs are read by people and programs that want none.)
 */
export const colours = createColors(process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined);
