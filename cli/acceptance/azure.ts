import { execFile } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { promisify } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { commandsOf } from "./commands";
import type { AcceptanceStack } from "./run";

const root = join(__dirname, "..", "..");

/** A stack on Azure, run by the Pulumi CLI with whoever is signed in, in the state that `pulumi login` chose. */
export async function azureStack(
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<AcceptanceStack> {
  const stack = await LocalWorkspace.createStack({ stackName: name, workDir: root });
  const set = (values: Readonly<Record<string, string>>): Promise<void> =>
    stack.setAllConfig(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }])));
  await set(settings);
  let group = "";
  return {
    ...commandsOf(stack),
    set,
    signInAsSecond: async () => {
      if (settings["coaches"] === undefined) return false;
      const said = await ask(
        `Sign in as a second member of "${settings["coaches"]}" now (\`az login\` in another terminal), then type ` +
          "done; anything else leaves this out: ",
      );
      return said === "done";
    },
    destroy: async () => {
      group = String((await stack.outputs())["resourceGroupName"]?.value ?? "");
      return commandsOf(stack).destroy();
    },
    leftovers: async () => {
      if (group === "") return ["unknown: the stack never told its resource group"];
      const groups = [group, `${group}-databricks`];
      const there = await Promise.all(groups.map(async (each) => ((await exists(each)) ? [each] : [])));
      return there.flat();
    },
  };
}

async function exists(group: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)("az", ["group", "exists", "--name", group]);
  return stdout.trim() === "true";
}

/** Asks whoever sits at the terminal. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
