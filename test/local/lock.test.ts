import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../local/lock";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("one at a time, each in turn, and it is released also after a failure", async () => {
  let inside = 0;
  const work = async (result: number) => {
    expect(++inside).toBe(1);
    expect(readFileSync(file, "utf8")).toBe(String(process.pid));
    await pause(30);
    inside--;
    if (result === 2) throw new Error("two");
    return result;
  };
  const results = await Promise.allSettled([1, 2, 3].map((result) => withLock(file, {}, () => work(result))));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(existsSync(file)).toBe(false);
});

test("what a dead process left is taken over", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(file, String(dead));
  expect(await withLock(file, {}, () => Promise.resolve("taken"))).toBe("taken");
});

test("what nobody has touched for long is taken over, even if a process has that number again", async () => {
  writeFileSync(file, String(process.pid));
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(file, minuteAgo, minuteAgo);
  expect(await withLock(file, {}, () => Promise.resolve("taken"))).toBe("taken");
});

test("waiting for a living one ends when aborted, and leaves its lock alone", async () => {
  writeFileSync(file, String(process.pid));
  const onWait = jest.fn();
  const waiting = withLock(file, { signal: AbortSignal.timeout(250), onWait }, () =>
    Promise.resolve("taken"),
  );
  await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  expect(existsSync(file)).toBe(true);
  expect(onWait).toHaveBeenCalledWith();
});
