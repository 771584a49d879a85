import { type Command, InvalidArgumentError, Option } from "commander";
import { strictCommand } from "../strictCommand";
import { projectSettings } from "../../event/file/projectSettings";
import { lastStep, steps } from "../../program/steps";
import { parseDuration } from "../duration";
import { portOption, wholeNumber } from "../wholeNumber";

/** What `npm start` was asked to do. */
export interface StartOptions {
  /** The team whose challenge to run. */
  readonly team: string;
  /** How far to bring the team, 1 to {@link lastStep}. */
  readonly throughStep: number;
  /** Clicks a second that the generator sends. */
  readonly rate: number;
  /** Further settings of the stack by name; they override those that the other options set. */
  readonly config: Readonly<Record<string, string>>;
  /** Seconds to run once clicks are counted; undefined: until interrupted. */
  readonly forSeconds: number | undefined;
  /** Whether to serve the live page. */
  readonly page: boolean;
  /** The page's port on 127.0.0.1; undefined: any free one. */
  readonly port: number | undefined;
}

function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  if (at < 1) throw new InvalidArgumentError("Write it as SETTING=VALUE, for example lakeAccess=accountKey.");
  const names = Object.keys(projectSettings());
  if (!names.includes(name))
    throw new InvalidArgumentError(`Unknown setting "${name}". The settings are ${names.join(", ")}.`);
  return { ...before, [name]: text.slice(at + 1) };
}

function duration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** The options as commander reads them and `--help` shows them. */
function startCommand(): Command {
  return strictCommand("npm start --")
    .description("Runs the whole challenge on this machine, on real services, and shows clicks per product.")
    .option("--team <name>", "team whose challenge to run", "local")
    .addOption(
      new Option(
        "--through-step <step>",
        `how far to bring the team: ${steps.map(({ number, name }) => `${number} ${name.toLowerCase()}`).join(", ")}`,
      )
        .argParser(wholeNumber(1, lastStep))
        .default(lastStep),
    )
    .addOption(
      new Option("--rate <clicks>", "clicks a second that the generator sends")
        .argParser(wholeNumber(1, 40_000))
        .default(100),
    )
    .option(
      "--config <setting=value>",
      "another setting of the stack, for example lakeAccess=accountKey; may be repeated",
      setting,
      {},
    )
    .addOption(
      new Option(
        "--for <duration>",
        "stop after this time, for example 60s or 2m, and check that every click arrived once",
      ).argParser(duration),
    )
    .addOption(portOption())
    .option("--no-page", "do not serve the live page");
}

/**
 * Reads the command line.
 *
 * @param args the arguments without node's own.
 * @throws CommanderError after it has printed what is wrong, or the help.
 */
export function readOptions(
  args: readonly string[],
  output?: { readonly write: (text: string) => void },
): StartOptions {
  const command = startCommand();
  if (output) command.configureOutput({ writeOut: output.write, writeErr: output.write });
  command.parse(args, { from: "user" });
  const given = command.opts<{
    team: string;
    throughStep: number;
    rate: number;
    config: Record<string, string>;
    for?: number;
    page: boolean;
    port?: number;
  }>();
  if (given.port !== undefined && !given.page)
    command.error("error: --port is the page's: it cannot be used with --no-page");
  return {
    team: given.team,
    throughStep: given.throughStep,
    rate: given.rate,
    config: given.config,
    forSeconds: given.for,
    page: given.page,
    port: given.port,
  };
}
