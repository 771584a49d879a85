import { InFlight } from "../../generator/inFlight";

/** A promise with what ends it. */
function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

/** Whether a promise has been resolved when all that can happen now has happened. */
async function isResolved(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  const later = new Promise((resolve) => setImmediate(() => resolve(pending)));
  return (await Promise.race([promise, later])) !== pending;
}

it("there is room up to the limit, and again when one has landed, whichever it is", async () => {
  const inFlight = new InFlight(2);
  const [first, second] = [deferred(), deferred()];
  expect(await isResolved(inFlight.room())).toBe(true);
  inFlight.add(first.promise);
  expect(await isResolved(inFlight.room())).toBe(true);
  inFlight.add(second.promise);
  const room = inFlight.room();
  expect(await isResolved(room)).toBe(false);
  second.resolve();
  expect(await isResolved(room)).toBe(true);
  const landed = inFlight.landed();
  expect(await isResolved(landed)).toBe(false);
  first.resolve();
  expect(await isResolved(landed)).toBe(true);
});

it.each(["room", "landed"] as const)(
  "the first failure ends waiting for %s, also what begins later",
  async (wait) => {
    const inFlight = new InFlight(2);
    const [first, second] = [deferred(), deferred()];
    inFlight.add(first.promise);
    inFlight.add(second.promise);
    inFlight.check();
    const waiting = inFlight[wait]();
    second.reject(new Error("refused"));
    await expect(waiting).rejects.toThrow("refused");
    first.reject(new Error("lost, because refused"));
    await expect(inFlight[wait]()).rejects.toThrow(/^refused$/);
    expect(() => inFlight.check()).toThrow(/^refused$/);
  },
);
