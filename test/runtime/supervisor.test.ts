import { Supervisor, type ExitInfo, type Run } from "../../runtime/supervisor";

/** A run that ends when it is told to. */
class FakeRun implements Run {
  readonly exited: Promise<ExitInfo>;
  #resolve: (info: ExitInfo) => void = () => undefined;

  constructor(readonly pid: number) {
    this.exited = new Promise((resolve) => (this.#resolve = resolve));
  }

  die(code: number): void {
    this.#resolve({ code, signal: null });
  }

  stop(): Promise<ExitInfo> {
    this.#resolve({ code: null, signal: "SIGTERM" });
    return this.exited;
  }
}

/** A launcher that remembers what it launched. */
function launcher(fails: (attempt: number) => boolean = () => false) {
  const runs: FakeRun[] = [];
  let attempts = 0;
  return {
    runs,
    attempts: () => attempts,
    launch: () => {
      attempts++;
      if (fails(attempts)) return Promise.reject(new Error(`Attempt ${attempts} failed.`));
      const run = new FakeRun(100 + runs.length);
      runs.push(run);
      return Promise.resolve(run);
    },
  };
}

const last = (runs: readonly FakeRun[]): FakeRun => {
  const run = runs.at(-1);
  if (run === undefined) throw new Error("Nothing was launched.");
  return run;
};

it("what dies is started again, and whoever asks gets the new one", async () => {
  const { launch, runs } = launcher();
  const supervisor = await Supervisor.start({ launch });
  expect(supervisor.pid).toBe(100);
  last(runs).die(1);
  await runs[0]?.exited;
  const next = await supervisor.running();
  expect([next.pid, supervisor.pid, supervisor.restarts]).toEqual([101, 101, 1]);
  await supervisor.stop();
});

it("the first start's failure is the caller's", async () => {
  const { launch } = launcher(() => true);
  await expect(Supervisor.start({ launch })).rejects.toThrow("Attempt 1 failed.");
});

it("stopped, it is not started again", async () => {
  const { launch, runs, attempts } = launcher();
  const supervisor = await Supervisor.start({ launch });
  await supervisor.stop();
  expect(await supervisor.exited).toEqual({ code: null, signal: "SIGTERM" });
  expect(await last(runs).exited).toEqual({ code: null, signal: "SIGTERM" });
  await expect(supervisor.running()).rejects.toThrow("will not be started again");
  await supervisor.stop();
  expect(attempts()).toBe(1);
});

it("stopped while it waits to start again, it ends without starting", async () => {
  const { launch, runs, attempts } = launcher();
  const supervisor = await Supervisor.start({ launch });
  last(runs).die(1);
  await runs[0]?.exited;
  const waiting = supervisor.running();
  waiting.catch(() => undefined);
  await supervisor.stop();
  await expect(waiting).rejects.toThrow("will not be started again");
  expect(attempts()).toBe(1);
});

it.each([
  [0, false],
  [3, true],
])("whether an exit with %p is followed by a start is for its owner to say", async (code, again) => {
  const { launch, runs } = launcher();
  const supervisor = await Supervisor.start({ launch, again: (info) => info.code !== 0 });
  last(runs).die(code);
  if (again) {
    await runs[0]?.exited;
    expect((await supervisor.running()).pid).toBe(101);
    await supervisor.stop();
  } else {
    expect(await supervisor.exited).toEqual({ code: 0, signal: null });
    expect(supervisor.restarts).toBe(0);
  }
});

it("restarted on purpose, it is the next run that serves", async () => {
  const { launch, runs } = launcher();
  const supervisor = await Supervisor.start({ launch, again: () => false });
  await supervisor.restart();
  expect(supervisor.pid).toBe(101);
  expect(await runs[0]?.exited).toEqual({ code: null, signal: "SIGTERM" });
  // On purpose once: its next death counts as one.
  last(runs).die(2);
  expect(await supervisor.exited).toEqual({ code: 2, signal: null });
});

it("a start that fails is tried again", async () => {
  const { launch, runs, attempts } = launcher((attempt) => attempt === 2);
  const supervisor = await Supervisor.start({ launch });
  last(runs).die(1);
  await runs[0]?.exited;
  await supervisor.running();
  expect([attempts(), supervisor.restarts]).toEqual([3, 1]);
  await supervisor.stop();
});

it("a start that always fails is given up", async () => {
  const { launch, runs, attempts } = launcher((attempt) => attempt > 1);
  const supervisor = await Supervisor.start({ launch });
  last(runs).die(7);
  expect(await supervisor.exited).toEqual({ code: 7, signal: null });
  expect(attempts()).toBe(6);
}, 30_000);
