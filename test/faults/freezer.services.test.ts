import { Freezer } from "../../faults/freezer";
import { Testbed } from "../../testbed/testbed";

it("a testbed that is stopped lets a frozen broker go on first, which then ends in order", async () => {
  const stack = await Testbed.start({ spark: false });
  const freezer = new Freezer();
  stack.beforeStop(() => freezer.thawAll());
  const frozen = freezer.freeze(stack.broker.pid, 600_000);
  await stack.stop();
  await frozen;
  // By SIGKILL if it had stood still until then.
  expect((await stack.broker.exited).signal).toBeNull();
}, 300_000);
