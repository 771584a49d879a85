import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { escapedLines } from "../../clients/escaped";
import { projectName } from "../../event/file/projectSettings";
import { strictCommand } from "../strictCommand";
import { StackSettingsError } from "../../program/settingsReader";
import { parseStackFile, UnreadableStackFile } from "./stackFile";
import { wrongSettings } from "./wrongSettings";

/** Exit codes of the command. */
export const exitCodes = { right: 0, wrong: 1, notRead: 2 } as const;

/** What the command works with. */
export interface SettingsCommand {
  /** The day that `expires` is compared with. */
  readonly today: Date;
  readonly print: (line: string) => void;
  /** Folder of the stacks' files. @default the project's */
  readonly folder?: string;
}

/**
 * Checks the settings of the stack that the command line names.
 *
 * @returns the exit code.
 * @throws Error where the file cannot be read; CommanderError after it has printed what is wrong, or the help.
 */
export async function checkSettings(args: readonly string[], command: SettingsCommand): Promise<number> {
  const { stack } = optionsIn(args);
  const { today, print, folder = join(__dirname, "..", "..") } = command;
  const name = fileOf(stack);
  const file = await readStackFile(folder, name);
  const wrong = wrongSettings(file, projectName(), today);
  if (file.hasEnvironments)
    print(`${name} also takes settings from environments of Pulumi Cloud, which are not read here.`);
  if (wrong.length === 0) {
    print(`Every setting of ${name} is right.`);
    return exitCodes.right;
  }
  const howToSet = `Set each with \`pulumi config set --stack ${stack} KEY VALUE\` or in ${name}; Pulumi.yaml describes them.`;
  print(escapedLines(new StackSettingsError(wrong, howToSet).message));
  return exitCodes.wrong;
}

function optionsIn(args: readonly string[]): { readonly stack: string } {
  const command = strictCommand("npm run settings --")
    .description("Says everything that is wrong with a stack's settings, without an engine or a cloud.")
    .requiredOption("--stack <name>", "stack whose file, Pulumi.NAME.yaml, to check")
    .addHelpText(
      "after",
      "\nExit code: 0 every setting is right, 1 some are wrong, 2 the file could not be read.",
    );
  command.parse(args, { from: "user" });
  return command.opts<{ stack: string }>();
}

/** A stack may be named with its organization and project; its file is not. */
function fileOf(stack: string): string {
  return `Pulumi.${stack.split("/").at(-1)}.yaml`;
}

async function readStackFile(folder: string, name: string): Promise<ReturnType<typeof parseStackFile>> {
  try {
    return parseStackFile(await readFile(join(folder, name), "utf8"));
  } catch (error) {
    if (error instanceof UnreadableStackFile) throw new Error(`${name}: ${error.message}`, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      throw new Error(`${name} cannot be read (${code ?? String(error)})`, { cause: error });
    const files = (await readdir(folder)).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
    throw new Error(`there is no ${name}; the stacks' files here are ${files.join(", ") || "none"}`, {
      cause: error,
    });
  }
}
