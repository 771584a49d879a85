import { RunError } from "@pulumi/pulumi/errors";
import { secret, type Output } from "@pulumi/pulumi/output";

/** Where settings come from: a stack's configuration, or whatever else names them as it does. */
export interface SettingsSource {
  get(key: string): string | undefined;
}

/** How a text becomes a setting. */
interface TextRule<T> {
  /** What is allowed, as people say it. */
  readonly allowed: string;
  /** @returns undefined where the text is not allowed. */
  readonly read: (text: string) => T | undefined;
  /** Value where none is given; without one the setting must be given. */
  readonly fallback?: T;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface ListRule<T> {
  readonly allowed: string;
  readonly read: (text: string) => T | undefined;
  /** What must not repeat. */
  readonly identity: (item: T) => string;
}

/** One setting that is wrong. */
export interface SettingRefusal {
  /** Its name; of one item of a list `members[2]`. */
  readonly key: string;
  /** What was given, as it is shown; `not set` where nothing was. */
  readonly given: string;
  /** What is allowed, or why it does not go with the others. */
  readonly reason: string;
}

/** Settings that are wrong: shown without a stack trace. */
export class StackSettingsError extends RunError {
  constructor(
    readonly refusals: readonly SettingRefusal[],
    howToSet: string,
  ) {
    const count = refusals.length === 1 ? "One setting is" : `${refusals.length} settings are`;
    super(
      [
        `${count} wrong; nothing was made or changed:`,
        ...refusals.map(({ key, given, reason }) => `  ${key}: ${given}; ${reason}`),
        howToSet,
      ].join("\n"),
    );
  }
}

/**
 * Reads one stack's configuration and gathers what is wrong with it, so that all of it is said at once.
 *
 * A wrong setting reads as its fallback, or as a stand-in of its type: nothing may use what was read before
 * {@link throwIfRefused} has passed.
 */
export class SettingsReader {
  readonly #config: SettingsSource;
  readonly #refusals: SettingRefusal[] = [];
  readonly #wrong = new Set<string>();

  constructor(config: SettingsSource) {
    this.#config = config;
  }

  /** Notes that a setting is wrong. @param value what was given; undefined: nothing. */
  refuse(key: string, value: unknown, allowed: string): void {
    this.refuseBeside(key, value, `allowed: ${allowed}`);
  }

  /** Notes that a setting, right by itself, does not go with the others, which the reason names. */
  refuseBeside(key: string, value: unknown, reason: string): void {
    const given = value === undefined ? "not set" : (JSON.stringify(value) ?? String(value));
    this.#wrong.add(key);
    this.#refusals.push({ key, given, reason });
  }

  /** Whether any of these settings was found wrong, so that its value only stands in. */
  isWrong(keys: readonly string[]): boolean {
    return keys.some((key) => this.#wrong.has(key));
  }

  /**
   * @param howToSet what to do about it, the last line of the error.
   * @throws StackSettingsError with every refusal so far.
   */
  throwIfRefused(howToSet: string): void {
    if (this.#refusals.length > 0) throw new StackSettingsError(this.#refusals, howToSet);
  }

  text<T extends string>(key: string, rule: TextRule<T>): T {
    const value = this.optional(key, rule);
    if (value !== undefined) return value;
    if (rule.fallback !== undefined) return rule.fallback;
    if (this.#given(key) === undefined) this.refuse(key, undefined, rule.allowed);
    return "" as T;
  }

  /** @returns undefined where nothing is given, or something wrong. */
  optional<T>(key: string, rule: TextRule<T>): T | undefined {
    const given = this.#given(key);
    if (given === undefined) return undefined;
    const value = rule.read(given);
    if (value === undefined) this.refuse(key, given, rule.allowed);
    return value;
  }

  integer(key: string, { fallback, from, to }: Range & { readonly fallback: number }): number {
    const value = this.optional(key, {
      allowed: `a whole number from ${from} to ${to}`,
      read: (text) => {
        const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
        return value >= from && value <= to ? value : undefined;
      },
    });
    return value ?? fallback;
  }

  /** One of a few words; the first is the default. */
  oneOf<T extends string>(key: string, words: readonly [T, ...T[]]): T {
    const read = (text: string): T | undefined => words.find((word) => word === text);
    return this.optional(key, { allowed: words.join(" or "), read }) ?? words[0];
  }

  flag(key: string, fallback: boolean): boolean {
    const words = new Map([
      ["true", true],
      ["false", false],
    ]);
    return this.optional(key, { allowed: "true or false", read: (text) => words.get(text) }) ?? fallback;
  }

  /** A list of texts; nothing given reads as none. */
  list<T>(key: string, rule: ListRule<T>): readonly T[] {
    const given = this.#given(key);
    if (given === undefined) return [];
    const texts = parseList(given);
    if (!texts) {
      this.refuse(key, given, `a list of ${rule.allowed}`);
      return [];
    }
    const items = texts.map((text) => (typeof text === "string" ? rule.read(text) : undefined));
    const seen = new Set<string>();
    items.forEach((item, index) => {
      if (item === undefined || seen.has(rule.identity(item))) {
        this.refuse(`${key}[${index}]`, texts[index], rule.allowed);
        this.#wrong.add(key);
      } else seen.add(rule.identity(item));
    });
    return items.filter((item) => item !== undefined);
  }

  /** A text that is a secret from here on, and never shown. @returns undefined where nothing is given. */
  secret(key: string): Output<string> | undefined {
    const given = this.#given(key);
    return given === undefined ? undefined : secret(given);
  }

  /** An empty value reads as none, so that a template's prompt can be passed over. */
  #given(key: string): string | undefined {
    return this.#config.get(key) || undefined;
  }
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
