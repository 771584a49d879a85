import { Command } from "commander";
import { defaultFolder, MINIMUM_VERSION } from "../runtime/engine/engine";
import { findEngine } from "../runtime/engine/find";
import { printEngine } from "../runtime/engine/printEngine";
import { failOnOutputFailure } from "./outputFailure";

const command = new Command("npm run engine --")
  .description(
    `Finds a Pulumi CLI (at least ${MINIMUM_VERSION}): on the PATH, kept from before, or downloaded and verified.`,
  )
  .option("--folder <folder>", "where to keep what is downloaded", defaultFolder)
  .option("--no-download", "only look for one")
  .addHelpText(
    "after",
    "\n`npm run engine:compile` compiles one where nothing can be downloaded: needs Go, takes minutes.",
  )
  .action(async ({ folder, download }: { folder: string; download: boolean }) =>
    printEngine((options) => findEngine({ ...options, folder, download })),
  );

failOnOutputFailure();
void command.parseAsync();
