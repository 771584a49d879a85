import { EMAIL } from "../../program/costBudget";
import { secretSettings } from "../../program/settings";
import { lastStep, type Step } from "../../program/steps";
import type { FileReader, FilePath } from "./fileReader";
import type { Budget, EventFile, ScheduledVerb, SecretSource, StateStore } from "./model";

/** Pulumi's own addresses (pulumi.com/docs/iac/concepts/state-and-backends), but for its cloud's. */
const AZBLOB =
  /^azblob:\/\/[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])(?:\/[\w./-]*)?(?:\?storage_account=[a-z0-9]{3,24})?$/;
const CLOUD = /^cloud:([A-Za-z0-9][\w-]{0,99})$/;

export function readStateStore(reader: FileReader): StateStore {
  const file: StateStore = { kind: "file" };
  if (!reader.has(["state"])) return file;
  const read = (text: string): StateStore | undefined => {
    const organization = CLOUD.exec(text)?.[1];
    if (organization !== undefined) return { kind: "cloud", organization };
    if (AZBLOB.test(text)) return { kind: "azblob", url: text };
    return text === "file" ? file : undefined;
  };
  const allowed = "file, azblob://CONTAINER?storage_account=ACCOUNT, or cloud:ORGANIZATION";
  return reader.text(["state"], { allowed, read }) ?? file;
}

/** What the file names are places, never values: whoever reads the file must not read a secret. */
export function readSecrets(reader: FileReader): EventFile["secrets"] {
  if (!reader.has(["secrets"]) || !reader.map(["secrets"], secretSettings)) return {};
  const found: Record<string, SecretSource> = {};
  for (const name of secretSettings) {
    if (!reader.has(["secrets", name])) continue;
    const source = readSecret(reader, ["secrets", name]);
    if (source !== undefined) found[name] = source;
  }
  return found;
}

function readSecret(reader: FileReader, path: FilePath): SecretSource | undefined {
  const value = reader.at(path);
  const entries = typeof value === "object" && value !== null ? Object.entries(value as object) : [];
  const [[kind, place] = []] = entries as [string, unknown][];
  if (entries.length === 1) {
    if (kind === "env" && typeof place === "string" && /^[A-Za-z_]\w*$/.test(place)) return { env: place };
    if (kind === "file" && typeof place === "string" && place !== "") return { file: place };
    if (kind === "command" && isCommand(place)) return { command: place };
  }
  const allowed = "{ env: VARIABLE }, { file: PATH } or { command: [PROGRAM, ARGUMENT, …] }, never a value";
  reader.refuse(path, `allowed: ${allowed}`);
  return undefined;
}

function isCommand(value: unknown): value is [string, ...string[]] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string");
}

export function readBudget(reader: FileReader): Budget | undefined {
  const path = ["budget"];
  if (!reader.has(path) || !reader.map(path, ["perTeamPerDay", "currency", "tell"])) return undefined;
  const amount = reader.at([...path, "perTeamPerDay"]);
  if (typeof amount !== "number" || !(amount > 0) || !Number.isFinite(amount)) {
    reader.refuse([...path, "perTeamPerDay"], "allowed: an amount above 0");
  }
  const currency = reader.text([...path, "currency"], {
    allowed: "a currency's three letters, e.g. EUR",
    read: (text) => (/^[A-Z]{3}$/.test(text) ? text : undefined),
  });
  const address = {
    allowed: "an e-mail address",
    read: (text: string) => (EMAIL.test(text) ? text : undefined),
  };
  const tell = reader.list([...path, "tell"], "a list of e-mail addresses");
  return {
    perTeamPerDay: Number(amount),
    currency: currency ?? "",
    tell: tell.flatMap((item) => reader.text(item, address) ?? []),
  };
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/;

const DAY = /^\d{4}-\d\d-\d\d$/;

const momentRule = {
  allowed: "a moment with its time zone, e.g. 2027-03-10T16:00+01:00",
  read: (text: string) => {
    const moment = new Date(text);
    return MOMENT.test(text) && !Number.isNaN(moment.valueOf()) ? moment : undefined;
  },
};

/** @param expires after this day nothing is made any more: the program refuses it. */
export function readSchedule(reader: FileReader, expires: string): ScheduledVerb[] {
  if (!reader.has(["schedule"])) return [];
  const items = reader.list(["schedule"], "a list of { at: MOMENT, do: up, step or down, step: NUMBER }");
  let before: Date | undefined;
  return items.flatMap((path) => {
    const found = readScheduled(reader, path);
    if (found === undefined) return [];
    const { at, verb } = found;
    const isLate = DAY.test(expires) && at.toISOString().slice(0, 10) > expires;
    if (verb !== "down" && isLate) {
      reader.refuse([...path, "at"], `allowed: a day up to \`expires\`, ${expires}`);
    }
    if (before && at <= before) reader.refuse([...path, "at"], "allowed: later than what stands before it");
    before = at;
    return [found];
  });
}

function readScheduled(reader: FileReader, path: FilePath): ScheduledVerb | undefined {
  if (!reader.map(path, ["at", "do", "step"])) return undefined;
  const at = reader.text([...path, "at"], momentRule);
  const verb = reader.oneOf([...path, "do"], ["up", "step", "down"]);
  const stepPath = [...path, "step"];
  const wanted = verb === "step" || (verb === "up" && reader.has(stepPath));
  if (verb === "down" && reader.has(stepPath))
    reader.refuse(stepPath, "allowed: nothing, where `do` is down");
  const step = wanted ? (reader.integer(stepPath, 1, lastStep) as Step | undefined) : undefined;
  return at !== undefined && verb !== undefined ? { at, verb, step } : undefined;
}
