import { execFile } from "node:child_process";
import { delimiter, resolve } from "node:path";
import { promisify } from "node:util";

/** Runs the Pulumi CLI and returns what it prints. */
export type Pulumi = (args: readonly string[]) => Promise<string>;

/**
 * Runs `pulumi` from the PATH, or else the one that `npm run engine` keeps. Not through the Automation API, which
 * takes more memory than the whole page.
 *
 * @throws Error with what it printed, or that there is none.
 */
export const pulumi: Pulumi = async (args) => {
  const path = [process.env["PATH"], resolve(".local", "engine", "bin")].join(delimiter);
  const options = { env: { ...process.env, PATH: path }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], options)).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new Error("no Pulumi CLI found: install one, or run `npm run engine`", { cause: error });
    }
    throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${stderr?.trim() || String(error)}`, {
      cause: error,
    });
  }
};
