import { spawn, type StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KAFKA_PORT } from "../../../clients/eventHubs";
import { isAlive } from "../../../runtime/alive";
import { answers } from "../../../emulator/services/leftovers";
import { readSessionInfo, type SessionInfo } from "../../../cli/sessionInfo";

const root = join(__dirname, "..", "..", "..");
/** Where the command notes what runs. */
export const runningFolder = join(root, ".local", "running");

/** How a command is called otherwise than as `npm start` in this repository. */
export interface CommandCall {
  /** Repository in which it runs. @default this one */
  readonly root?: string;
  /** @default npm start */
  readonly program?: readonly [string, ...string[]];
  /** File descriptor of its standard output. @default a pipe, whose text is {@link Command.output} */
  readonly stdout?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** `npm start` as a user calls it: everything it prints, and how it ends. */
export class Command {
  output = "";
  readonly #child;
  /** The exit code or, as npm ends itself by the signal that ended its command, that signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  constructor(args: readonly string[], call: CommandCall = {}) {
    const [program, ...before] = call.program ?? ["npm", "start", "--"];
    const stdio: StdioOptions = ["ignore", call.stdout ?? "pipe", "pipe"];
    this.#child = spawn(program, [...before, ...args], {
      cwd: call.root ?? root,
      env: { ...process.env, ...call.env },
      stdio,
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (text: Buffer) => (this.output += text.toString()));
    }
    this.ended = new Promise((resolve) =>
      this.#child.once("close", (code, signal) => resolve(code ?? signal)),
    );
  }

  /** Waits until it has printed this; fails with all that it printed where it ends before. */
  async printed(text: string): Promise<void> {
    let over = false;
    void this.ended.then(() => (over = true));
    while (!this.output.includes(text)) {
      if (over) throw new Error(`"${text}" was never printed:\n${this.output}`);
      await sleep(100);
    }
  }

  /** What a terminal does on Ctrl-C, or a shell's `kill`: the signal goes to the whole process group. */
  signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  /** Reads no more of its output, as `head` does when it has enough. */
  closeOutput(...streams: ("stdout" | "stderr")[]): void {
    for (const stream of streams) this.#child[stream]?.destroy();
  }
}

/** Proves that nothing of a team is on this machine any more. */
export async function expectNothingLeft(team: string, running?: SessionInfo): Promise<void> {
  expect(existsSync(join(root, ".local", "challenges", team))).toBe(false);
  expect(await readSessionInfo(team, runningFolder)).toBeUndefined();
  if (!running) return;
  expect(running.processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
  expect(await answers({ host: running.hub.address, port: KAFKA_PORT })).toBe(false);
  expect(await answers({ host: "127.0.0.1", port: Number(new URL(running.sqlUrl).port) })).toBe(false);
}
