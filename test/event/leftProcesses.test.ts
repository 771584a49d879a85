import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endLeftProcesses, leftProcesses, TEAM_FOLDER } from "../../event/run/leftProcesses";

let folder: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "left-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** Starts a program of that name that sleeps, for a team. */
async function left(name: string, team: string, seconds: number): Promise<ChildProcess> {
  const file = join(folder, name);
  await copyFile("/bin/sleep", file);
  const child = spawn(file, [String(seconds)], { env: { [TEAM_FOLDER]: join(folder, team) } });
  started.push(child);
  await once(child, "spawn");
  return child;
}

const wait = (
  onWait: Parameters<typeof endLeftProcesses>[1]["onWait"],
  signal = new AbortController().signal,
) => ({
  onWait,
  signal,
  sleep: () => sleep(20),
});

// Other systems do not show the environment of another process.
const onLinux = process.platform === "linux" ? it : it.skip;

describe("what an earlier run left of a team", () => {
  onLinux(
    "is waited for as long as it drives the stack; a provider that nothing drives any more is ended",
    async () => {
      const engine = await left("pulumi", "red", 600);
      const provider = await left("pulumi-resource-databricks", "red", 600);
      const ended = once(provider, "exit");
      const waitedFor = new Set<number>();
      await endLeftProcesses(
        join(folder, "red"),
        wait((processes) => {
          for (const { pid } of processes) waitedFor.add(pid);
          engine.kill("SIGINT");
        }),
      );
      expect([...waitedFor]).toEqual([engine.pid]);
      // Ended by what this test sent it, and by nothing else.
      expect(engine.signalCode ?? (await once(engine, "exit"))[1]).toBe("SIGINT");
      expect(await ended).toEqual([null, "SIGKILL"]);
      expect(await leftProcesses(join(folder, "red"))).toEqual([]);
    },
  );

  onLinux("of another team, also of one whose name begins alike, is left alone", async () => {
    const other = await left("pulumi-resource-databricks", "red-2", 600);
    await endLeftProcesses(
      join(folder, "red"),
      wait(() => undefined),
    );
    expect(await leftProcesses(join(folder, "red-2"))).toEqual([{ pid: other.pid, name: "pulumi-resource" }]);
  });

  onLinux("is not waited for once that is cancelled", async () => {
    await left("pulumi", "red", 600);
    const cancel = new AbortController();
    const waiting = endLeftProcesses(
      join(folder, "red"),
      wait(() => cancel.abort(new Error("cancelled")), cancel.signal),
    );
    await expect(waiting).rejects.toThrow("cancelled");
  });
});
