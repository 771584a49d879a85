import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "..", "..", "..");

/** How `npm run event` ended, and what it said. */
interface EndedEvent {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a verb in a folder, whose programs come first. @param more variables that it has besides. */
export async function runEvent(
  folder: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<EndedEvent> {
  const program = [
    "--require",
    join(root, "scripts", "typescript.cjs"),
    join(root, "cli", "event", "main.ts"),
  ];
  const ended = await promisify(execFile)(process.execPath, [...program, ...args], {
    cwd: folder,
    env: {
      PATH: [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      HOME: folder,
      TSX_TSCONFIG_PATH: join(root, "tsconfig.json"),
      ...more,
    },
  }).catch((error: unknown) => error as EndedEvent);
  return { code: 0, ...ended };
}
