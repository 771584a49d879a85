import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readRunning, type RunningChallenge } from "../../local/running";

const root = join(__dirname, "..", "..");
const runningFolder = join(root, ".local", "running");

/** `npm start` as a user calls it: everything it prints, and how it ends. */
class Command {
  output = "";
  readonly #child;
  /** The exit code or, as npm ends itself by the signal that ended its command, that signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  constructor(...args: string[]) {
    this.#child = spawn("npm", ["start", "--", ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (text: Buffer) => (this.output += text.toString()));
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
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

async function expectNothingLeft(team: string, running?: RunningChallenge): Promise<void> {
  expect(existsSync(join(root, ".local", "challenges", team))).toBe(false);
  expect(await readRunning(team, runningFolder)).toBeUndefined();
  if (!running) return;
  expect(running.processes.filter(({ pid }) => lives(pid))).toEqual([]);
  expect(await answers(running.hub.address, 9093)).toBe(false);
  expect(await answers("127.0.0.1", Number(new URL(running.sqlUrl).port))).toBe(false);
}

describe("npm start", () => {
  let command: Command | undefined;

  afterEach(async () => {
    command?.signal("SIGTERM");
    await command?.ended;
  });

  it("loses and doubles no click when generator, broker and Spark are killed in turn, and leaves nothing", async () => {
    const team = "killed";
    command = new Command("--team", team, "--rate", "500", "--for", "45s");
    await command.printed("first click counted");
    const running = await readRunning(team, runningFolder);
    expect(running?.processes.map(({ name }) => name)).toEqual(["broker", "Spark", "generator"]);
    if (!running) return;
    for (const name of ["generator", "broker", "Spark"]) {
      const victim = running.processes.find((process) => process.name === name);
      process.kill(victim?.pid ?? -1, "SIGKILL");
      await sleep(5_000);
    }
    expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
    expect(command.output).toContain("none missing");
    expect(command.output).toContain("none twice");
    expect(command.output).toContain("each product as often as it was sent");
    expect(command.output).toContain("clicks_per_product is the recount of clicks");
    expect(command.output).toContain("every click arrived, once");
    await expectNothingLeft(team, running);
  }, 400_000);

  it("takes everything down again when it is interrupted while the challenge is being made", async () => {
    const team = "interrupted";
    command = new Command("--team", team);
    await command.printed("clickstream-group");
    command.signal("SIGINT");
    expect(await command.ended).toBe("SIGINT");
    expect(command.output).toContain("nothing is left: no process, no port, no folder");
    await expectNothingLeft(team);
  }, 120_000);

  it("goes no further than the step it is given, and says how to go on", async () => {
    const team = "second";
    command = new Command("--team", team, "--through-step", "2", "--for", "1s");
    expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
    expect(command.output).toContain("clickstream-stream-send");
    expect(command.output).not.toContain("clickstream-workspace");
    expect(command.output).not.toContain("clickstream-generator");
    expect(command.output).toContain("npm start -- --through-step 3");
    await expectNothingLeft(team);
  }, 120_000);

  it("refuses a team that Azure could not name, before anything is made", async () => {
    command = new Command("--team", "Übung 1");
    expect(await command.ended).toBe(1);
    expect(command.output).toContain("Übung 1");
    expect(command.output).toContain("team");
    expect(command.output).not.toContain("clickstream-group");
    await expectNothingLeft(encodeURIComponent("Übung 1"));
  }, 120_000);
});
