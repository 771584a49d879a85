import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Option } from "commander";
import { escapedLines } from "../../clients/escaped";
import { violationsIn, violationText, withWaivers, type Violation } from "../../policy/core/check";
import type { CheckedResource } from "../../policy/core/resource";
import { rules } from "../../policy/rules";
import { parsePolicySettings, PolicySettingsError, type PolicySettings } from "../../policy/settings";
import type { Pulumi } from "../pulumi";
import { strictCommand } from "../strictCommand";
import { resourcesOfState } from "./checkedResources";
import { previews, resourcesOfPreview } from "./preview";

/** Exit codes of the command. */
export const exitCodes = { hold: 0, broken: 1, notChecked: 2 } as const;

/** What the command line asks for. */
interface PolicyOptions {
  readonly stack?: string;
  /** A file, or `-`. */
  readonly state?: string;
  readonly policy: string;
}

/** What the command works with. */
export interface PolicyCommand {
  readonly print: (line: string) => void;
  readonly pulumi: Pulumi;
  readonly input: NodeJS.ReadableStream;
}

/** Resources that are checked together, and what they are. */
interface PolicySubject {
  readonly what: string;
  readonly stacks: readonly (readonly CheckedResource[])[];
}

/**
 * Checks what the command line names against the rules of `policy/`.
 *
 * @returns the exit code.
 * @throws Error where there is nothing to check; CommanderError after it has printed what is wrong, or the help.
 */
export async function checkPolicy(args: readonly string[], command: PolicyCommand): Promise<number> {
  const options = optionsIn(args);
  const settings = await readSettings(options.policy);
  const { what, stacks } = await subjectOf(options, command);
  const all = stacks.flatMap((stack) => violationsIn(stack, rules, settings.limits));
  const { open, waived, unused } = withWaivers(onceEach(all), settings.waivers);
  const resources = stacks.flat();
  const names = new Set(resources.map(({ name }) => name));
  for (const violation of open) command.print(escapedLines(violationText(violation)));
  for (const { rule, resource } of unused.filter((waiver) => names.has(waiver.resource)))
    command.print(escapedLines(`The waiver of ${rule} for ${resource} matches nothing here.`));
  command.print(
    `On ${what}: resources ${resources.length}, rules ${rules.length}, broken ${open.length}, waived ${waived.length}.`,
  );
  return open.length === 0 ? exitCodes.hold : exitCodes.broken;
}

function optionsIn(args: readonly string[]): PolicyOptions {
  const command = strictCommand("npm run policy --")
    .description(
      "Checks a stack against the rules of policy/; without an option, what the program declares in every shape that " +
        "its settings give it, without an engine.",
    )
    .addOption(new Option("--stack <name>", "Pulumi stack whose state to check").conflicts("state"))
    .option("--state <file>", "what `pulumi stack export` printed; - reads it from standard input")
    .option("--policy <file>", "limits and waivers", join(__dirname, "..", "..", "policy", "policy.yaml"))
    .addHelpText(
      "after",
      "\nExit code: 0 every rule holds or is waived, 1 one is broken, 2 nothing was checked.",
    );
  command.parse(args, { from: "user" });
  return command.opts<{ stack?: string; state?: string; policy: string }>();
}

async function readSettings(file: string): Promise<PolicySettings> {
  try {
    const ids = rules.map(({ id }) => id);
    return parsePolicySettings(await readText(file), ids);
  } catch (error) {
    if (!(error instanceof PolicySettingsError)) throw error;
    throw new Error(`${file}: ${error.message}`, { cause: error });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message})`, { cause: error });
  });
}

async function subjectOf(
  { stack, state }: PolicyOptions,
  { pulumi, input }: PolicyCommand,
): Promise<PolicySubject> {
  if (stack !== undefined) {
    const exported = await pulumi(["stack", "export", "--stack", stack]);
    return { what: `the stack ${stack}`, stacks: [resourcesOfState(exported)] };
  }
  if (state !== undefined) {
    const exported = state === "-" ? await text(input) : await readText(state);
    return { what: state === "-" ? "the state" : state, stacks: [resourcesOfState(exported)] };
  }
  const stacks = [];
  // One after the other: Pulumi's runtime keeps its settings for the whole process.
  for (const preview of previews) stacks.push(await resourcesOfPreview(preview));
  return { what: `${previews.length} shapes of the program`, stacks };
}

/** A violation of several shapes is one. */
function onceEach(violations: readonly Violation[]): readonly Violation[] {
  const byText = new Map(violations.map((violation) => [violationText(violation), violation]));
  return [...byText.values()];
}
