import Sequencer from "@jest/test-sequencer";

/**
 * The files that take longest in their tier, the longest first. On a fresh machine jest knows no times and goes by the files' sizes,
 * and one of these, begun last, runs alone while a core stands idle. The first one compiles the engine that others of
 * the life cycle wait for, so what needs none comes right behind it.
 */
const slowest = [
  "lifecycle/settings.engine",
  "runtime/spark/notebooks",
  "runtime/spark/hands",
  "runtime/spark/driver",
  "runtime/spark/connect",
  "cli/start/start.e2e",
  "faults/faults.e2e",
  "cli/start/page.e2e",
  "lifecycle/made.e2e",
  "lifecycle/failures.engine",
  "lifecycle/killed.engine",
  "lifecycle/",
  "queries/queries.services",
  "emulator/inProcess/challenge",
];

const rank = ({ path }) => {
  const found = slowest.findIndex((name) => path.includes(`/test/${name}`));
  return found < 0 ? slowest.length : found;
};

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}
