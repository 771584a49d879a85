import type { LightState } from "../observed/observed";
import type { Traffic } from "./traffic";

/** Something that was asked, and when; ms since the epoch. */
export interface SeenState {
  readonly at: number;
  /** In the service's own word, such as `Running`. */
  readonly state: string;
}

/** What is known of a team from which its lights follow. */
export interface LightSigns {
  readonly now: number;
  /** The last of the six steps that the team has reached. */
  readonly step: number;
  /** When it reached the step, ms since the epoch; undefined where nobody knows. */
  readonly stepSince: number | undefined;
  readonly traffic: Traffic | undefined;
  /** State of the container group's instance view. */
  readonly container: SeenState | undefined;
  /** State of the job's active run; {@link NO_RUN} where it has none. */
  readonly run: SeenState | undefined;
}

/** A light, and why it is as it is. */
export interface SeenLight {
  readonly state: LightState | "none";
  readonly why: string;
}

/** What a job's run is called that does not exist. */
export const NO_RUN = "none";

/** What was seen longer ago says nothing about now, ms: Azure Monitor itself is minutes late. */
const STALE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const GENERATOR_STEP = 5;
const STREAM_STEP = 6;

/** A container that runs may send nothing: only what the hub took in says that it does. */
export function generatorLight(signs: LightSigns): SeenLight {
  const { now, step, container } = signs;
  if (step < GENERATOR_STEP) return { state: "none", why: "" };
  const view = fresh(container, now);
  if (view !== undefined && view.state !== "Running")
    return { state: "off", why: `its container is ${view.state}` };
  const counted = countedLately(signs);
  if (counted === undefined) return { state: "unknown", why: "nobody has counted lately" };
  if (counted.incoming > 0) return { state: "on", why: "" };
  return {
    state: "off",
    why: view === undefined ? "no clicks come in" : "its container runs, and no clicks come in",
  };
}

/** Where nothing comes in there is nothing to read: that is the generator's trouble, and no sign of the stream's. */
export function streamLight(signs: LightSigns): SeenLight {
  const { now, step, run } = signs;
  if (step < STREAM_STEP) return { state: "none", why: "" };
  const seen = fresh(run, now);
  if (seen?.state === NO_RUN) return { state: "off", why: "its job has no active run" };
  if (seen !== undefined && seen.state !== "RUNNING")
    return { state: "off", why: `its job's run is ${seen.state}` };
  const counted = countedLately(signs);
  if (counted === undefined) return { state: "unknown", why: "nobody has counted lately" };
  if (counted.outgoing > 0) return { state: "on", why: "" };
  if (counted.incoming === 0) return { state: "unknown", why: "nothing comes in that could be read" };
  return { state: "off", why: "clicks come in, and nobody reads them" };
}

function fresh(seen: SeenState | undefined, now: number): SeenState | undefined {
  return seen !== undefined && now - seen.at <= STALE_MS ? seen : undefined;
}

/** A minute that began before the team reached its step says nothing of what has run since. */
function countedLately({ traffic, now, stepSince = 0 }: LightSigns): Traffic | undefined {
  if (traffic === undefined || now - traffic.until > STALE_MS) return undefined;
  return traffic.until - MINUTE_MS >= stepSince ? traffic : undefined;
}
