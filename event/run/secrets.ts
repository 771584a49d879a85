import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { runCommand } from "../../runtime/command";
import type { SecretSource } from "../file/model";

/**
 * Reads a secret where the event's file says, without the line end that editors and programs put behind it.
 *
 * @param folder that a file's path starts from, and a program is run in.
 * @throws Error naming the setting and where it was looked for, never a value.
 */
export async function readSecret(name: string, source: SecretSource, folder: string): Promise<string> {
  const value = (await valueOf(name, source, folder)).replace(/\r?\n$/, "");
  if (value === "") throw new Error(`secret ${name}: ${shown(source)} is empty`);
  return value;
}

async function valueOf(name: string, source: SecretSource, folder: string): Promise<string> {
  if ("env" in source) {
    const value = process.env[source.env];
    if (value === undefined) throw new Error(`secret ${name}: ${shown(source)} is not set`);
    return value;
  }
  if ("file" in source) {
    return await readFile(resolve(folder, source.file), "utf8").catch((error: unknown) => {
      throw new Error(
        `secret ${name}: ${shown(source)} cannot be read (${String((error as NodeJS.ErrnoException).code)})`,
      );
    });
  }
  const [program, ...args] = source.command;
  const ended = await runCommand(program, args, { cwd: folder, limit: 60_000 }).catch((error: unknown) => {
    // What the program printed may hold the secret.
    throw new Error(`secret ${name}: ${shown(source)}: ${(error as Error).message}`);
  });
  return ended.stdout;
}

function shown(source: SecretSource): string {
  if ("env" in source) return `the environment variable ${source.env}`;
  return "file" in source ? `the file ${source.file}` : `the command \`${source.command[0]}\``;
}
