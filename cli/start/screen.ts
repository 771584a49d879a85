import logUpdate from "log-update";

/** Where the start command writes. */
export interface Screen {
  /** True where lines can be rewritten in place. */
  readonly live: boolean;
  /** Width in columns. */
  readonly columns: number;
  /** Writes one line that stays. */
  line(text: string): void;
  /** Rewrites the live area at the bottom; does nothing where that is not possible. */
  update(lines: readonly string[]): void;
  /** Leaves the live area as it is and starts a new one below it. */
  settle(): void;
}

/** Lines rewritten in place, for a terminal. */
export function terminalScreen(stream: NodeJS.WriteStream): Screen {
  return {
    live: true,
    get columns() {
      return stream.columns;
    },
    line(text) {
      logUpdate.clear();
      stream.write(`${text}\n`);
    },
    update: (lines) => logUpdate(lines.join("\n")),
    settle: () => logUpdate.done(),
  };
}

/** Lines one after the other, for a file or a pipe. */
export function plainScreen(stream: NodeJS.WritableStream): Screen {
  return {
    live: false,
    columns: 100,
    line: (text) => void stream.write(`${text}\n`),
    update: () => undefined,
    settle: () => undefined,
  };
}
