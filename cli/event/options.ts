import { InvalidArgumentError, Option, type Command } from "commander";
import { rehearsedFaults, type RehearsedFault } from "../../event/rehearsal/faults";
import { wholeNumber } from "../wholeNumber";
import { EVENT_FILE } from "./eventFile";

/** What every verb can be told. */
export interface EventOptions {
  readonly file: string;
  readonly rehearse: boolean;
  readonly json: boolean;
}

/** What every verb that changes teams can be told. */
export interface OperateOptions extends EventOptions {
  readonly atOnce?: number;
  readonly speed: number;
  readonly fault: Readonly<Record<string, RehearsedFault>>;
  readonly takeOver: boolean;
  readonly canary: boolean;
}

/** Adds the options that every verb takes. */
export function withEventOptions(command: Command): Command {
  return command
    .option("--file <file>", "the event's file", EVENT_FILE)
    .option("--rehearse", "on simulated clouds on this machine; nothing reaches Azure", false)
    .option("--json", "print each thing that happens as a line of JSON", false);
}

/** Adds the options that every verb takes which starts a process for each team. */
export function withOperateOptions(command: Command): Command {
  return withEventOptions(command)
    .addOption(
      new Option("--speed <number>", "times as fast as Azure the clouds of a rehearsal are; 0: instant")
        .default(10)
        .argParser(wholeNumber(0, 1000)),
    )
    .addOption(
      new Option("--at-once <number>", "teams that are worked for at once").argParser(wholeNumber(1, 100)),
    )
    .addOption(
      new Option("--fault <team:kind>", "in a rehearsal: what goes wrong for a team; may be repeated")
        .default({})
        .argParser(readFault),
    )
    .option("--take-over", "end whoever operates the event now, and break locks of other machines", false)
    .option("--no-canary", "start all teams at once, not one alone first");
}

function readFault(
  text: string,
  before: Readonly<Record<string, RehearsedFault>>,
): Readonly<Record<string, RehearsedFault>> {
  const [team = "", kind = ""] = text.split(":");
  const known = Object.keys(rehearsedFaults) as RehearsedFault[];
  const found = known.find((each) => each === kind);
  if (found === undefined) throw new InvalidArgumentError(`Write TEAM:KIND; a kind is ${known.join(", ")}.`);
  return { ...before, [team]: found };
}
