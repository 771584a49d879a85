import { fork } from "node:child_process";
import { TEAM_FOLDER } from "./leftProcesses";
import { secretFilter } from "./secretFilter";
import type { TeamJob, TeamNews, TeamOrder, TeamResult } from "./job";

/** A command for one team that runs. */
export interface TeamProcess {
  readonly pid: number;
  readonly result: Promise<TeamResult>;
  /** Has the engine end what it has begun, and no more. */
  cancel(): void;
}

/** Starts a command for a team. */
export type StartTeam = (job: TeamJob, onNews: (news: TeamNews) => void) => TeamProcess;

/**
 * @param bundle see `buildProcesses`.
 * @param environment of each process, in which it is signed in.
 * @returns what starts a process for each command.
 */
export function teamProcesses(bundle: string, environment: NodeJS.ProcessEnv): StartTeam {
  return (job, onNews) => {
    const child = fork(bundle, ["worker"], {
      // The bundle wants no compiler, which the coordinator may be run with.
      execArgv: [],
      // A session of its own: a Ctrl-C in the terminal is the coordinator's to pass on.
      detached: true,
      env: { ...environment, [TEAM_FOLDER]: job.folder },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let printed = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (printed = (printed + text).slice(-2000)));
    const result = new Promise<TeamResult>((resolve) => {
      child.on("message", (news: TeamNews) => {
        if (news.is === "result") resolve(news.result);
        else onNews(news);
      });
      child.on("error", (error) => resolve(broken(error.message)));
      // After a result this changes nothing.
      child.on("exit", (code, signal) =>
        resolve(broken(unmarked(`the process of the team ended with ${signal ?? String(code)}. ${printed}`))),
      );
    });
    const order = (given: TeamOrder): void => {
      if (child.connected) child.send(given);
    };
    order({ job });
    return { pid: child.pid ?? 0, result, cancel: () => order("cancel") };
  };
}

/** A process that broke down has taken the stack's secrets with it: what looks like one is left out. */
const unmarked = secretFilter(undefined);

/** The same command again goes on where it ended. */
function broken(text: string): TeamResult {
  const failures = [{ resource: undefined, text }];
  return { outcome: "failed", changed: 0, failures, kind: "transient", step: undefined };
}
