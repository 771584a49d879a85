/** What a person, or whoever takes over, wants of what runs. */
export interface Stops {
  /** Nothing new starts. */
  readonly stop: AbortSignal;
  /** What runs is cancelled, too. */
  readonly cancel: AbortSignal;
  /** The exit code by which a shell tells which signal ended a command; undefined where none did. */
  readonly code: () => number | undefined;
}

/**
 * Ctrl-C once: what runs finishes; twice: it is cancelled. A SIGTERM, with which an event is taken over, and a terminal
 * that is closed are both at once.
 */
export function listenForStops(say: (text: string) => void): Stops {
  const stop = new AbortController();
  const cancel = new AbortController();
  let code: number | undefined;
  const cancelAll = (exitCode: number): void => {
    if (cancel.signal.aborted) return;
    code ??= exitCode;
    say("cancelling: each engine ends what it has begun");
    stop.abort(new Error("cancelled"));
    cancel.abort(new Error("cancelled"));
  };
  process.on("SIGINT", () => {
    if (stop.signal.aborted) return cancelAll(130);
    code = 130;
    say("nothing new is started; what runs goes on to its end (Ctrl-C again cancels it)");
    return stop.abort(new Error("stopped"));
  });
  process.on("SIGTERM", () => cancelAll(143));
  process.on("SIGHUP", () => cancelAll(129));
  return { stop: stop.signal, cancel: cancel.signal, code: () => code };
}
