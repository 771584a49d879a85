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

test("there is room up to the limit, and again when one has landed, whichever it is", async () => {
  const inFlight = new InFlight(2);
  const [first, second] = [deferred(), deferred()];
  expect(await isResolved(inFlight.room())).toBe(true);
  inFlight.add(first.promise);
  expect(await isResolved(inFlight.room())).toBe(true);
  inFlight.add(second.promise);
  const room = inFlight.room();
  const landed = inFlight.landed();
  expect(await isResolved(room)).toBe(false);
  second.resolve();
  expect(await isResolved(room)).toBe(true);
  expect(await isResolved(landed)).toBe(false);
  first.resolve();
  expect(await isResolved(landed)).toBe(true);
});

test("a failure ends every waiting, also one that begins later", async () => {
  const inFlight = new InFlight(1);
  const only = deferred();
  inFlight.add(only.promise);
  const waiting = [inFlight.room(), inFlight.landed(), inFlight.failed];
  only.reject(new Error("refused"));
  expect(await Promise.allSettled(waiting)).toEqual(
    waiting.map(() => ({ status: "rejected", reason: new Error("refused") })),
  );
  await expect(inFlight.landed()).rejects.toThrow("refused");
});
