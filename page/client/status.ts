import { escaped } from "../../clients/escaped";
import type { PageView, UnreadableTable } from "../view";
import { waitingFor } from "../waiting";
import type { Severed } from "./connection";
import { timeOfDay } from "./format";

/** A stream that added no click for this long is called quiet. In milliseconds. */
const QUIET_AFTER = 15_000;

/** One of six states; everything the page says about itself follows from it. */
export interface ConnectionStatus {
  readonly state: "connecting" | "lost" | "ended" | "empty" | "quiet" | "live";
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
  if (severed) return severedStatus(severed);
  if (!view) return { state: "connecting", label: "Connecting", notice: "" };
  const { connection, counts, at } = view;
  const since = timeOfDay(connection.since);
  // What is still starting answers late, and is no loss.
  const starting = connection.state === "lost" && connection.waiting && !counts?.total;
  if (connection.state === "lost" && !starting) {
    const notice = `The tables have not answered since ${since}: ${escaped(connection.message ?? "no reason given")}. Retrying.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  const waiting = waitingFor(view);
  if (!counts || waiting !== undefined) {
    const notice = `Waiting since ${since} for ${escaped(waiting ?? "the tables")}.`;
    return counts && !starting
      ? { state: "empty", label: "No clicks yet", notice }
      : { state: "connecting", label: "Starting", notice };
  }
  const unreadable = view.unreadable.map(unreadableNotice);
  if (at - counts.grewAt > QUIET_AFTER) {
    const earlier = counts.orEarlier ? " or earlier" : "";
    const stopped = `No new clicks since ${timeOfDay(counts.grewAt)}${earlier}.`;
    return { state: "quiet", label: "Stopped", notice: [stopped, ...unreadable].join(" ") };
  }
  return { state: "live", label: "Live", notice: unreadable.join(" ") };
}

const unreadableNotice = ({ table, message }: UnreadableTable): string =>
  `The table ${table} cannot be read: ${escaped(message)}`;

function severedStatus({ since, refused, ended }: Severed): ConnectionStatus {
  if (refused) {
    const notice = `This page's server has been restarted since ${timeOfDay(ended?.at ?? since)} and has a new address. Open the address that the command printed; this page then goes on.`;
    return ended
      ? { state: "ended", label: "Ended", notice }
      : { state: "lost", label: "Connection lost", notice };
  }
  if (!ended) {
    const notice = `This page's server has not answered since ${timeOfDay(since)}. The figures are from then. Retrying.`;
    return { state: "lost", label: "Connection lost", notice };
  }
  const notice =
    ended.what === "session"
      ? `The session was ended at ${timeOfDay(ended.at)}, and what it created is being removed. The figures are from then.`
      : `This page's server was ended at ${timeOfDay(ended.at)}. The challenge goes on; the figures are from then.`;
  return { state: "ended", label: "Ended", notice };
}
