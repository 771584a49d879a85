import { parseDocument } from "yaml";
import type { Waiver } from "./core/check";
import { isMap, shown, type PropertyMap } from "./core/resource";
import type { PolicyLimits } from "./core/rule";

/** What an organisation says in its `policy.yaml`. */
export interface PolicySettings {
  readonly limits: PolicyLimits;
  readonly waivers: readonly Waiver[];
}

/** Everything that is wrong with a `policy.yaml`. */
export class PolicySettingsError extends Error {
  override readonly name = "PolicySettingsError";

  constructor(readonly wrong: readonly string[]) {
    super(
      [`${wrong.length === 1 ? "One thing is" : `${wrong.length} things are`} wrong:`, ...wrong].join("\n  "),
    );
  }
}

/** Limits where the file says nothing. */
export const defaultLimits: PolicyLimits = {
  requiredTags: ["team", "owner", "expires"],
  regions: undefined,
  throughputUnits: 20,
  partitions: 32,
  retentionHours: 168,
  nodeTypes: undefined,
  workers: 4,
  warehouseSizes: ["2X-Small", "X-Small", "Small"],
  warehouseAutoStopMinutes: 30,
  containerCpu: 2,
  containerMemoryInGB: 4,
};

const lists: readonly string[] = ["requiredTags", "regions", "nodeTypes", "warehouseSizes"];
const waiverKeys = ["rule", "resource", "reason", "owner"] as const;

/**
 * Reads a `policy.yaml`.
 *
 * @param ruleIds ids of the rules that there are.
 * @throws PolicySettingsError with everything that is wrong with it.
 */
export function parsePolicySettings(text: string, ruleIds: readonly string[]): PolicySettings {
  const document = parseDocument(text);
  if (document.errors.length > 0)
    throw new PolicySettingsError(document.errors.map(({ message }) => message));
  const file: unknown = document.toJS() ?? {};
  if (!isMap(file))
    throw new PolicySettingsError([`the file is ${shown(file)}; allowed: limits and waivers`]);
  const wrong = [
    ...unknownKeys("", file, ["limits", "waivers"]),
    ...wrongLimits(file["limits"] ?? {}),
    ...wrongWaivers(file["waivers"] ?? [], ruleIds),
  ];
  if (wrong.length > 0) throw new PolicySettingsError(wrong);
  return {
    limits: { ...defaultLimits, ...(file["limits"] as Partial<PolicyLimits> | undefined) },
    waivers: (file["waivers"] ?? []) as Waiver[],
  };
}

function unknownKeys(path: string, map: PropertyMap, allowed: readonly string[]): readonly string[] {
  const strange = Object.keys(map).filter((key) => !allowed.includes(key));
  return strange.map((key) => `${path}${key}: unknown; allowed: ${allowed.join(", ")}`);
}

function wrongLimits(limits: unknown): readonly string[] {
  if (!isMap(limits)) return [`limits: ${shown(limits)}; allowed: a map`];
  const known = Object.keys(defaultLimits);
  const values = Object.entries(limits).filter(([key]) => known.includes(key));
  return [
    ...unknownKeys("limits.", limits, known),
    ...values.flatMap(([key, value]) => {
      if (lists.includes(key))
        return isListOfTexts(value) ? [] : [`limits.${key}: ${shown(value)}; allowed: a list of texts`];
      return typeof value === "number" && value >= 0
        ? []
        : [`limits.${key}: ${shown(value)}; allowed: a number from 0`];
    }),
  ];
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function wrongWaivers(waivers: unknown, ruleIds: readonly string[]): readonly string[] {
  if (!Array.isArray(waivers)) return [`waivers: ${shown(waivers)}; allowed: a list`];
  const seen = new Set<string>();
  return waivers.flatMap((waiver: unknown, index) => {
    const path = `waivers[${index}]`;
    if (!isMap(waiver)) return [`${path}: ${shown(waiver)}; allowed: a map of ${waiverKeys.join(", ")}`];
    const { rule, resource } = waiver;
    const subject = `${shown(rule)} of ${shown(resource)}`;
    const again = seen.has(subject) ? [`${path}: ${subject} is waived twice`] : [];
    seen.add(subject);
    const empty = waiverKeys.filter(
      (key) => typeof waiver[key] !== "string" || String(waiver[key]).trim() === "",
    );
    return [
      ...unknownKeys(`${path}.`, waiver, waiverKeys),
      ...empty.map((key) => `${path}.${key}: ${shown(waiver[key])}; allowed: a text`),
      ...(typeof rule === "string" && !ruleIds.includes(rule)
        ? [`${path}.rule: ${shown(rule)} is no rule's id`]
        : []),
      ...again,
    ];
  });
}
