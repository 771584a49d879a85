/** Standard output or error takes no more: its reader has gone, its terminal is closed, its disk is full. */
export interface OutputFailure {
  /** In words, such as `standard output is closed (EPIPE)`. */
  readonly what: string;
  /** 141 for a closed pipe, as a shell has it of what SIGPIPE ended; 1 for anything else. */
  readonly exitCode: number;
}

/** 128 and the number of SIGPIPE. */
const SIGPIPE_CODE = 128 + 13;

/**
 * Calls `end` once, at the first text that standard output or error does not take. From then on nothing that
 * cannot be written ends this process: it may have processes and folders to remove, of which `end` takes care.
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
 * Has this command fail whose standard output or error does not take a text, of a closed pipe without a word, as
 * other programs. Where SIGTERM is heard of, because something is to be taken down, that is begun at once; else the
 * command comes to its own end.
 */
export function failOnOutputFailure(): void {
  onOutputFailure(({ what, exitCode }) => {
    if (exitCode !== SIGPIPE_CODE) console.error(what);
    process.once("exit", () => (process.exitCode = exitCode));
    if (process.listenerCount("SIGTERM") > 0) process.kill(process.pid, "SIGTERM");
  });
}
