/** `npm run notebook`: runs a notebook against a challenge that runs on this machine. */
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { escaped } from "../../clients/escaped";
import { keepToThisMachine } from "../../runtime/ownEnvironment";
import { runNotebook } from "../../runtime/spark/interactive";
import { prepareToolchain } from "../../runtime/toolchain";
import { colours } from "../colours";
import { endWith } from "../endWith";
import { onOutputFailure } from "../outputFailure";
import { chooseSession, hasEnded, type SessionInfo } from "../sessionInfo";
import { readNotebookOptions } from "./options";
import { showRun } from "./run";
import { readNotebook } from "./source";

const home = join(__dirname, "..", "..", ".local");

/** How often a run looks whether its challenge is still there. */
const LOOK_MS = 500;

/** The exit codes by which a shell tells which signal ended a command. */
const codeOf = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Why a run is ended from outside, and the exit code that says so. */
class Stopped extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

async function main(): Promise<number> {
  const { notebook: named, team, parameters, html } = readNotebookOptions(process.argv.slice(2));
  const { name, language, text } = readNotebook(named);
  const session = await chooseSession(team);
  const { workspace } = session;
  keepToThisMachine(process.env);
  const signal = endingOf(session);
  const toolchain = await prepareToolchain({ folder: join(home, "toolchain"), signal });
  const notebook = {
    ...{ path: name, language, text, secrets: workspace.secrets },
    parameters: { ...workspace.parameters, ...parameters },
  };
  const where = { toolchain, place: workspace.place, folder: join(workspace.folder, randomUUID()) };
  const file = resolve(html ?? join(home, "notebooks", session.team, `${name}.html`));
  console.log(`${escaped(name)}, team ${session.team}; its page: ${pathToFileURL(file).href}`);
  const { state, summary } = await showRun({
    title: { name, team: session.team, startedAt: new Date().toISOString() },
    events: runNotebook(notebook, where, signal),
    signal,
    html: file,
    print: (line) => console.log(line),
  });
  console.log(`\n${state === "done" ? colours.green("✓") : colours.red("✗")} ${escaped(summary)}`);
  const { reason } = signal;
  return reason instanceof Stopped ? reason.exitCode : state === "done" ? 0 : 1;
}

/** Ends a run by Ctrl-C, where its output goes nowhere any more, and with its challenge. */
function endingOf(session: SessionInfo): AbortSignal {
  const stop = new AbortController();
  const end = (why: string, code: number): void => stop.abort(new Stopped(why, code));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () =>
      end(signal === "SIGINT" ? "Stopped by Ctrl-C" : `Stopped by ${signal}`, codeOf[signal]),
    );
  onOutputFailure(({ what, exitCode }) => end(what, exitCode));
  setInterval(() => {
    void hasEnded(session).then((ended) => {
      if (ended) end("The challenge has ended, and the run with it", 1);
    });
  }, LOOK_MS).unref();
  return stop.signal;
}

endWith(main(), 1);
