import type { View } from "../view";
import { timeOfDay } from "./format";

/** A stream that added no click for this long is called quiet. In milliseconds. */
const quietAfter = 15_000;

/** One of five states; everything the page says about itself follows from it. */
export interface Status {
  readonly state: "connecting" | "lost" | "empty" | "quiet" | "live";
  /** One or two words. */
  readonly label: string;
  /** What is the matter, and since when; empty while clicks flow. */
  readonly notice: string;
}

/**
 * Says how things stand.
 *
 * @param severedSince when the server behind this page was last heard; undefined while it speaks.
 */
export function statusOf(view: View | undefined, severedSince: number | undefined): Status {
  if (severedSince !== undefined) {
    const notice = `This page's server has not answered since ${timeOfDay(severedSince)}. The figures are from then. Trying again by itself.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  if (!view) return { state: "connecting", label: "Connecting", notice: "" };
  const { connection, counts, at } = view;
  const since = timeOfDay(connection.since);
  if (connection.state === "lost") {
    const notice = `The tables have not answered since ${since}: ${connection.message ?? "no reason given"}. Trying again by itself.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  if (connection.state === "connecting" || !counts) {
    const notice =
      at - connection.since > 3_000
        ? `Waiting for the tables since ${since}. A warehouse may have to start first.`
        : "";
    return { state: "connecting", label: "Connecting", notice };
  }
  if (counts.total === 0) {
    return { state: "empty", label: "No clicks yet", notice: `No clicks yet; waiting since ${since}.` };
  }
  if (at - counts.grewAt > quietAfter) {
    const earlier = counts.orEarlier ? " or earlier" : "";
    return {
      state: "quiet",
      label: "Stopped",
      notice: `No new clicks since ${timeOfDay(counts.grewAt)}${earlier}.`,
    };
  }
  return { state: "live", label: "Live", notice: "" };
}
