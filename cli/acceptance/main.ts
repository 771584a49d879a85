import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import databricks from "@pulumi/databricks/package.json";
import azureNative from "@pulumi/azure-native/package.json";
import { findEngine } from "../../runtime/engine/find";
import { reachLoopbackDirectly } from "../../runtime/ownEnvironment";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { ask } from "../ask";
import { azureStack } from "./azure";
import { Redactor } from "./redact";
import { rehearsalStack } from "./rehearsal";
import { reportOf } from "./report";
import { accept, type AcceptanceStack } from "./run";

interface AcceptanceOptions {
  readonly rehearse: boolean;
  readonly location: string;
  readonly generator: string;
  readonly coaches?: string;
  readonly report: string;
}

/** Reported durations, and prices of docs/sizing.md for a small team, with room above. */
const COST =
  "This creates a whole team on Azure, changes it and destroys it: about an hour, and at most 5 USD. It wants the " +
  "roles and quota of docs/coach-guide.md.";

const command = new Command("npm run acceptance --")
  .description("Deploys one real team once, step by step, and reports what of the program's beliefs is so.")
  .option("--rehearse", "on the emulator, without a cloud", false)
  .option("--location <region>", "Azure region", "westeurope")
  .addOption(
    new Option("--generator <kind>", "what generates the clicks")
      .choices(["image", "builtin"])
      .default("image"),
  )
  .option("--coaches <group>", "group of the Databricks account with a second member, who then signs in, too")
  .option("--report <file>", "where to write the report", "acceptance.md")
  .action(main);

async function main(options: AcceptanceOptions): Promise<void> {
  const { rehearse, location, generator, coaches, report } = options;
  const expires = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const settings = {
    team: "accept",
    owner: "acceptance-first",
    expires,
    location,
    generator,
    ...(coaches && { coaches }),
  };
  if (rehearse) return await rehearseIn(settings, report);
  console.log(COST);
  if ((await ask("Type yes to go on: ")) !== "yes") return;
  const names = coaches === undefined ? [] : [coaches];
  await acceptOn(await azureStack(`acceptance-${Date.now().toString(36)}`, settings), report, names);
}

async function rehearseIn(settings: Readonly<Record<string, string>>, report: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
  const stack = await rehearsalStack(await findEngine(), folder, settings);
  try {
    await acceptOn(stack, report);
  } finally {
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function acceptOn(stack: AcceptanceStack, file: string, names: readonly string[] = []): Promise<void> {
  const results = await accept(
    stack,
    ({ stage, outcome, seconds }) => console.log(`${stage}: ${outcome} (${String(seconds)} s)`),
    {},
    new Redactor(names),
  );
  const versions = { "azure-native": azureNative.version, databricks: databricks.version };
  await writeFile(file, reportOf(results, versions));
  console.log(
    `${file} has no key, address or name of yours in it: look it through, and send it to this project.`,
  );
  if (results.some(({ outcome }) => outcome === "otherwise")) process.exitCode = 1;
}

failOnOutputFailure();
reachLoopbackDirectly(process.env);
command.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = 1;
});
