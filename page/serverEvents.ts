import type { SSEStreamingApi } from "hono/streaming";

/** Longest silence, so that both ends notice a dead connection. In milliseconds. */
const HEARTBEAT = 10_000;

/** What browsers are told of, by the name of the event. */
export interface ToldEvents {
  readonly view: () => unknown;
  /** Told last: nothing comes after it. */
  readonly ended: () => unknown;
}

/** What a stream of events is fed from. */
export interface EventFeed<Data extends ToldEvents> {
  readonly data: Data;
  /** @returns how to end it. */
  readonly subscribe: (changed: (...events: (keyof Data)[]) => void) => () => void;
  /** Aborted when the server is about to close. */
  readonly ending: AbortSignal;
}

/** Sends everything once, and then changes as they come; a browser that is slow to read gets the newest only. */
export async function tellChanges<Data extends ToldEvents>(
  stream: SSEStreamingApi,
  { data, subscribe, ending }: EventFeed<Data>,
): Promise<void> {
  const due = new Set<keyof Data>((Object.keys(data) as (keyof Data)[]).filter((event) => event !== "ended"));
  let wake = (): void => undefined;
  const later = (...events: (keyof Data)[]): void => {
    for (const event of events) due.add(event);
    wake();
  };
  const unsubscribe = subscribe(later);
  const end = (): void => later("ended");
  if (ending.aborted) end();
  ending.addEventListener("abort", end);
  const beat = setInterval(() => later("view"), HEARTBEAT);
  stream.onAbort(() => wake());
  try {
    while (!stream.aborted && !stream.closed) {
      for (const event of due) {
        due.delete(event);
        const value = (data[event] as () => unknown)();
        await stream.writeSSE({ event: String(event), data: JSON.stringify(value) });
        if (event === "ended") return;
      }
      if (due.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(beat);
    ending.removeEventListener("abort", end);
    unsubscribe();
  }
}
