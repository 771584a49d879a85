import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventFolder } from "../event/eventFolder";
import { typescriptFlags } from "../runtime/typescript";
import { peakMemoryOf } from "./machine";

/** Times as fast as Azure the clouds are: the coordinator keeps as much of a team whatever they take. */
const SPEED = "100";
const LOOK_EVERY_MS = 100;

/** @returns the most memory that the process of `npm run event -- up` had resident at once, in MB. */
export async function coordinatorMemory(teams: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "bench-event-"));
  const event = `bench-${process.pid}`;
  const file = join(folder, "event.yaml");
  const names = Array.from({ length: teams }, (_, index) => `team${index}`);
  const lines = [
    `event: ${event}`,
    "owner: coach@contoso.com",
    "expires: 2099-12-31",
    "places:",
    "  - { subscription: 00000000-0000-4000-8000-000000000011, regions: [westeurope] }",
    `teams: [${names.join(", ")}]`,
  ];
  await writeFile(file, lines.join("\n"));
  try {
    return (await verb("up", file)) / 1e6;
  } finally {
    await verb("down", file);
    const { root } = await eventFolder(event, true);
    for (const each of [root, folder]) await rm(each, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns the most memory that it had, in bytes. @throws Error where the verb fails. */
async function verb(name: "up" | "down", file: string): Promise<number> {
  const main = join(__dirname, "..", "cli", "event", "main.ts");
  const args = [...typescriptFlags, main, name, "--rehearse", "--speed", SPEED, "--file", file];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  let most = 0;
  const look = setInterval(() => {
    // It may have ended since, and then has no memory.
    if (child.exitCode === null) most = Math.max(most, peakMemoryOf(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(look);
  if (code !== 0) throw new Error(`${name} of ${file} ended with ${code}`);
  return most;
}
