import { Command } from "commander";

/** @param name what starts it, e.g. `npm run verify --`. @returns a command that refuses what it does not know, and then leaves the process alone. */
export function strictCommand(name: string): Command {
  return new Command(name)
    .allowExcessArguments(false)
    .showHelpAfterError(`(${name} --help lists the options)`)
    .exitOverride();
}
