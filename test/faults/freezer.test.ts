import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Freezer } from "../../faults/freezer";

/** A process that says something every few milliseconds. */
class Ticking {
  ticks = 0;
  readonly child: ChildProcess;

  constructor() {
    this.child = spawn(process.execPath, ["-e", "setInterval(() => console.log(1), 5)"]);
    this.child.stdout?.on("data", () => this.ticks++);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async goesOn(): Promise<boolean> {
    const before = this.ticks;
    for (let waited = 0; waited < 5_000 && this.ticks === before; waited += 20) await sleep(20);
    return this.ticks > before;
  }
}

describe("a freezer", () => {
  let ticking: Ticking;
  beforeEach(async () => {
    ticking = new Ticking();
    expect(await ticking.goesOn()).toBe(true);
  });
  afterEach(() => ticking.child.kill("SIGKILL"));

  /** What was on its way when it was stopped has come. */
  async function standsStill(): Promise<boolean> {
    await sleep(100);
    const before = ticking.ticks;
    await sleep(200);
    return ticking.ticks === before;
  }

  it("stops a process for a while, and lets it go on", async () => {
    const frozen = new Freezer().freeze(ticking.pid, 600);
    expect(await standsStill()).toBe(true);
    await frozen;
    expect(await ticking.goesOn()).toBe(true);
  });

  it("thaws all at once, and freezes none any more", async () => {
    const freezer = new Freezer();
    const frozen = freezer.freeze(ticking.pid, 60_000);
    expect(await standsStill()).toBe(true);
    freezer.thawAll();
    await frozen;
    expect(await ticking.goesOn()).toBe(true);
    await freezer.freeze(ticking.pid, 60_000);
    expect(await ticking.goesOn()).toBe(true);
  });

  it("does nothing to a process that has ended, before or meanwhile", async () => {
    const freezer = new Freezer();
    const frozen = freezer.freeze(ticking.pid, 300);
    const ended = once(ticking.child, "exit");
    ticking.child.kill("SIGKILL");
    await ended;
    await expect(frozen).resolves.toBeUndefined();
    const again = performance.now();
    await freezer.freeze(ticking.pid, 60_000);
    expect(performance.now() - again).toBeLessThan(1_000);
  });
});
