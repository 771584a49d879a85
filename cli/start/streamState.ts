import type { RunningServices } from "../../emulator/runningServices";
import type { StreamState } from "../../page";

/** What the challenge's stream does: its job is the only one. */
export async function streamStateOf(services: Pick<RunningServices, "jobStates">): Promise<StreamState> {
  const [job] = await services.jobStates();
  if (!job) return { state: "paused" };
  if (job.state === "BACKOFF" && job.error !== null) return { state: "failed", error: job.error };
  return { state: job.state === "PENDING" ? "starting" : "running" };
}
