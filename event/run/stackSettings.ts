import { projectSettings } from "../file/projectSettings";
import type { TeamSettings } from "../file/model";

/** A stack's configuration as its file has it, each key with its project's name. */
export type StackFileConfig = Readonly<Record<string, unknown>>;

/** @returns the settings of one project that the file has, without its name; no secrets. */
export function plainSettingsIn(config: StackFileConfig, project: string): Readonly<Record<string, unknown>> {
  const own = Object.entries(config).filter(
    ([key, value]) => key.startsWith(`${project}:`) && !isSecret(value),
  );
  return Object.fromEntries(own.map(([key, value]) => [key.slice(project.length + 1), value]));
}

/**
 * @param before what the stack's file has.
 * @param settings what the event gives it, as text.
 * @returns what to set: those that the event no longer gives go back to their defaults, as `undefined`, so that who is
 *   no member any longer loses access. A list is one in the file, too, or the engine refuses it.
 */
export function settingsToSet(
  before: Readonly<Record<string, unknown>>,
  settings: TeamSettings,
): Readonly<Record<string, unknown>> {
  const declared = projectSettings();
  const gone = Object.keys(before).map((name) => [name, undefined]);
  const given = Object.entries(settings).map(([name, text]) => [
    name,
    declared[name]?.type === "array" ? (JSON.parse(text) as unknown) : text,
  ]);
  return { ...Object.fromEntries(gone), ...Object.fromEntries(given) } as Record<string, unknown>;
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
