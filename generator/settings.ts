import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { connectionStringOf, hostOf } from "../clients/eventHubs";
import type { ClicksPattern } from "./pattern";

/** What the generator is told. */
export interface GeneratorSettings {
  /** `NAME.servicebus.windows.net`. */
  readonly host: string;
  readonly eventHub: string;
  /** Secret: what Event Hubs wants as the password. */
  readonly connectionString: string;
  /** Infinity: as fast as possible. */
  readonly clicksPerSecond: number;
  readonly pattern: ClicksPattern;
  readonly seed: number;
  readonly ledgerFile: string | undefined;
  /** PEM file of certificates to trust instead of the public ones. */
  readonly caFile: string | undefined;
  /** Where to connect to instead of asking DNS for the host. */
  readonly address: string | undefined;
  /** To end when standard input does: whoever started the generator has gone then. */
  readonly endsWithInput: boolean;
}

/** Something that the generator was told is missing or wrong. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const rules = {
  hostName: {
    pattern: /^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$/,
    hint: "the Event Hubs namespace's short name, without .servicebus.windows.net",
  },
  sasKeyName: { pattern: /^[^;=\s]+$/, hint: "the name of an authorization rule of the hub that may send" },
  sasKeyValue: { pattern: /^[^;\s]+$/, hint: "that rule's primary or secondary key" },
  eventHubName: { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, hint: "the name of the Event Hub" },
} as const;

/** The image's pace, about: it makes a connection of its own for each click. */
const DEFAULT_RATE = 1;

/**
 * Reads the settings from the environment and the command line.
 *
 * @throws SettingsError naming each variable or option that is wrong, never with a key's value
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): GeneratorSettings {
  const problems: string[] = [];
  const read = (name: keyof typeof rules): string => {
    const value = environment[name] ?? "";
    const { pattern, hint } = rules[name];
    if (value === "") problems.push(`${name} is not set: it must be ${hint}.`);
    else if (!pattern.test(value)) {
      const given = name === "sasKeyValue" ? "not a key" : `"${value}"`;
      problems.push(`${name} is ${given}: it must be ${hint}.`);
    }
    return value;
  };
  const [name, ruleName, key, eventHub] = [
    read("hostName"),
    read("sasKeyName"),
    read("sasKeyValue"),
    read("eventHubName"),
  ];
  const clicksPerSecond = readRate(environment["clicksPerSecond"], problems);
  const pattern = readPattern(environment["clicksPattern"], problems);
  const options = readOptions(args, problems);
  if (problems.length > 0) throw new SettingsError(problems.join("\n"));
  const host = hostOf(name);
  return {
    host,
    eventHub,
    connectionString: connectionStringOf({ host, ruleName, key, eventHub }),
    clicksPerSecond,
    pattern,
    seed: options.seed ?? randomInt(2 ** 32),
    ledgerFile: options.ledger,
    caFile: options.ca,
    address: options.address,
    endsWithInput: options["end-with-input"] ?? false,
  };
}

function readRate(text: string | undefined, problems: string[]): number {
  if (text === undefined || text === "") return DEFAULT_RATE;
  if (text === "max") return Infinity;
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0) return rate;
  problems.push(`clicksPerSecond is "${text}": it must be a number above 0, or max for as fast as possible.`);
  return DEFAULT_RATE;
}

function readPattern(text: string | undefined, problems: string[]): ClicksPattern {
  if (text === "shop") return text;
  if (text !== undefined && text !== "" && text !== "uniform") {
    problems.push(`clicksPattern is "${text}": it must be uniform or shop.`);
  }
  return "uniform";
}

interface GeneratorOptions {
  readonly ledger?: string | undefined;
  readonly ca?: string | undefined;
  readonly address?: string | undefined;
  readonly seed?: number | undefined;
  readonly "end-with-input"?: boolean | undefined;
}

function readOptions(args: readonly string[], problems: string[]): GeneratorOptions {
  try {
    const option = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        ledger: option,
        ca: option,
        address: option,
        seed: option,
        "end-with-input": { type: "boolean" },
      },
    });
    if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed)) {
      problems.push(`--seed is "${values.seed}": it must be a whole number.`);
    }
    return { ...values, seed: values.seed === undefined ? undefined : Number(values.seed) };
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return {};
  }
}
