import { projectSettings } from "../../event/file/projectSettings";
import { readSettings, secretSettings } from "../../program/settings";
import { StackSettingsError, type SettingRefusal } from "../../program/settingsReader";
import { nearest } from "./nearest";
import type { GivenSetting, StackFile } from "./stackFile";

/** Stands in for an encrypted value. */
const SOME_SECRET = "[secret]";
const secretNames: readonly string[] = secretSettings;
/** Namespaces of settings that Pulumi and its providers read. */
const othersNamespaces = ["azure-native", "databricks", "random", "pulumi"];

/** A setting of the file under the name by which the program asks for it. */
interface OwnSetting {
  readonly name: string;
  readonly given: GivenSetting;
}

/**
 * @param project the project's name, the namespace of its settings.
 * @returns everything that the program or the engine would refuse of a stack's file, and what neither would read.
 */
export function wrongSettings(file: StackFile, project: string, today: Date): readonly SettingRefusal[] {
  const declared = Object.keys(projectSettings());
  const refusals: SettingRefusal[] = [];
  const own = new Map<string, GivenSetting>();
  for (const [key, given] of Object.entries(file.settings)) {
    const name = nameIn(key, project);
    if (name === undefined || !declared.includes(name)) refusals.push(...strangeKey(key, given, project));
    else if (own.has(name)) refusals.push(refusal(key, given, "allowed: once, with or without the project"));
    else own.set(name, given);
  }
  const misshapen = [...own].flatMap(([name, given]) => wrongShape({ name, given }));
  const shapeless = new Set(misshapen.map(({ key }) => key));
  const judged = wrongValues(own, today).filter(({ key, given }) => {
    const [name = key] = key.split("[");
    // What stands in for a value that is encrypted says nothing of it; of a password the program asks only if it is there.
    const standsIn = own.get(name)?.as === "secret" && !secretNames.includes(name);
    return !standsIn && !shapeless.has(name) && !(file.hasEnvironments && given === "not set");
  });
  return [...refusals, ...misshapen, ...judged];
}

/** @returns the name of a setting of the project, as `ParseKey` in Pulumi's config/key.go reads it. */
function nameIn(key: string, project: string): string | undefined {
  const parts = key.split(":");
  if (parts.length === 1) return key;
  const [namespace, ...rest] = parts.length === 3 && parts[1] === "config" ? [parts[0], parts[2]] : parts;
  return namespace === project && rest.length === 1 ? rest[0] : undefined;
}

/** A key that is no setting of the program. Nobody refuses it by itself: what was meant keeps its default. */
function strangeKey(key: string, given: GivenSetting, project: string): readonly SettingRefusal[] {
  const [namespace = "", ...rest] = key.includes(":") ? key.split(":") : [project, key];
  const name = rest.at(-1) ?? "";
  const isOwn = namespace === project || nearest(namespace, [project]) !== undefined;
  const declared = Object.keys(projectSettings());
  if (othersNamespaces.includes(namespace) || (!isOwn && !declared.includes(name))) return [];
  const meant = nearest(name, declared);
  const isSecret = meant === undefined || secretNames.includes(meant);
  const reason =
    meant === undefined
      ? `no setting of this program; allowed: ${declared.join(", ")}`
      : `no setting of this program; did you mean ${project}:${meant}?`;
  // A value under a name that nobody knows may be anything, a password too.
  return [isSecret ? { key, given: SOME_SECRET, reason } : refusal(key, given, reason)];
}

/** What the engine would refuse: `validateStackConfigValue` in its workspace/config.go. */
function wrongShape({ name, given }: OwnSetting): readonly SettingRefusal[] {
  if (given.as === "secret") return [];
  if (secretNames.includes(name)) {
    const reason = `allowed: encrypted, as \`pulumi config set --secret ${name}\` writes it`;
    return given.text === "" ? [] : [{ key: name, given: SOME_SECRET, reason }];
  }
  const { type } = projectSettings()[name] ?? {};
  if (given.as !== (type === "array" ? "list" : "scalar"))
    return [refusal(name, given, `allowed: ${type === "array" ? "a list of texts" : "one value"}`)];
  // The program takes it for none, the engine for something of another type.
  const isEmpty = given.text === "" && type !== "string";
  return isEmpty ? [refusal(name, given, "allowed: a value, or no such line")] : [];
}

function wrongValues(own: ReadonlyMap<string, GivenSetting>, today: Date): readonly SettingRefusal[] {
  const get = (name: string): string | undefined => {
    const given = own.get(name);
    return given?.as === "secret" ? SOME_SECRET : given?.text;
  };
  try {
    readSettings({ get }, today);
    return [];
  } catch (error) {
    if (error instanceof StackSettingsError) return error.refusals;
    throw error;
  }
}

function refusal(key: string, given: GivenSetting, reason: string): SettingRefusal {
  const shown =
    given.as === "secret" ? SOME_SECRET : given.as === "scalar" ? JSON.stringify(given.text) : given.text;
  return { key, given: shown, reason };
}
