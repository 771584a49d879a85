import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeLeftovers, stackFolderOf } from "../../../cli/start/leftovers";
import { TEAM_FOLDER } from "../../../event/run/leftProcesses";

let root: string;
let folders: { readonly challenges: string; readonly running: string };
let engine: ChildProcess | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "leftovers-"));
  folders = { challenges: join(root, "challenges"), running: join(root, "running") };
  for (const team of ["red", "red-2"])
    await mkdir(stackFolderOf(folders.challenges, team), { recursive: true });
  await mkdir(folders.running);
});
afterEach(async () => {
  engine?.kill("SIGKILL");
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

/** Stands for an engine that writes the state of a team's stack, again and again. */
async function leaveEngine(team: string): Promise<ChildProcess> {
  const folder = stackFolderOf(folders.challenges, team);
  const script = `while :; do mkdir -p '${folder}/state'; echo x > '${folder}/state/x'; sleep 0.01; done`;
  engine = spawn("/bin/sh", ["-c", script], { env: { PATH: "/usr/bin:/bin", [TEAM_FOLDER]: folder } });
  while (!existsSync(join(folder, "state", "x"))) await sleep(10);
  return engine;
}

// Other systems do not show the environment of another process.
const onLinux = process.platform === "linux" ? it : it.skip;

onLinux("an engine that a killed session left writes no more into what the next one has", async () => {
  await leaveEngine("red");
  expect(await removeLeftovers("red", folders)).toBe(true);
  await sleep(200);
  expect(await readdir(folders.challenges)).toEqual(["red-2"]);
});

onLinux("the engine of another team, also of one whose name begins alike, is left alone", async () => {
  const { exitCode, signalCode } = await leaveEngine("red-2");
  expect(await removeLeftovers("red", folders)).toBe(true);
  await sleep(100);
  expect([exitCode, signalCode, engine?.signalCode]).toEqual([null, null, null]);
});

it("a team without a folder has nothing left but, perhaps, the file by which others find it", async () => {
  await rm(join(folders.challenges, "red"), { recursive: true });
  await writeFile(join(folders.running, "red.json"), "{}");
  expect(await removeLeftovers("red", folders)).toBe(false);
  expect(await readdir(folders.running)).toEqual([]);
});
