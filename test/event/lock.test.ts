import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockEvent } from "../../event/lock";
import { typescriptFlags } from "../../runtime/typescript";

let folder: string;
const holders: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-lock-"));
});
afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** Another process that operates the event; on a SIGTERM it takes a moment, gives the event back and ends. */
async function operating(): Promise<ChildProcess> {
  const script = join(folder, "holder.ts");
  await writeFile(
    script,
    `import { lockEvent } from ${JSON.stringify(join(__dirname, "..", "..", "event", "lock"))};
     void lockEvent("e", ${JSON.stringify(join(folder, "lock"))}, { takeOver: false, onWait: () => undefined }).then((lock) => {
       process.on("SIGTERM", () => setTimeout(() => void lock.release().then(() => process.exit(0)), 300));
       process.send?.("holds");
       setInterval(() => undefined, 1000);
     });`,
  );
  const holder = fork(script, { execArgv: [...typescriptFlags] });
  holders.push(holder);
  await once(holder, "message");
  return holder;
}

const take = (takeOver: boolean, waited: number[] = []) =>
  lockEvent("e", join(folder, "lock"), { takeOver, onWait: (pid) => void waited.push(pid) });

describe("an event that is operated already", () => {
  it("is refused to a second process, which is told who has it", async () => {
    const { pid } = await operating();
    await expect(take(false)).rejects.toThrow(
      new RegExp(
        `^event "e" has been operated since \\d\\d:\\d\\d:\\d\\d by process ${pid}: wait for it, or end it and go on here with --take-over\\.$`,
      ),
    );
  });

  it("is taken over once whoever has it was told to end, and has", async () => {
    const holder = await operating();
    const ended = once(holder, "exit");
    const waited: number[] = [];
    const lock = await take(true, waited);
    expect(waited).toEqual([holder.pid]);
    expect(await ended).toEqual([0, null]);
    await lock.release();
  });

  it("by a process that was killed is free", async () => {
    const holder = await operating();
    const ended = once(holder, "exit");
    holder.kill("SIGKILL");
    await ended;
    await (await take(false)).release();
  });
});
