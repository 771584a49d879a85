import { availableParallelism, cpus, loadavg, totalmem, release, type } from "node:os";

/** One line that says on what, and beside what else, a figure was measured. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const load = loadavg().map((value) => value.toFixed(1));
  return (
    `${availableParallelism()} cores (${model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, ` +
    `${type()} ${release()}, Node ${process.versions.node}; load before: ${load.join(", ")}`
  );
}
