import type { PageView } from "../view";
import type { Severed } from "./connection";
import { timeOfDay } from "./format";

/** A stream that added no click for this long is called quiet. In milliseconds. */
const QUIET_AFTER = 15_000;

/** One of five states; everything the page says about itself follows from it. */
export interface ConnectionStatus {
  readonly state: "connecting" | "lost" | "empty" | "quiet" | "live";
  /** One or two words. */
  readonly label: string;
  /** What is the matter, and since when; empty while clicks flow. */
  readonly notice: string;
}

/**
 * Derives the status that the page shows.
 *
 * @param severed undefined while the server behind this page speaks.
 */
export function statusOf(view: PageView | undefined, severed: Severed | undefined): ConnectionStatus {
  if (severed?.refused) {
    const notice = `This page's server has been restarted since ${timeOfDay(severed.since)} and has a new address. Open the address that the command printed; this page then goes on.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  if (severed) {
    const notice = `This page's server has not answered since ${timeOfDay(severed.since)}. The figures are from then. Retrying.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  if (!view) return { state: "connecting", label: "Connecting", notice: "" };
  const { connection, counts, at } = view;
  const since = timeOfDay(connection.since);
  if (connection.state === "lost") {
    const notice = `The tables have not answered since ${since}: ${connection.message ?? "no reason given"}. Retrying.`;
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
  if (at - counts.grewAt > QUIET_AFTER) {
    const earlier = counts.orEarlier ? " or earlier" : "";
    return {
      state: "quiet",
      label: "Stopped",
      notice: `No new clicks since ${timeOfDay(counts.grewAt)}${earlier}.`,
    };
  }
  return { state: "live", label: "Live", notice: "" };
}
