import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import type { Stack } from "@pulumi/pulumi/automation";
import type { TeamJob } from "../../event/run/job";
import { despiteLocks } from "../../event/run/recover";

/** As the engine refuses a stack that another process holds. */
function lockedBy(pid: number, host = hostname()): Error {
  return new Error(
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the " +
      `lock file with \`pulumi cancel\`.\n  file:///x.json: created by coach@${host} (pid ${pid}) at 2026-11-28T00:00:00Z`,
  );
}

/** A command that fails so, one time after the other, and then is done. */
function stage(...refusals: readonly Error[]) {
  const left = [...refusals];
  const did: string[] = [];
  const stack = { cancel: async () => void did.push("cancel") } as unknown as Stack;
  const command = async (): Promise<string> => {
    const refusal = left.shift();
    if (refusal !== undefined) throw refusal;
    return "done";
  };
  const run = (takeOver = false, signal = new AbortController().signal) =>
    despiteLocks({ takeOver } as TeamJob, stack, { tell: (phase) => void did.push(phase), signal }, command);
  return { run, did };
}

/** A process of this machine that has ended. */
const ended = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("a command on a stack that is locked", () => {
  it("by a process that was killed breaks the lock and goes on", async () => {
    const { run, did } = stage(lockedBy(ended()));
    expect(await run()).toBe("done");
    expect(did).toEqual(["breaking the lock of a run that was killed", "cancel"]);
  });

  it("by a process that lives waits for it, says so, and breaks nothing", async () => {
    const { run, did } = stage(lockedBy(process.pid));
    expect(await run()).toBe("done");
    expect(did).toEqual([
      `waiting for process ${process.pid}, which holds the stack since 2026-11-28T00:00:00Z`,
    ]);
  });

  it("by another machine is refused, and goes on only where it is to take over", async () => {
    const refused = stage(lockedBy(1, "desk"));
    await expect(refused.run()).rejects.toThrow("The stack is locked by coach on desk (process 1)");
    expect(refused.did).toEqual([]);
    const taken = stage(lockedBy(1, "desk"));
    expect(await taken.run(true)).toBe("done");
    expect(taken.did).toContain("cancel");
  });

  it("is not waited for once it is cancelled, and any other failure is none of a lock's", async () => {
    const cancel = new AbortController();
    cancel.abort(new Error("cancelled"));
    await expect(stage(lockedBy(process.pid)).run(false, cancel.signal)).rejects.toThrow("currently locked");
    await expect(stage(new Error("no such host")).run()).rejects.toThrow("no such host");
  });
});
