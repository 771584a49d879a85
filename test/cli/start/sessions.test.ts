import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { testSeed } from "../../long";
import { SteppedProcess } from "./steppedProcess";
import { failRemoval, SteppedSession } from "./steppedSession";

type Stepped = typeof import("./steppedProcess");
type Session = typeof import("./steppedSession");

jest.mock("node:fs/promises", () => {
  const real: Readonly<Record<string, unknown>> = jest.requireActual("node:fs/promises");
  return jest.requireActual<Stepped>("./steppedProcess").inSteps(real);
});
jest.mock("node:timers/promises", () => ({
  ...jest.requireActual<object>("node:timers/promises"),
  setTimeout: jest.requireActual<Stepped>("./steppedProcess").waitInSteps,
}));
jest.mock("../../../runtime/alive", () => ({
  isAlive: (pid: number) => jest.requireActual<Stepped>("./steppedProcess").SteppedProcess.isAlive(pid),
  birthOf: async () => "0123456789ab",
}));
jest.mock("../../../runtime/engine", () => ({ engineHere: async () => "no engine" }));
jest.mock("../../../runtime/toolchain", () => ({ prepareToolchain: async () => ({}) }));
jest.mock("../../../event/run/leftProcesses", () => ({ killLeftProcesses: async () => undefined }));
jest.mock("../../../emulator/services/launchers", () => ({
  get realLaunchers() {
    return jest.requireActual<Session>("./steppedSession").launchers;
  },
}));
jest.mock("../../../cli/start/deployment", () => ({
  deployInProcess: (...args: Parameters<Session["deployInSteps"]>) =>
    jest.requireActual<Session>("./steppedSession").deployInSteps(...args),
}));

const realPid = process.pid;
let home: string;
beforeAll(() => {
  Object.defineProperty(process, "pid", { get: () => SteppedProcess.current?.pid ?? realPid });
});
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "sessions-"))));
afterEach(() => rmSync(home, { recursive: true }));

/** What is on the disk of all sessions. */
const left = (): string[] => ["challenges", "running"].flatMap((folder) => readdirSync(join(home, folder)));

async function parked(...sessions: readonly SteppedSession[]): Promise<void> {
  await nextTurn();
  while (!sessions.every(({ process }) => process.isParked)) await nextTurn();
}

/** When a session is interrupted and when it is killed, if it is, in steps of its own. */
interface Fate {
  readonly interrupted: number;
  readonly killed: number | undefined;
}

/** A session, and what is yet to come to it. */
class Fated {
  readonly session = new SteppedSession(home);
  #steps = 0;

  constructor(readonly fate: Fate) {}

  async step(): Promise<void> {
    const { process } = this.session;
    process.proceed();
    this.#steps++;
    if (this.#steps === this.fate.killed) process.kill();
    if (this.#steps === this.fate.interrupted) this.session.interrupt();
  }
}

/** Above what a session takes from beginning to end, of which it takes 26 until it rests. */
const STEPS = 40;
/** What comes to two sessions. */
interface Course {
  readonly fates: readonly [Fate, Fate];
  /** After how many steps of the first the second begins. */
  readonly begins: number;
  /** Which of the two takes each of the next steps; whoever cannot leaves it to the other one. */
  readonly turns: readonly number[];
}

/** One turn each, with a few of them given to the other one. */
const sideBySide = (swapped: readonly number[]): number[] =>
  Array.from({ length: 2 * STEPS }, (_, turn) => (turn + (swapped.includes(turn) ? 1 : 0)) % 2);

const fate = fc.record({
  interrupted: fc.oneof(fc.constant(STEPS), fc.integer({ min: 1, max: STEPS })),
  killed: fc.option(fc.integer({ min: 1, max: STEPS }), { nil: undefined, freq: 1 }),
});
const course: fc.Arbitrary<Course> = fc.record({
  fates: fc.tuple(fate, fate),
  // At the same moment in half of all runs: who locks first is decided within a few steps.
  begins: fc.oneof(fc.nat(2), fc.nat(STEPS)),
  // Side by side in half of all runs, or nearly so.
  turns: fc.oneof(
    fc.uniqueArray(fc.nat(2 * STEPS), { maxLength: 3 }).map((swapped) => sideBySide(swapped)),
    fc.array(fc.nat(1), { minLength: 2 * STEPS, maxLength: 2 * STEPS }),
  ),
});

/** Takes the steps of two sessions in their order, looking after each whether it has done the other one harm. */
async function takeTurns({ fates, begins, turns }: Course): Promise<SteppedSession[]> {
  const [first, second] = fates;
  const all = [new Fated(first)];
  const order = [...Array<number>(begins).fill(0), ...turns];
  for (let turn = 0; turn < order.length || all.some(({ session }) => session.process.isAlive); turn++) {
    if (turn === begins) all.push(new Fated(second));
    await parked(...all.map(({ session }) => session));
    const able = all.filter(({ session }) => session.process.isAlive);
    await able[(order[turn] ?? turn) % able.length]?.step();
    await parked(...all.map(({ session }) => session));
    expect(all.flatMap(({ session }) => session.harmed)).toEqual([]);
    expect(all.filter(({ session }) => session.holds).length).toBeLessThanOrEqual(1);
  }
  return all.map(({ session }) => session);
}

/** A session that nobody disturbs takes over whatever was left, and leaves nothing. */
async function runAlone(): Promise<void> {
  const { session } = new Fated({ interrupted: STEPS, killed: undefined });
  await parked(session);
  for (let steps = 0; session.process.isAlive; steps++) {
    if (session.process.isResting) {
      expect(session.harmed).toEqual([]);
      session.interrupt();
    }
    session.process.proceed();
    await parked(session);
  }
  expect([await session.ended, session.said.at(-1)]).toEqual([
    0,
    "nothing is left: no process, no port, no folder",
  ]);
  expect(left()).toEqual([]);
}

it("two sessions of a team do each other no harm, whatever each of them is doing and however it ends", async () => {
  await fc.assert(
    fc.asyncProperty(course, async (taken) => {
      const sessions = await takeTurns(taken);
      const pids = sessions.map(({ process }) => process.pid);
      for (const [index, { ended }] of sessions.entries()) {
        const result = await ended;
        if (result === 0 || taken.fates[index]?.killed !== undefined) continue;
        expect(String(result)).toMatch(
          new RegExp(`^team "red" has had a challenge .* in process ${pids[1 - index]}\\.`),
        );
      }
      if (taken.fates.every(({ killed }) => killed === undefined)) expect(left()).toEqual([]);
      await runAlone();
    }),
    { numRuns: 40, seed: testSeed },
  );
});

it("a log that only the error of the removal names is still there, and the error names it there", async () => {
  const spark = "challenges/red/team/spark/driver.log";
  failRemoval(`Spark did not start: no memory. Its log is ${join(home, spark)}.`);
  const { session } = new Fated({ interrupted: STEPS, killed: undefined });
  await parked(session);
  while (session.process.isAlive) {
    if (session.process.isResting) session.interrupt();
    session.process.proceed();
    await parked(session);
  }
  failRemoval(undefined);
  const kept = join(home, "logs/red/team/spark/driver.log");
  expect(await session.ended).toBe(`Spark did not start: no memory. Its log is ${kept}.`);
  expect([readFileSync(kept, "utf8"), left()]).toEqual(["no memory", []]);
});
