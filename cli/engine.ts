import { Command } from "commander";
import { defaultFolder, MINIMUM_VERSION } from "../runtime/engine/engine";
import { findEngine } from "../runtime/engine/find";
import { printEngine } from "../runtime/engine/printEngine";
import { failOnOutputFailure } from "./outputFailure";

const command = new Command("npm run engine --")
  .description(
    `Finds a Pulumi CLI (at least ${MINIMUM_VERSION}): on the PATH, kept from before, or downloaded.`,
  )
  .option("--folder <folder>", "where to keep what is downloaded", defaultFolder)
  .option("--no-install", "do not download it")
  .addHelpText(
    "after",
    "\n`npm run engine:compile` compiles one where nothing can be downloaded: needs Go, takes minutes.",
  )
  .action(async ({ folder, install }: { folder: string; install: boolean }) =>
    printEngine((options) => findEngine({ ...options, folder, allowInstall: install })),
  );

failOnOutputFailure();
void command.parseAsync();
