import type { Command } from "commander";
import { EVENT_FILE } from "./eventFile";

/** What every verb can be told. */
export interface EventOptions {
  readonly file: string;
  readonly rehearse: boolean;
  readonly json: boolean;
}

/** Adds the options that every verb takes. */
export function withEventOptions(command: Command): Command {
  return command
    .option("--file <file>", "the event's file", EVENT_FILE)
    .option("--rehearse", "on simulated clouds on this machine; nothing reaches Azure", false)
    .option("--json", "print each thing that happens as a line of JSON", false);
}
