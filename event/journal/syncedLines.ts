import { open, readFile, type FileHandle } from "node:fs/promises";
import { isMissing } from "../../runtime/missing";

/** A file of one JSON object a line, to which several processes may add. A line is on the disk before anything else goes on. */
export class SyncedLines {
  readonly #file: FileHandle;
  /** Lines are written one after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<SyncedLines> {
    const file = await open(path, "a", 0o600);
    const lines = new SyncedLines(file);
    // A machine that went off in the midst of a line leaves it without an end.
    const before = await readFile(path, "utf8");
    if (before !== "" && !before.endsWith("\n")) await lines.#append("\n");
    return lines;
  }

  add(entry: object): Promise<void> {
    return this.#append(`${JSON.stringify(entry)}\n`);
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }

  #append(text: string): Promise<void> {
    this.#written = this.#written.then(async () => {
      await this.#file.appendFile(text);
      await this.#file.datasync();
    });
    return this.#written;
  }
}

/** @returns every entry, in order; a line that was cut short is left out, and a file that is not there has none. */
export async function readLines<Entry>(path: string): Promise<readonly Entry[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return entriesIn(text);
}

/** Reads what was added to a file of lines since it was read last. */
export class LinesTail<Entry> {
  readonly #path: string;
  /** Bytes that were read. */
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns the lines that are complete by now; of a file that was begun anew, all. */
  async read(): Promise<readonly Entry[]> {
    const file = await open(this.#path, "r").catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (file === undefined) return [];
    try {
      const { size } = await file.stat();
      if (size < this.#offset) this.#offset = 0;
      const bytes = Buffer.alloc(size - this.#offset);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#offset);
      const complete = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      this.#offset += complete;
      return entriesIn(bytes.toString("utf8", 0, complete));
    } finally {
      await file.close();
    }
  }
}

function entriesIn<Entry>(text: string): readonly Entry[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}
