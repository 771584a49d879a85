import { setTimeout as sleep } from "node:timers/promises";
import { longRun } from "../long";
import { Namespace, until } from "./namespace";

/** Longer than the broker's session with its controller (`runtime/kafka/properties.ts`); in the long run a laptop's sleep. */
const frozenMs = longRun ? 75_000 : 4_000;

let namespace: Namespace;

beforeAll(async () => {
  namespace = await Namespace.start("clicks-gen2");
}, 300_000);

afterAll(() => namespace?.stop(), 60_000);

async function freeze(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await sleep(frozenMs);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

it("a broker that is frozen and goes on costs no click, no second one and no restart", async () => {
  const { generator, ledger, log } = await namespace.startGenerator("frozen", { clicksPerSecond: "max" });
  for (const again of [1, 2, 3]) {
    const before = (await ledger()).sent;
    await until(async () => (await ledger()).sent > before + 5_000);
    await freeze(namespace.broker.pid);
    const thawed = (await ledger()).sent;
    await until(async () => (await ledger()).sent > thawed + 5_000 || generator.restarts >= again);
  }
  await generator.stop();
  expect({ restarts: generator.restarts, log: log() }).toMatchObject({ restarts: 0 });
  await namespace.expectEqual("frozen", await ledger());
}, 400_000);

it("a generator that is frozen and goes on sends each click once", async () => {
  const { generator, ledger } = await namespace.startGenerator("asleep", { clicksPerSecond: "2000" });
  await until(async () => (await ledger()).sent > 2_000);
  await freeze(generator.pid);
  const thawed = (await ledger()).sent;
  await until(async () => (await ledger()).sent > thawed + 2_000);
  await generator.stop();
  expect(generator.restarts).toBe(0);
  await namespace.expectEqual("asleep", await ledger());
}, 200_000);
