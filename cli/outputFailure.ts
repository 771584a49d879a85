/** Standard output or error cannot be written: its reader has gone, its terminal is closed, its disk is full. */
export interface OutputFailure {
  /** In words, such as `standard output is closed (EPIPE)`. */
  readonly what: string;
  /** 141 for a closed pipe, which a shell reports of a process that SIGPIPE ended; 1 for anything else. */
  readonly exitCode: number;
}

/** 128 and the number of SIGPIPE. */
const SIGPIPE_CODE = 128 + 13;

/**
 * Calls `end` once, when standard output or error first fails. Later failures are ignored, so that they do not end
 * this process: it may have processes and folders to remove, which is up to `end`.
 */
export function onOutputFailure(end: (failure: OutputFailure) => void): void {
  let failed = false;
  const streams = [
    ["standard output", process.stdout],
    ["standard error", process.stderr],
  ] as const;
  for (const [name, stream] of streams) {
    stream.on("error", ({ code = "unknown error" }: NodeJS.ErrnoException) => {
      if (failed) return;
      failed = true;
      const closed = code === "EPIPE";
      end({
        what: `${name} ${closed ? "is closed" : "failed"} (${code})`,
        exitCode: closed ? SIGPIPE_CODE : 1,
      });
    });
  }
}

/**
 * Makes this command exit with an error code if its output cannot be written; of a closed pipe it says nothing, as
 * other programs do. If the command handles SIGTERM, because it has something to remove, it gets one at once; otherwise
 * it runs to its own end.
 */
export function failOnOutputFailure(): void {
  onOutputFailure(({ what, exitCode }) => {
    if (exitCode !== SIGPIPE_CODE) console.error(what);
    process.once("exit", () => (process.exitCode = exitCode));
    if (process.listenerCount("SIGTERM") > 0) process.kill(process.pid, "SIGTERM");
  });
}
