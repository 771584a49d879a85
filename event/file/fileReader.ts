import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { escaped } from "../../clients/escaped";

/** Where in the file a value stands: keys, and positions in lists. */
export type FilePath = readonly (string | number)[];

/** One thing of the file that is wrong. */
export interface FileRefusal {
  readonly line: number;
  /** E.g. `teams[1].name`. */
  readonly path: string;
  /** The value as it is shown; `not set` where nothing was given. */
  readonly given: string;
  readonly reason: string;
}

/** Everything that is wrong with an event's file. */
export class EventFileError extends Error {
  override readonly name = "EventFileError";

  constructor(
    file: string,
    readonly refusals: readonly FileRefusal[],
  ) {
    const count = refusals.length === 1 ? "One thing is" : `${refusals.length} things are`;
    const lines = refusals.map(({ line, path, given, reason }) =>
      [`  ${file}:${line}`, ...(path ? [`${path}: ${given};`] : []), reason].join(" "),
    );
    super([`${count} wrong in the event's file; nothing was made or changed:`, ...lines].join("\n"));
  }
}

/** How a text of the file becomes a value. */
export interface TextReading<T> {
  /** What is allowed, as people say it. */
  readonly allowed: string;
  /** @returns undefined where the text is not allowed. */
  readonly read: (text: string) => T | undefined;
}

const NOT_SHOWN = "[not shown]";
/** Values longer than this are cut in messages. */
const SHOWN = 60;
/** What somebody may have put a secret's value under. */
const HIDDEN = /password|secret|token|key|credential/i;

/**
 * Reads an event's file value by value and gathers what is wrong, each with its line. What is wrong reads as undefined,
 * or as nothing: nobody may use what was read before {@link throwIfRefused} has passed.
 */
export class FileReader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly #root: unknown;
  readonly #refusals = new Map<string, FileRefusal>();

  /** @throws EventFileError where the text is no YAML. */
  constructor(text: string, file: string) {
    this.#file = file;
    // Pretty errors quote the file, and with it maybe a secret.
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const broken = this.#document.errors.map(({ message, pos }) => ({
      line: this.#lines.linePos(pos[0]).line,
      path: "",
      given: "",
      reason: escaped(message),
    }));
    if (broken.length > 0) throw new EventFileError(file, broken);
    this.#root = this.#values();
  }

  /** @throws EventFileError where an alias names nothing, or aliases multiply without end. */
  #values(): unknown {
    try {
      return this.#document.toJS();
    } catch (error) {
      const reason = escaped((error as Error).message);
      throw new EventFileError(this.#file, [{ line: 1, path: "", given: "", reason }]);
    }
  }

  at(path: FilePath): unknown {
    return path.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      this.#root,
    );
  }

  /** @param given as it is shown. @default what the file has there, but for secrets */
  refuse(path: FilePath, reason: string, given = this.#shown(path)): void {
    const written = writtenAs(path);
    const refusal = { line: this.#lineOf(path), path: written || "(file)", given, reason };
    this.#refusals.set(`${written} ${reason}`, refusal);
  }

  /** Whether this, or something that it lies in, was found wrong: what was read of it only stands in. */
  isRefused(path: FilePath): boolean {
    const around = path.map((_, index) => writtenAs(path.slice(0, index + 1)));
    return [...this.#refusals.values()].some((refusal) => around.includes(refusal.path));
  }

  /** @throws EventFileError with every refusal so far, in the order of lines. */
  throwIfRefused(): void {
    const refusals = [...this.#refusals.values()].sort((a, b) => a.line - b.line);
    if (refusals.length > 0) throw new EventFileError(this.#file, refusals);
  }

  /** @param keys all that the map may have. @returns whether a map is there; without one, that is refused. */
  map(path: FilePath, keys: readonly string[]): boolean {
    const value = this.at(path);
    const allowed = `allowed: a map of ${keys.join(", ")}`;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.refuse(path, allowed);
      return false;
    }
    for (const key of Object.keys(value)) if (!keys.includes(key)) this.refuse([...path, key], allowed);
    return true;
  }

  /** @returns the path of each item; none, and a refusal, where no list is there. */
  list(path: FilePath, allowed: string): FilePath[] {
    const value = this.at(path);
    if (Array.isArray(value)) return value.map((_, index) => [...path, index]);
    this.refuse(path, `allowed: ${allowed}`);
    return [];
  }

  text<T>(path: FilePath, { allowed, read }: TextReading<T>): T | undefined {
    const value = this.at(path);
    const found = typeof value === "string" ? read(value) : undefined;
    if (found === undefined) this.refuse(path, `allowed: ${allowed}`);
    return found;
  }

  /** A word of a few. */
  oneOf<T extends string>(path: FilePath, words: readonly T[]): T | undefined {
    return this.text(path, {
      allowed: words.join(", "),
      read: (text) => words.find((word) => word === text),
    });
  }

  integer(path: FilePath, from: number, to: number): number | undefined {
    const value = this.at(path);
    if (Number.isInteger(value) && Number(value) >= from && Number(value) <= to) return Number(value);
    this.refuse(path, `allowed: a whole number from ${from} to ${to}`);
    return undefined;
  }

  /** Whether anything is given there; a key alone gives nothing. */
  has(path: FilePath): boolean {
    return (this.at(path) ?? undefined) !== undefined;
  }

  /** Of the nearest that is there. */
  #lineOf(path: FilePath): number {
    let node: unknown = this.#document.contents;
    let offset = 0;
    for (const key of path) {
      const pair = isMap(node)
        ? node.items.find((each) => isScalar(each.key) && each.key.value === key)
        : undefined;
      const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
      const place: unknown = pair ? pair.key : next;
      if (place === undefined) break;
      offset = startOf(place) ?? offset;
      node = next;
    }
    return this.#lines.linePos(offset).line;
  }

  #shown(path: FilePath): string {
    const value = this.at(path);
    if (value === undefined || value === null) return "not set";
    if (path.some((key) => HIDDEN.test(String(key)))) return NOT_SHOWN;
    // What has no place there may be a map with a password in it.
    const text = JSON.stringify(value, (key, each: unknown) => (HIDDEN.test(key) ? NOT_SHOWN : each));
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  }
}

function writtenAs(path: FilePath): string {
  return path.reduce<string>((before, key) => {
    if (typeof key === "number") return `${before}[${key}]`;
    return before === "" ? key : `${before}.${key}`;
  }, "");
}

function startOf(node: unknown): number | undefined {
  const { range } = node as { readonly range?: readonly number[] | null };
  return range?.[0];
}
