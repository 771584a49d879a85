import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { birthOf, isAlive } from "../../runtime/alive";
import { takeLock, withLock } from "../../runtime/lock";

let folder: string;
let file: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "lock");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const UUID = "01234567-89ab-4cde-8f01-23456789abcd";

/** What a process leaves that had the lock. */
function leave(pid: number | undefined, birth: string | undefined): string {
  const claim = `lock.${pid}.${birth}.${UUID}`;
  writeFileSync(join(folder, claim), "");
  return claim;
}

function livingProcess(): number {
  const child = spawn("sleep", ["60"]);
  children.push(child);
  return child.pid ?? -1;
}

/** Whether somebody else holds the lock. */
async function claimed(): Promise<boolean> {
  const taken = await takeLock(file);
  if ("lock" in taken) await taken.lock.release();
  return "holder" in taken;
}

it("one at a time, each in turn, and it is released also after a failure", async () => {
  let inside = 0;
  const work = async (result: number) => {
    expect(++inside).toBe(1);
    await pause(30);
    inside--;
    if (result === 2) throw new Error("two");
    return result;
  };
  const results = await Promise.allSettled([1, 2, 3].map((result) => withLock(file, {}, () => work(result))));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(readdirSync(folder)).toEqual([]);
});

it("what dead processes left is taken over by one of all that try at once", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  leave(dead, "0123456789ab");
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await pause(5);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(file, {}, work)));
  expect(readdirSync(folder)).toEqual([]);
});

it("a claim whose number another process has now is taken over", async () => {
  leave(livingProcess(), "0123456789ab");
  const taken = await takeLock(file);
  expect(taken).toHaveProperty("lock");
  expect(readdirSync(folder)).toEqual([expect.stringContaining(`lock.${process.pid}.`)]);
});

it("who has held it for a while is told at once, without another look", async () => {
  const pid = livingProcess();
  const claim = leave(pid, await birthOf(pid));
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(join(folder, claim), minuteAgo, minuteAgo);
  const waits: number[] = [];
  for (let n = 0; n < 5; n++) {
    const begun = Date.now();
    expect(await takeLock(file)).toEqual({ holder: { pid, since: minuteAgo } });
    waits.push(Date.now() - begun);
  }
  // The pauses between four looks are 300 ms together at the least.
  expect(Math.min(...waits)).toBeLessThan(300);
});

it("a process that has ended is none, though nobody has asked for its exit code", async () => {
  // The shell makes way for a program that never asks how a child ended.
  const parent = spawn("sh", ["-c", "sleep 1.5 & echo $!; exec sleep 60"]);
  children.push(parent);
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  const birth = await birthOf(pid);
  leave(pid, birth);
  expect(await claimed()).toBe(true);
  while ((await birthOf(pid)) === birth) await pause(10);
  expect(isAlive(pid)).toBe(true);
  expect(await claimed()).toBe(false);
});

it("a process that is stopped keeps its lock, however old its claim is", async () => {
  const pid = livingProcess();
  process.kill(pid, "SIGSTOP");
  const claim = leave(pid, await birthOf(pid));
  const hourAgo = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
  utimesSync(join(folder, claim), hourAgo, hourAgo);
  expect(await takeLock(file)).toEqual({ holder: { pid, since: hourAgo } });
  expect(readdirSync(folder)).toEqual([claim]);
});

it("another lock in the same folder is another lock", async () => {
  const build = join(folder, "build.lock");
  const longer = join(folder, "lock.other");
  const work = () => withLock(longer, {}, () => withLock(file, {}, () => Promise.resolve("all")));
  expect(await withLock(build, {}, work)).toBe("all");
});

it("waiting for a living one ends when aborted, and leaves its lock alone", async () => {
  const pid = livingProcess();
  const claim = leave(pid, await birthOf(pid));
  const onWait = jest.fn();
  const waiting = withLock(file, { signal: AbortSignal.timeout(250), onWait }, () =>
    Promise.resolve("taken"),
  );
  await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  expect(readdirSync(folder)).toEqual([claim]);
  expect(onWait).toHaveBeenCalledWith();
});
