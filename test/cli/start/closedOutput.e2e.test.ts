import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../runtime/alive";
import { fakePrograms, fakePython } from "../../runtime/toolchain/fakePrograms";
import { processesWith } from "../../processes";
import { Command, type CommandCall } from "./command";
import { copyRepository, removeCopy } from "./copy";

/** Without npm, which complains of a closed output itself. */
const program = [process.execPath, "--require", "tsx/cjs", "cli/start/main.ts"] as const;

let root: string;
let command: Command | undefined;

afterEach(async () => {
  command?.signal("SIGKILL");
  await command?.ended;
  await removeCopy(root);
}, 60_000);

async function start(args: readonly string[], call: CommandCall = {}): Promise<Command> {
  root = await copyRepository();
  return (command = new Command(["--team", "closed", ...args], { root, ...call }));
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(join(root, ".local", "challenges"))).toEqual([]);
  expect(processesWith(root)).toEqual([]);
}

describe("npm start whose output nobody takes any more", () => {
  it("removes everything when the pipe is closed while the challenge is being created, and ends with 141", async () => {
    const begun = await start([]);
    await begun.printed("clickstream-group");
    begun.closeOutput("stdout");
    expect(await begun.ended).toBe(141);
    expect(begun.output).toContain("standard output is closed (EPIPE): removing everything");
    expect(begun.output).not.toMatch(/^\s+at /m);
    await expectNothingLeft();
  }, 120_000);

  it("removes everything when standard error is closed as well", async () => {
    const begun = await start(["--through-step", "1"], { program });
    await begun.printed("clickstream-group");
    begun.closeOutput("stdout", "stderr");
    expect(await begun.ended).toBe(141);
    await expectNothingLeft();
  }, 120_000);

  it("removes everything at a Ctrl-C that has ended the reader, too", async () => {
    const begun = await start(["--through-step", "1"], { program });
    await begun.printed("stop        Ctrl-C");
    begun.closeOutput("stdout");
    begun.signal("SIGINT");
    expect(await begun.ended).toBe(130);
    expect(begun.output).not.toContain("EPIPE");
    await expectNothingLeft();
  }, 120_000);

  it("removes the rest when the output is closed during the removal, and ends as it was ended", async () => {
    const begun = await start(["--through-step", "1"], { program });
    await begun.printed("stop        Ctrl-C");
    begun.signal("SIGINT");
    await begun.printed("removing everything");
    begun.closeOutput("stdout", "stderr");
    expect(await begun.ended).toBe(130);
    await expectNothingLeft();
  }, 120_000);

  it("removes the rest when the output is closed while it removes what had its time, and ends with 141", async () => {
    const begun = await start(["--through-step", "1", "--for", "1s"], { program });
    await begun.printed("deleted");
    begun.closeOutput("stdout");
    expect(await begun.ended).toBe(141);
    expect(begun.output).toContain("standard output is closed (EPIPE): removing everything");
    await expectNothingLeft();
  }, 120_000);

  it("ends what it downloads", async () => {
    root = await copyRepository(["engine"]);
    const [path, downloading, go] = [join(root, "bin"), join(root, "downloading"), join(root, "go")];
    // Java is found, and that said, once the download has begun and the output is closed.
    const java = `until [ -e ${go} ]; do sleep 0.1; done
      echo '    java.home = /opt/java\n    java.version = 17.0.9' >&2`;
    const download = `echo $$ > ${downloading}.new; mv ${downloading}.new ${downloading}; exec sleep 1000`;
    fakePrograms(path, { java, python3: fakePython(path, { download }) });
    command = new Command([], { root, program, env: { PATH: path, JAVA_HOME: "" } });
    while (!existsSync(downloading)) await sleep(50);
    const pid = Number(readFileSync(downloading, "utf8"));
    expect(isAlive(pid)).toBe(true);
    command.closeOutput("stdout");
    writeFileSync(go, "");
    expect(await command.ended).toBe(141);
    expect(isAlive(pid)).toBe(false);
    await expectNothingLeft();
  }, 120_000);

  it("says so where its disk is full, and ends with 1", async () => {
    root = await copyRepository();
    const full = openSync("/dev/full", "w");
    command = new Command(["--through-step", "1"], { root, program, stdout: full });
    closeSync(full);
    expect(await command.ended).toBe(1);
    expect(command.output).toBe("standard output failed (ENOSPC): removing everything\n");
    await expectNothingLeft();
  }, 120_000);
});
