import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { EventFile, SecretSource } from "./model";

/** Longest that a program may take to print a secret, ms. */
const TIMEOUT_MS = 30_000;

/**
 * Reads every secret where the event's file says.
 *
 * @param folder the file's own; paths are relative to it.
 * @throws Error that names the secret and why it could not be read, and never what was read.
 */
export async function readSecretValues(
  { secrets }: Pick<EventFile, "secrets">,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const values = await Promise.all(
    Object.entries(secrets).map(async ([name, source]) => {
      const value = (await readValue(name, source, folder, environment)).replace(/\r?\n$/, "");
      if (value === "") throw new Error(`secrets.${name}: ${placeOf(source)} is empty`);
      return [name, value];
    }),
  );
  return Object.fromEntries(values) as Record<string, string>;
}

async function readValue(
  name: string,
  source: SecretSource,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const read = await reading(source, folder, environment).catch((error: unknown) => {
    const { code = "ended" } = error as { code?: string | number };
    return { code };
  });
  if (typeof read === "string") return read;
  // No cause: what a program printed may be the secret, and its error has it.
  throw new Error(`secrets.${name}: ${placeOf(source)} could not be read (${read.code})`);
}

async function reading(
  source: SecretSource,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  if ("env" in source)
    return environment[source.env] ?? Promise.reject(Object.assign(new Error(), { code: "not set" }));
  if ("file" in source) return readFile(resolve(folder, source.file), "utf8");
  const [program, ...args] = source.command;
  const options = { cwd: folder, env: environment, timeout: TIMEOUT_MS };
  return (await promisify(execFile)(program, args, options)).stdout;
}

function placeOf(source: SecretSource): string {
  if ("env" in source) return `the environment variable ${source.env}`;
  return "file" in source ? `the file ${source.file}` : `what ${source.command[0]} prints`;
}
