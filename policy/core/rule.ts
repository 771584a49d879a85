import { isHidden, shown, valueAt, type CheckedResource, type PropertyMap } from "./resource";

/** How bad it is, in Pulumi's words. */
export type RuleSeverity = "low" | "medium" | "high" | "critical";

/** What an organisation allows. */
export interface PolicyLimits {
  /** Tags that everything has which can have tags. */
  readonly requiredTags: readonly string[];
  /** Azure regions; undefined: every one. */
  readonly regions: readonly string[] | undefined;
  /** Throughput units of a namespace, the ceiling of auto-inflate among them. */
  readonly throughputUnits: number;
  readonly partitions: number;
  readonly retentionHours: number;
  /** Sizes of a cluster's nodes; undefined: every one. */
  readonly nodeTypes: readonly string[] | undefined;
  /** Workers of a cluster. */
  readonly workers: number;
  readonly warehouseSizes: readonly string[];
  /** Idle minutes after which a SQL warehouse stops, at most. */
  readonly warehouseAutoStopMinutes: number;
  /** vCPUs of a container. */
  readonly containerCpu: number;
  readonly containerMemoryInGB: number;
}

/** What a rule knows besides the resource that it looks at. */
export interface RuleContext {
  readonly limits: PolicyLimits;
  /** All of the stack; of a rule that looks at one resource, nothing. */
  readonly resources: readonly CheckedResource[];
}

/** Something that must hold of every resource of some types. */
export interface PolicyRule {
  readonly id: string;
  /** What must hold. */
  readonly title: string;
  readonly severity: RuleSeverity;
  readonly reason: string;
  /** What to do where it does not hold. */
  readonly wayOut: string;
  /** The same rule's ids in Checkov (CKV…) and PSRule for Azure (AZR-…). */
  readonly sameAs: readonly string[];
  /** Types that it looks at; undefined: all. */
  readonly types: readonly string[] | undefined;
  /** Whether it looks at other resources, too: then Pulumi shows it their outputs, and not their inputs. */
  readonly wholeStack: boolean;
  /** @returns each thing that is wrong with the resource. */
  readonly wrongIn: (resource: CheckedResource, context: RuleContext) => readonly string[];
}

/** A rule as it is written; what is left out has the value that most have. */
export type WrittenRule = Omit<PolicyRule, "sameAs" | "types" | "wholeStack"> &
  Partial<Pick<PolicyRule, "sameAs" | "types" | "wholeStack">>;

/** Completes rules that share their types. */
export function rulesFor(
  types: readonly string[] | undefined,
  written: readonly WrittenRule[],
): readonly PolicyRule[] {
  return written.map((rule) => ({ sameAs: [], types, wholeStack: false, ...rule }));
}

/** A rule's judgement of one property, e.g. `sku.capacity`; what is hidden is right. */
export function property(
  path: string,
  holds: (value: unknown, context: RuleContext) => boolean,
): PolicyRule["wrongIn"] {
  return ({ properties }, context) => {
    const value = valueAt(properties, path);
    return isHidden(value) || holds(value, context) ? [] : [`${path} is ${shown(value)}`];
  };
}

/** A property that must have one of these values. */
export function oneOf(path: string, ...allowed: readonly unknown[]): PolicyRule["wrongIn"] {
  return property(path, (value) => allowed.includes(value));
}

/** A part of a resource that rules judge by itself, and what it is called. */
export interface ResourcePart {
  readonly called: string;
  readonly properties: unknown;
}

/** A judgement of each part of a resource; what is hidden is right. */
export function inEach(
  partsOf: (properties: PropertyMap) => readonly ResourcePart[],
  wrongIn: PolicyRule["wrongIn"],
): PolicyRule["wrongIn"] {
  return (resource, context) =>
    partsOf(resource.properties).flatMap(({ called, properties }) =>
      isHidden(properties)
        ? []
        : wrongIn({ ...resource, properties: properties as PropertyMap }, context).map(
            (found) => `${called}: ${found}`,
          ),
    );
}

/** A number that must not be above a limit. @param missing whether it may be left out. */
export function atMost(
  path: string,
  limit: (limits: PolicyLimits) => number,
  missing = false,
): PolicyRule["wrongIn"] {
  return ({ properties }, { limits }) => {
    const value = valueAt(properties, path);
    if (isHidden(value) || (value === undefined && missing)) return [];
    if (typeof value === "number" && value <= limit(limits)) return [];
    return [`${path} is ${shown(value)}, allowed are at most ${limit(limits)}`];
  };
}
