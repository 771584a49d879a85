import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { longRun } from "../../long";
import { processesWith } from "../../processes";
import { Command } from "./command";
import { copyRepository, removeCopy } from "./copy";

let root: string;
const commands: Command[] = [];

beforeEach(async () => {
  root = await copyRepository();
});

afterEach(async () => {
  for (const command of commands) command.signal("SIGTERM");
  await Promise.all(commands.splice(0).map(({ ended }) => ended));
  await removeCopy(root);
}, 60_000);

/** `npm start` as far as the broker, which takes seconds. */
function start(...args: string[]): Command {
  const command = new Command(["--through-step", "1", ...args], { root });
  commands.push(command);
  return command;
}

const challenges = (): Promise<string[]> => readdir(join(root, ".local", "challenges"));

/** Number of the process that a refused command names. */
function namedProcess({ output }: Command): number {
  return Number(/process (\d+)/.exec(output)?.[1]);
}

describe("the team of npm start", () => {
  it.each([
    [["--team", ".."], 'team: ".."; allowed: 1 to 15 letters'],
    [["--config", "team=../engine"], 'team: "../engine"; allowed: 1 to 15 letters'],
    [["--config", "partitions=33"], 'partitions: "33"; allowed: a whole number from 1 to 32'],
  ])(
    "removes nothing where the settings are wrong: %p",
    async (args, refusal) => {
      await writeFile(join(root, ".local", "kept"), "kept");
      const before = await readdir(join(root, ".local"));
      const command = start(...args);
      const code = await command.ended;
      expect(await readdir(join(root, ".local"))).toEqual(before);
      expect(await readFile(join(root, ".local", "kept"), "utf8")).toBe("kept");
      expect(`${code}\n${command.output}`).toMatch(/^1\n/);
      expect(command.output).toContain(refusal);
      expect(command.output).not.toContain("nothing is left");
    },
    120_000,
  );

  it.each(["running", "logs", "toolchain"])(
    "is refused before anything is created where .local/%s cannot be written",
    async (name) => {
      await rm(join(root, ".local", name), { force: true });
      await writeFile(join(root, ".local", name), "no folder");
      const command = start("--for", "1s");
      expect(`${await command.ended}\n${command.output}`).toMatch(/^1\n/);
      expect(command.output).toContain(
        `Everything that runs here lies in ${join(root, ".local", name)}, where you cannot write (EEXIST). Clone the repository to a folder of your own, and start there.`,
      );
      expect(command.output).not.toContain("nothing is left");
    },
    60_000,
  );

  it("has one challenge at a time: a second one is refused while the first is created and while it runs", async () => {
    const first = start("--config", "team=Twice");
    await first.printed("clickstream-group");
    const early = start("--team", "twice", "--for", "1s");
    expect(`${await early.ended}\n${early.output}`).toMatch(/^1\n/);
    expect(early.output).toMatch(/team "twice" has had a challenge .* process \d+/);
    await first.printed("stop        Ctrl-C");
    const group = await readdir(join(root, ".local", "challenges", "twice"));
    const late = start("--team", "TWICE", "--for", "1s");
    expect(`${await late.ended}\n${late.output}`).toMatch(/^1\n/);
    expect(namedProcess(late)).toBe(namedProcess(early));
    expect(early.output + late.output).not.toContain("nothing is left");
    expect(await readdir(join(root, ".local", "challenges", "twice"))).toEqual(group);
    first.signal("SIGINT");
    expect(await first.ended).toBe("SIGINT");
    expect(first.output).toContain("nothing is left");
    expect(await challenges()).toEqual([]);
  }, 180_000);

  it("may start again after its process was killed, and takes over what that one left", async () => {
    const killed = start("--team", "again");
    await killed.printed("stop        Ctrl-C");
    const refused = start("--team", "again", "--for", "1s");
    await refused.ended;
    const left = await challenges();
    process.kill(namedProcess(refused), "SIGKILL");
    await killed.ended;
    expect(await challenges()).toEqual(left);
    const command = start("--team", "again", "--for", "1s");
    expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
    expect(command.output).toContain("removed the leftovers of an earlier session of this team");
    expect(command.output).toContain("nothing is left");
    expect(await challenges()).toEqual([]);
    expect(processesWith(root)).toEqual([]);
  }, 180_000);

  /** A file or folder of a challenge that shows how far its creation is, and what is just starting then. */
  const moments = [
    ["Spark, the engine in the midst of its work", "driver.log", "6"],
    ["the engine", "pid", "6"],
    ["the broker", "broker.log", "6"],
  ] as const;

  it.each(longRun ? moments : moments.slice(0, 1))(
    "may start again after its process was killed while %s was just starting",
    async (_, file, step) => {
      const killed = start("--team", "early", "--through-step", step);
      const team = join(root, ".local", "challenges", "early");
      const begun = async (): Promise<boolean> =>
        (await readdir(team, { recursive: true }).catch(() => [])).some((name) => basename(name) === file);
      while (!(await begun())) await sleep(20);
      const [claim = ""] = (await challenges()).filter((name) => name.startsWith("early.lock."));
      process.kill(Number(claim.split(".")[2]), "SIGKILL");
      await killed.ended;
      expect(killed.output).not.toContain("nothing is left");
      const command = start("--team", "early", "--for", "1s");
      expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
      expect(command.output).toContain("removed the leftovers of an earlier session of this team");
      expect(command.output).toContain("nothing is left");
      expect(await challenges()).toEqual([]);
      // A Java that was just starting ends when it has: then it sees that its process is gone.
      while (processesWith(root).length > 0) await sleep(200);
    },
    240_000,
  );

  it("does not say that nothing is left where something could not be removed", async () => {
    const command = start("--team", "spoilt");
    await command.printed("stop        Ctrl-C");
    const state = join(root, ".local", "challenges", "spoilt", "stack", "state", ".pulumi", "stacks");
    const [file] = (await readdir(state, { recursive: true })).filter(
      (name) => name.endsWith("-spoilt.json") || name.endsWith("/spoilt.json"),
    );
    await writeFile(join(state, file ?? "no state"), "spoilt");
    command.signal("SIGINT");
    await command.ended;
    expect(command.output).toContain("removing everything");
    expect(command.output).not.toContain("nothing is left");
    expect(await challenges()).toEqual([]);
    expect(processesWith(root)).toEqual([]);
  }, 120_000);
});
