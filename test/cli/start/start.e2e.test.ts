import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readSessionInfo } from "../../../cli/sessionInfo";
import { Command, expectNothingLeft, runningFolder } from "./command";

describe("npm start", () => {
  let command: Command | undefined;

  afterEach(async () => {
    command?.signal("SIGTERM");
    await command?.ended;
  });

  it("loses and doubles no click when generator, broker and Spark are killed in turn, and leaves nothing", async () => {
    const team = "killed";
    command = new Command(["--team", team, "--rate", "500", "--for", "45s"]);
    await command.printed("first click counted");
    const running = await readSessionInfo(team, runningFolder);
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
    expect(command.output).toContain("each product arrived as often as it was sent");
    expect(command.output).toContain("clicks_per_product matches a recount of clicks");
    expect(command.output).toContain("every click arrived, once");
    await expectNothingLeft(team, running);
  }, 900_000);

  it("ends when its time is over and says why it could not check, where a table can no longer be read", async () => {
    const team = "damaged";
    command = new Command(["--team", team, "--for", "25s"]);
    await command.printed("first click counted");
    const running = await readSessionInfo(team, runningFolder);
    const folder = join(runningFolder, "..", "challenges", team);
    const files = await readdir(folder, { recursive: true });
    const damaged = files.filter((file) => /\/clicks\/[^/.][^/]*\.parquet$/.test(file));
    for (const file of damaged) await writeFile(join(folder, file), "no parquet");
    expect(damaged).not.toEqual([]);
    expect(await command.ended).toBe(1);
    expect(command.output).toMatch(/could not read the table clicks: .+/);
    expect(command.output).toMatch(
      /whether every click arrived could not be checked, because of the tables: .*\.parquet/,
    );
    expect(command.output).not.toMatch(/nothing is left|every click arrived, once/);
    await expectNothingLeft(team, running);
    await rm(join(runningFolder, "..", "logs", team), { recursive: true });
  }, 600_000);

  it("removes everything again when it is interrupted while the challenge is being created", async () => {
    const team = "interrupted";
    command = new Command(["--team", team]);
    await command.printed("clickstream-group");
    command.signal("SIGINT");
    expect(await command.ended).toBe("SIGINT");
    expect(command.output).toContain("nothing is left: no process, no port, no folder");
    await expectNothingLeft(team);
  }, 300_000);

  it("goes no further than the step it is given, and says how to go on", async () => {
    const team = "second";
    command = new Command(["--team", team, "--through-step", "2", "--for", "1s"]);
    expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
    expect(command.output).toContain("clickstream-stream-send");
    expect(command.output).not.toContain("clickstream-workspace");
    expect(command.output).not.toContain("clickstream-generator");
    expect(command.output).toContain("npm start -- --through-step 3");
    await expectNothingLeft(team);
  }, 300_000);

  it("refuses a team that Azure could not name, before anything is created", async () => {
    command = new Command(["--team", "Übung 1"]);
    expect(await command.ended).toBe(1);
    expect(command.output).toContain("Übung 1");
    expect(command.output).toContain("team");
    expect(command.output).not.toContain("clickstream-group");
    await expectNothingLeft(encodeURIComponent("Übung 1"));
  }, 300_000);
});
