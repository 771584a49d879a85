import { streamStateOf } from "../../../cli/start/streamState";
import type { JobState } from "../../../runtime/spark/driver";

const stateOf = (...jobs: JobState[]): ReturnType<typeof streamStateOf> =>
  streamStateOf({ jobStates: () => Promise.resolve(jobs) });

describe("what the stream does", () => {
  it("follows from its job", async () => {
    expect(await stateOf()).toEqual({ state: "paused" });
    expect(await stateOf({ state: "PENDING", runs: 0, error: null })).toEqual({ state: "starting" });
    expect(await stateOf({ state: "RUNNING", runs: 1, error: null })).toEqual({ state: "running" });
    const failed = { state: "BACKOFF", runs: 1, error: "ingest.py:12: no such hub" } as const;
    expect(await stateOf(failed)).toEqual({ state: "failed", error: failed.error });
    // The error is the last run's until this one has ended.
    expect(await stateOf({ ...failed, state: "RUNNING", runs: 2 })).toEqual({ state: "running" });
  });
});
