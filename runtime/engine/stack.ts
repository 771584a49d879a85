import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  LocalWorkspace,
  type ProjectSettings,
  type PulumiFn,
  type Stack,
  type StackSettings,
} from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { run } from "../command";
import type { Engine } from "./engine";
import { hasOwnSecretsKey } from "./secretsKey";

/** A stack of the challenge, run from this machine: state, settings and the key of its secrets. */
export interface EngineStackOptions {
  readonly engine: Engine;
  /** E.g. `dev`. */
  readonly name: string;
  /** Folder with the stack's work folder; created if missing. */
  readonly folder: string;
  /** Folder with state, the key of secrets and the engine's own files, which stacks may share. @default folder */
  readonly store?: string;
  /** Where the state is kept. @default a folder of the store */
  readonly backend?: string;
  /** Folder of the engine's own files, its plugins among them. @default a folder of the store */
  readonly home?: string;
  readonly program: PulumiFn;
  readonly settings?: StackConfig;
  /** Environment of every Pulumi command, such as that of the providers to attach to. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A stack's settings, without the project's name before each; another package's are named in full, `azure-native:location`. */
export interface StackConfig {
  readonly plain?: Readonly<Record<string, unknown>>;
  /** Kept encrypted. */
  readonly secret?: Readonly<Record<string, string>>;
}

const projectFile = join(__dirname, "..", "..", "Pulumi.yaml");

/**
 * Opens a stack, creating it if there is none, with the project's own `Pulumi.yaml`, so that its settings'
 * types and defaults hold. Nothing is kept outside `folder` and `store`, and nobody has to sign in.
 */
export async function openStack(options: EngineStackOptions): Promise<Stack> {
  const store = resolve(options.store ?? options.folder);
  const state = join(store, "state");
  const workDir = join(resolve(options.folder), "work");
  await Promise.all([state, workDir].map((each) => mkdir(each, { recursive: true })));
  // Without attributes beside each file: an engine killed while it writes them leaves a stack that reads as EOF.
  const url = options.backend ?? `${pathToFileURL(state).href}?metadata=skip`;
  const declared = parse(await readFile(projectFile, "utf8")) as ProjectSettings;
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: options.name, projectName: declared.name, program: options.program },
    {
      pulumiCommand: options.engine.command,
      pulumiHome: options.home ?? join(store, "home"),
      workDir,
      projectSettings: { ...declared, backend: { url } },
      envVars: {
        ...(hasOwnSecretsKey(options.backend)
          ? {}
          : { PULUMI_CONFIG_PASSPHRASE_FILE: await passphraseFile(store) }),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...options.environment,
      },
    },
  );
  await changeSettings(stack, options.settings ?? {});
  return stack;
}

/** Sets the given settings and leaves the others; a plain one that is `undefined` goes back to its default. */
export async function changeSettings(stack: Stack, { plain = {}, secret = {} }: StackConfig): Promise<void> {
  const { name: project } = await stack.workspace.projectSettings();
  const settings = await settingsIn(stack);
  const named = Object.entries(plain).map(([key, value]) => [
    key.includes(":") ? key : `${project}:${key}`,
    value,
  ]);
  const config = { ...settings.config, ...Object.fromEntries(named) } as Record<string, unknown>;
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  await stack.workspace.saveStackSettings(stack.name, { ...settings, config: given });
  for (const [key, value] of Object.entries(secret)) await setSecret(stack, key, value);
}

/**
 * Not as the Automation API does, which gives the value as an argument: everybody on the machine can read those. The engine
 * reads a value that is missing from its standard input, and takes one line end off it.
 */
async function setSecret({ name, workspace }: Stack, key: string, value: string): Promise<void> {
  const { workDir, envVars, pulumiHome, pulumiCommand } = workspace;
  const args = ["config", "set", key, "--secret", "--stack", name, "--non-interactive"];
  const ended = await run(pulumiCommand.command, args, {
    cwd: workDir,
    env: { ...envVars, ...(pulumiHome !== undefined && { PULUMI_HOME: pulumiHome }) },
    input: `${value}\n`,
  });
  if (ended.code !== 0) throw new Error(`pulumi config set ${key}: ${ended.stderr.trim()}`);
}

/** A stack that was made in another folder, or on another machine, has no file here. */
async function settingsIn({ name, workspace }: Stack): Promise<StackSettings> {
  return await workspace.stackSettings(name).catch((error: unknown) => {
    // In the words of `stackSettings` in @pulumi/pulumi/automation/localWorkspace.js.
    if (error instanceof Error && error.message.startsWith("failed to find stack settings file")) return {};
    throw error;
  });
}

/** A random passphrase for this folder; whoever can read the folder may read the stack. */
async function passphraseFile(folder: string): Promise<string> {
  const file = join(folder, "passphrase");
  try {
    await writeFile(file, randomBytes(24).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return file;
}
