import { join } from "node:path";
import { CommanderError } from "commander";
import { colours } from "../colours";
import { errorText } from "../errorText";
import { onOutputFailure } from "../outputFailure";
import { claimTeam } from "./claim";
import { readOptions } from "./options";
import { keepToThisMachine } from "../../runtime/ownEnvironment";
import { plainScreen, terminalScreen } from "./screen";
import { View } from "./view";

/* Emulator and program take a second or two to load: only who is not refused waits for them. */
declare const require: NodeJS.Require;

/** In the repository's root. */
const home = join(__dirname, "..", "..", ".local");

/** The exit codes by which a shell tells which signal ended a command. */
const codeOf = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(): Promise<number> {
  const stop = new AbortController();
  let ended: number | undefined;
  const end = (code: number, reason: string, announce: () => void): void => {
    // A second Ctrl-C would leave things behind: removing everything takes seconds.
    if (ended !== undefined) return;
    ended = code;
    announce();
    stop.abort(new Error(reason));
  };
  onOutputFailure(({ what, exitCode }) =>
    end(exitCode, what, () => console.error(`${what}: removing everything`)),
  );
  const options = readOptions(process.argv.slice(2));
  keepToThisMachine(process.env);
  const screen = process.stdout.isTTY ? terminalScreen(process.stdout) : plainScreen(process.stdout);
  const view = new View(screen);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () =>
      end(codeOf[signal], `ended by ${signal}`, () => {
        view.settle();
        view.say("removing everything");
      }),
    );
  }
  const claim = await claimTeam(home, { options, view });
  const { runSession } = require("./session") as typeof import("./session");
  const code = await runSession({ options, view, signal: stop.signal, claim });
  return ended ?? code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    console.error(colours.red(errorText(error)));
    process.exit(1);
  },
);
