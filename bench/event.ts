/**
 * What an event asks of a laptop: processor time and memory of one team, and the time of many teams beside one, with the
 * real engine, against a rehearsal's clouds; and the memory of the coordinator of twice as many.
 *
 * `npm run bench -- event [--teams 20] [--speed 10] [--runs 3]`
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { wallClock } from "../emulator/core/clock";
import { buildProcesses } from "../event/bundle";
import { startClouds, type CloudsClient } from "../event/rehearsal/client";
import { Coordinator, type CoordinatorOptions } from "../event/run/coordinator";
import type { TeamJob } from "../event/run/job";
import { leftProcesses } from "../event/run/leftProcesses";
import { teamProcesses } from "../event/run/teamProcess";
import type { Engine } from "../runtime/engine";
import { engineAtAnyCost } from "../scripts/engine";
import { markdownTable } from "../scripts/markdownTable";
import { coordinatorMemory } from "./eventCoordinator";
import { median, shown } from "./figures";
import { memoryOf, processorTimeOf } from "./machine";
import { progress, type Result } from "./page";

/** A rehearsal in a folder of its own. */
interface BenchEvent {
  readonly root: string;
  readonly engine: Engine;
  readonly bundle: string;
  readonly clouds: CloudsClient;
  readonly speed: number;
}

async function rehearsed<T>(speed: number, work: (at: BenchEvent) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "bench-event-"));
  const engine = await engineAtAnyCost();
  const bundle = await buildProcesses();
  const clouds = await startClouds([process.execPath, bundle, "clouds"], join(root, "clouds.json"), speed);
  try {
    return await work({ root, engine, bundle, clouds, speed });
  } finally {
    await clouds.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function jobFor({ root, engine, clouds }: BenchEvent, team: string, command: TeamJob["command"]): TeamJob {
  const placement = { subscription: "00000000-0000-4000-8000-000000000011", region: "westeurope" };
  return {
    command,
    team,
    placement,
    settings: { team, owner: "coach", expires: "2099-12-31", location: placement.region },
    secrets: {},
    secretsFrom: root,
    step: undefined,
    folder: join(root, "teams", team),
    store: root,
    backend: undefined,
    stack: team,
    home: join(root, "home"),
    engine: { binary: engine.binary, version: engine.version },
    rehearsed: { clouds: clouds.address, fault: undefined },
    takeOver: false,
  };
}

/** The most memory that a team's processes had at one moment, in MB, shared pages counted once. */
async function watchMemory(folder: string, until: Promise<unknown>): Promise<number> {
  let most = 0;
  let over = false;
  void until.finally(() => (over = true));
  while (!over) {
    const sizes = (await leftProcesses(folder)).map(({ pid }) => memoryOf(pid)?.proportional ?? 0);
    most = Math.max(
      most,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return most / 1e6;
}

/** One team's commands one after the other, where the clouds are instant: nothing but this machine's own work. */
async function oneTeam(runs: number): Promise<string> {
  return await rehearsed(0, async (at) => {
    const start = teamProcesses(at.bundle, process.env);
    const seconds: Record<TeamJob["command"], number[]> = { up: [], down: [] };
    const memory: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      for (const command of ["up", "down"] as const) {
        const before = processorTimeOf("self").ofEnded;
        const job = jobFor(at, "red", command);
        const running = start(job, () => undefined);
        const most = watchMemory(job.folder, running.result);
        const { outcome, failures } = await running.result;
        if (outcome !== "done") throw new Error(`${command}: ${failures.map(({ text }) => text).join("\n")}`);
        memory.push(await most);
        // The process ends a moment after its result.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        seconds[command].push(processorTimeOf("self").ofEnded - before);
      }
    }
    const rows = (["up", "down"] as const).map((command) => [command, shown(median(seconds[command]))]);
    return [
      markdownTable(["one team", "processor time, s"], rows),
      `Its process and its engine together had at most ${shown(Math.max(...memory))} MB.`,
    ].join("\n\n");
  });
}

/** @returns the wall seconds of an `up` of so many teams from nothing, on the clouds' clock. */
async function upOf(teams: number, speed: number, canary: CoordinatorOptions["canary"]): Promise<number> {
  return await rehearsed(speed, async (at) => {
    const never = new AbortController().signal;
    const clock = wallClock(speed);
    const coordinator = new Coordinator({
      start: teamProcesses(at.bundle, process.env),
      atOnce: teams,
      canary,
      clock,
      tell: () => undefined,
      stop: never,
      cancel: never,
    });
    const names = Array.from({ length: teams }, (_, index) => `team${index}`);
    const began = clock.now();
    const outcomes = await coordinator.run(names.map((team) => jobFor(at, team, "up")));
    const failed = outcomes.filter(({ outcome }) => outcome !== "done");
    if (failed.length > 0)
      throw new Error(failed.flatMap(({ failures }) => failures.map(({ text }) => text)).join("\n"));
    return clock.now() - began;
  });
}

/** @param args `--teams N`, `--speed N` (times as fast as Azure), `--runs N` (of the instant clouds). */
export async function measure(args: readonly string[]): Promise<Result> {
  const options = {
    teams: { type: "string", default: "20" },
    speed: { type: "string", default: "10" },
    runs: { type: "string", default: "3" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const [teams, speed] = [Number(values.teams), Number(values.speed)];
  const own = await oneTeam(Number(values.runs));
  progress("one team");
  const alone = await upOf(1, speed, "none");
  progress("one team at that speed");
  const together = await upOf(teams, speed, "none");
  progress(`${teams} teams`);
  const behindOne = await upOf(teams, speed, "started");
  progress(`${teams} teams, one ahead of the others`);
  const coordinator = await coordinatorMemory(2 * teams);
  return {
    name: "event",
    figures: [
      own,
      markdownTable(
        ["teams at once", "`up`, s of the clouds' time", "÷ one team"],
        [
          ["1", shown(alone), "1"],
          [`${teams}, with --no-canary`, shown(together), shown(together / alone)],
          [String(teams), shown(behindOne), shown(behindOne / alone)],
        ],
      ),
      `The coordinator of ${2 * teams} teams had at most ${shown(coordinator)} MB resident.`,
    ].join("\n\n"),
    versions: `Pulumi ${(await engineAtAnyCost()).version}, clouds ${values.speed} times as fast as Azure`,
  };
}
