import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import challenge from "../../index";
import type { Engine } from "../../runtime/engine";
import { engineAtAnyCost } from "../../scripts/engine";
import { changeSettings, openStack, type StackConfig } from "../../runtime/engine/stack";
import { run } from "../../runtime/command";
import { outcomeOf, type Outcome, type Watch } from "./outcome";

/*
 * Runs Pulumi commands for a test, in a process of its own: when its engine is killed, the program in here is
 * left with calls that nobody answers, which would fail whatever else the process does.
 */

/** Options of a command, as the Automation API has them. */
export interface OperatorOptions {
  readonly refresh?: boolean;
  readonly clearPendingCreates?: boolean;
  /** Folders of policy packs. */
  readonly policyPacks?: string[];
}

/** What can be asked. Every stack is named by its folder. */
export type Request = { readonly folder: string } & (
  | {
      readonly do: "open";
      readonly name: string;
      readonly settings: StackConfig;
      readonly environment: Record<string, string>;
    }
  | { readonly do: "up" | "preview" | "refresh" | "destroy"; readonly options: OperatorOptions }
  | { readonly do: "set"; readonly settings: StackConfig }
  | { readonly do: "state" }
  | { readonly do: "outputs" }
  /** Any command, by its arguments. */
  | { readonly do: "pulumi"; readonly args: readonly string[] }
);

const stacks = new Map<string, Stack>();

async function answer(request: Request): Promise<unknown> {
  if (request.do === "open") return await open(request);
  const stack = stacks.get(request.folder);
  if (stack === undefined) throw new Error(`no stack is open in ${request.folder}`);
  switch (request.do) {
    case "set":
      return await changeSettings(stack, request.settings);
    case "state":
      return (await stack.exportStack()).deployment;
    case "outputs":
      return await stack.outputs();
    case "pulumi":
      return await pulumi(stack, request.args);
    default:
      return await outcomeOf((watch) => command(stack, request.do, { ...request.options, ...watch }));
  }
}

function command(
  stack: Stack,
  name: "up" | "preview" | "refresh" | "destroy",
  options: Watch,
): Promise<unknown> {
  switch (name) {
    case "up":
      return stack.up(options);
    case "preview":
      return stack.preview(options);
    case "refresh":
      return stack.refresh(options);
    case "destroy":
      return stack.destroy(options);
  }
}

async function open(request: Extract<Request, { do: "open" }>): Promise<void> {
  const { folder, name, settings, environment } = request;
  const engine = await traceable(await engineAtAnyCost(), folder);
  stacks.set(folder, await openStack({ engine, name, folder, program: challenge, settings, environment }));
}

async function pulumi(stack: Stack, args: readonly string[]): Promise<Outcome> {
  const {
    pulumiCommand,
    pulumiHome = "",
    workDir,
    envVars,
  } = stack.workspace as Stack["workspace"] & {
    pulumiCommand: PulumiCommand;
  };
  const ended = await run(pulumiCommand.command, [...args, "--stack", stack.name, "--non-interactive"], {
    cwd: workDir,
    env: { ...envVars, PULUMI_HOME: pulumiHome },
  });
  const output = ended.stdout + ended.stderr;
  return { steps: [], output, ...(ended.code === 0 ? {} : { error: output }) };
}

/** The engine behind a script that notes its process id, which the Automation API keeps to itself. */
async function traceable(real: Engine, folder: string): Promise<Engine> {
  const bin = join(folder, "engine", "bin");
  const script = `#!/bin/sh\necho $$ > "${join(folder, "pid")}"\nexec "${await absolute(real.binary)}" "$@"\n`;
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "pulumi"), script, { mode: 0o755 });
  return {
    ...real,
    command: await PulumiCommand.get({ root: join(folder, "engine"), skipVersionCheck: true }),
  };
}

/** The script's folder comes first on the engine's PATH, so it cannot call the engine by its bare name. */
async function absolute(program: string): Promise<string> {
  if (program.includes("/")) return program;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, program);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new Error(`${program} is not on the PATH`);
}

// What a killed engine leaves behind in its program; the command that was running has failed by then.
process.on("unhandledRejection", () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", ({ id, request }: { id: number; request: Request }) => {
  answer(request).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
