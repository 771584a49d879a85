import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalClouds } from "../../../cli/event/clouds";
import { buildProcesses } from "../../../event/bundle";
import { eventFolder, type EventFolder } from "../../../event/eventFolder";
import type { CloudsClient } from "../../../event/rehearsal/client";
import { standingStacks } from "../../../event/run/standing";

let base: string;
let folder: EventFolder;
let bundle: string;
const opened: CloudsClient[] = [];

beforeAll(async () => void (bundle = await buildProcesses()));
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "rehearsal-"));
  folder = await eventFolder("e", true, base);
});
afterEach(async () => {
  for (const clouds of opened.splice(0)) await clouds.stop();
  await rm(base, { recursive: true });
});

async function open(speed: number): Promise<{ clouds: CloudsClient; said: string[] }> {
  const said: string[] = [];
  const clouds = await rehearsalClouds(folder, bundle, { speed, say: (text) => void said.push(text) });
  return { clouds, said };
}

describe("the clouds that a rehearsed verb works on", () => {
  it("are those that run already, whatever speed is asked for, which is said", async () => {
    const first = await open(10);
    opened.push(first.clouds);
    expect(first.said).toEqual([]);
    const second = await open(20);
    expect(second.clouds.address).toBe(first.clouds.address);
    expect(second.said).toEqual([
      "the rehearsal's clouds run already, 10 times as fast as Azure: `down --rehearse` ends them",
    ]);
  });

  it("begin anew where they have ended with the machine, and nothing of the teams that went with them stays", async () => {
    await mkdir(join(folder.root, "state"));
    await mkdir(folder.team("red"));
    await writeFile(folder.journal, "{}\n");
    await writeFile(
      folder.clouds,
      JSON.stringify({ pid: 1, birth: "another", speed: 10, address: "http://x/y" }),
    );
    const { clouds, said } = await open(10);
    opened.push(clouds);
    expect(said).toEqual([
      "the simulated clouds have ended since, and their teams with them: the rehearsal begins anew",
    ]);
    expect((await readdir(folder.root)).sort()).toEqual(["clouds.json", "clouds.log", "teams"]);
    expect((await standingStacks(folder)).size).toBe(0);
  });
});
