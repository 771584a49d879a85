import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestPipeline } from "../testbed/testPipeline";
import type { Testbed } from "../testbed/testbed";
import { verify, type Report } from "../verify/verify";
import { Disk } from "./disk";
import { Freezer } from "./freezer";
import { momentOf } from "./moment";
import { foldersOf, OddSender } from "./pipelineFaults";
import { Relay } from "./relay";
import type { FaultStep, Freeze, OwnFault, Round, Schedule, SharedFault } from "./schedule";

/** How one pipeline of a round ended. */
export interface RoundOutcome {
  /** Compared with all that the hub holds. */
  readonly hub: Report;
  /** Compared with what the generator knows to be sent. */
  readonly ledger: Report;
  /** Events in the hub that neither the generator nor the faults know of, beyond what is uncertain. */
  readonly unexplained: number;
  readonly ok: boolean;
}

/** How long Spark may take to get to a point before it is killed anyway. */
const MOMENT_LIMIT_MS = 15_000;
/** How long a pipeline may make no progress afterwards: restarts take minutes on a very busy machine. */
const STALL_LIMIT_MS = 480_000;
/** Many streams share two cores: without a pause, streams that wait for clicks would slow down those that have some. */
const TRIGGER = "processingTime=1 second";

interface Running {
  readonly schedule: Schedule;
  readonly pipeline: TestPipeline;
  readonly relay: Relay;
  readonly odd: OddSender;
}

async function startAll(stack: Testbed, round: Round, disk: Disk): Promise<Running[]> {
  const running: Running[] = [];
  for (const [i, schedule] of round.pipelines.entries()) {
    const name = `round${round.seed}_${i + 1}`;
    const pipeline = await stack.createPipeline({ name, partitions: schedule.partitions });
    const relay = await Relay.start(stack.broker.address);
    running.push({ schedule, pipeline, relay, odd: new OddSender(pipeline) });
    await pipeline.startGenerator(schedule.rate, relay.address);
    await pipeline.startStream({ checkpointPath: join(disk.folder, name), parameters: { trigger: TRIGGER } });
  }
  return running;
}

/** Kills a process of a service that restarts it, and waits until it serves again. */
async function kill(service: Testbed["driver"] | Testbed["broker"], pid: number): Promise<void> {
  const { restarts } = service;
  const gone = service.exited.then(() => Promise.reject(new Error("what was killed did not come back")));
  process.kill(pid, "SIGKILL");
  while (service.restarts === restarts) await Promise.race([sleep(50), gone]);
}

/** Kills Spark's own process, in which the stream runs, at a moment. */
async function killSpark({ driver }: Testbed, moment: () => Promise<unknown>): Promise<void> {
  // Asked for before the moment: looking it up then would let the moment pass.
  const pid = await driver.jvmPid();
  await moment();
  await kill(driver, pid);
}

async function strikeAll(stack: Testbed, fault: SharedFault, disk: Disk, victim: Running): Promise<void> {
  switch (fault.kind) {
    case "kill Spark": {
      const folders = foldersOf(stack, victim.pipeline, join(disk.folder, victim.pipeline.name));
      await killSpark(stack, () => momentOf(fault.at, folders, MOMENT_LIMIT_MS));
      return;
    }
    case "kill broker":
      await kill(stack.broker, stack.broker.pid);
      return;
    case "restart broker":
      await stack.broker.restart();
      return;
    case "full disk":
      await disk.full(fault.forMs);
  }
}

async function strikeOne(stack: Testbed, fault: OwnFault, { pipeline, relay, odd }: Running): Promise<void> {
  switch (fault.kind) {
    case "cut connection":
      await relay.interrupt(fault.forMs);
      return;
    case "kill generator":
      pipeline.killGenerator();
      return;
    case "odd events":
      await odd.send(fault.events);
      return;
    case "more partitions":
      odd.partitions = await stack.addPartitions(pipeline.name, fault.by);
  }
}

async function play<Fault>(
  steps: readonly FaultStep<Fault>[],
  strike: (fault: Fault) => Promise<void>,
): Promise<void> {
  for (const { afterMs, fault } of steps) {
    await sleep(afterMs);
    await strike(fault);
  }
}

async function pidOf(
  stack: Testbed,
  process: "Spark" | "broker" | "generator",
  { pipeline }: Running,
): Promise<number | undefined> {
  if (process === "Spark") return await stack.driver.jvmPid();
  return process === "broker" ? stack.broker.pid : pipeline.generatorPid;
}

async function freezeAll(
  freezer: Freezer,
  freezes: readonly Freeze<"Spark" | "broker" | "generator">[],
  stack: Testbed,
  victim: Running,
): Promise<void> {
  const freeze = async (one: (typeof freezes)[number]): Promise<void> => {
    await sleep(one.afterMs);
    const pid = await pidOf(stack, one.process, victim);
    if (pid !== undefined) await freezer.freeze(pid, one.forMs);
  };
  await Promise.all(freezes.map(freeze));
}

async function judge({ pipeline, odd }: Running): Promise<RoundOutcome> {
  const [fromHub, fromLedger] = [await pipeline.expectedFromHub(), await pipeline.expectedFromLedger()];
  const { client } = pipeline;
  const hub = await verify({ client, expected: fromHub, progressTimeoutMs: STALL_LIMIT_MS });
  // This stream has caught up; others may still need the processors.
  await pipeline.stopStream();
  const ledger = await verify({ client, expected: fromLedger, progressTimeoutMs: 0, othersSend: true });
  const known = ledger.expected + odd.acknowledged;
  const unexplained = Math.max(0, hub.expected - known - fromLedger.uncertain - odd.uncertain);
  return { hub, ledger, unexplained, ok: hub.ok && ledger.ok && unexplained === 0 };
}

/**
 * Plays a round on a stack: starts its pipelines, lets the faults strike, waits for the streams to recover, compares.
 *
 * @returns one outcome a pipeline, in the round's order.
 */
export async function playRound(stack: Testbed, round: Round): Promise<RoundOutcome[]> {
  const disk = await Disk.create(join(stack.folder, `disk${round.seed}`));
  stack.atStop(() => disk.remove());
  const freezer = new Freezer();
  stack.beforeStop(() => freezer.thawAll());
  let running: Running[] = [];
  try {
    running = await startAll(stack, round, disk);
    const [victim] = running;
    if (!victim) return [];
    // All have ended before anything is taken from them, also where one of them fails.
    const struck = await Promise.allSettled([
      play(round.shared, (fault) => strikeAll(stack, fault, disk, victim)),
      freezeAll(freezer, round.freezes, stack, victim),
      ...running.flatMap((one) => [
        play(one.schedule.steps, (fault) => strikeOne(stack, fault, one)),
        freezeAll(freezer, one.schedule.freezes, stack, one),
      ]),
    ]);
    for (const one of struck) if (one.status === "rejected") throw one.reason;
    await Promise.all(running.map(({ pipeline }) => pipeline.stopGenerator()));
    return await Promise.all(running.map(judge));
  } finally {
    for (const { pipeline, relay, odd } of running) {
      await odd.close();
      await relay.stop();
      await pipeline.remove();
    }
    await disk.remove();
  }
}
