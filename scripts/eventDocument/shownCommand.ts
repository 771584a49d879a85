import { spawn } from "node:child_process";
import { join } from "node:path";
import { typescriptFlags } from "../../runtime/typescript";

const repository = join(__dirname, "..", "..");

/** What a command printed, and how long it took. */
export interface ShownCommand {
  /** As a person gives it. */
  readonly command: string;
  readonly output: string;
  readonly code: number | string;
  readonly seconds: number;
}

/** How a command is run. */
export interface ShownOptions {
  /** What is typed, a line wherever it asks. @default nothing */
  readonly typed?: readonly string[];
  /**
   * Called with everything printed so far, each time something is; a command that goes on until Ctrl-C is interrupted
   * once it resolves to true. @default the command ends by itself
   */
  readonly enough?: (output: string) => Promise<boolean>;
}

/** Runs a verb of `npm run event` as somebody in a terminal without colours would. */
export async function show(
  args: readonly string[],
  { typed, enough }: ShownOptions = {},
): Promise<ShownCommand> {
  const began = Date.now();
  const main = join(repository, "cli", "event", "main.ts");
  const child = spawn(process.execPath, [...typescriptFlags, main, ...args], {
    cwd: repository,
    stdio: "pipe",
  });
  const answers = [...(typed ?? [])];
  if (answers.length === 0) child.stdin.end();
  let output = "";
  let interrupted = false;
  const hear = async (text: string): Promise<void> => {
    output += text;
    // A terminal shows what is typed.
    const answer = output.endsWith(": ") ? answers.shift() : undefined;
    if (answer !== undefined) {
      output += `${answer}\n`;
      child.stdin.write(`${answer}\n`);
    }
    if (interrupted || enough === undefined || !(await enough(output))) return;
    interrupted = true;
    child.kill("SIGINT");
  };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => void hear(text));
  const code = await new Promise<number | string>((resolve) =>
    child.once("close", (exit, signal) => resolve(exit ?? signal ?? "")),
  );
  return {
    command: `npm run event -- ${args.join(" ")}`,
    output,
    code,
    seconds: (Date.now() - began) / 1000,
  };
}
