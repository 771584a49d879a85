import type { PageView } from "./view";

/**
 * What has to happen before the first click is counted, to follow “waiting for”.
 *
 * @returns undefined once one is counted.
 */
export function waitingFor({ counts, stream }: PageView): string | undefined {
  if (counts && counts.total > 0) return undefined;
  if (stream?.state === "failed") return `the notebook to be run again: it failed with ${stream.error}`;
  if (stream?.state === "paused") return "the stream, which step 6 starts";
  if (stream?.state === "starting") return "Spark to start the notebook";
  if (!counts) {
    return stream
      ? "Spark's first answer; it is starting the notebook"
      : "the tables' first answer; a warehouse may have to start first";
  }
  if (!counts.noTable) return "the first batch: the notebook reads the hub";
  return stream
    ? "the notebook to create its tables"
    : "the job to create its tables; its cluster may have to start first";
}
