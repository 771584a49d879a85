import type { CheckedResource } from "./resource";
import type { PolicyLimits, PolicyRule } from "./rule";

/** A rule that does not hold of a resource. */
export interface Violation {
  readonly rule: PolicyRule;
  readonly resource: CheckedResource;
  /** What is wrong, e.g. `minimumTlsVersion is "1.0"`. */
  readonly found: string;
}

/** A rule that need not hold of a resource. */
export interface Waiver {
  /** Id of the rule. */
  readonly rule: string;
  /** Name of the resource in the program. */
  readonly resource: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
}

/** Violations, and what waivers make of them. */
export interface WaivedViolations {
  readonly open: readonly Violation[];
  readonly waived: readonly { readonly violation: Violation; readonly waiver: Waiver }[];
  /** Waivers that match no violation: they hide the next one, and want to be taken out. */
  readonly unused: readonly Waiver[];
}

/** @returns every violation, rule by rule. */
export function violationsIn(
  resources: readonly CheckedResource[],
  rules: readonly PolicyRule[],
  limits: PolicyLimits,
): readonly Violation[] {
  return rules.flatMap((rule) =>
    resources
      .filter(({ type }) => rule.types?.includes(type) ?? true)
      .flatMap((resource) => {
        const context = { limits, resources: rule.wholeStack ? resources : [] };
        return rule.wrongIn(resource, context).map((found) => ({ rule, resource, found }));
      }),
  );
}

/** @returns the waiver of a violation; undefined where there is none. */
export function waiverOf({ rule, resource }: Violation, waivers: readonly Waiver[]): Waiver | undefined {
  return waivers.find((waiver) => waiver.rule === rule.id && waiver.resource === resource.name);
}

/** Tells violations that are waived from those that are not. */
export function withWaivers(violations: readonly Violation[], waivers: readonly Waiver[]): WaivedViolations {
  const judged = violations.map((violation) => ({ violation, waiver: waiverOf(violation, waivers) }));
  const waived = judged.flatMap(({ violation, waiver }) => (waiver ? [{ violation, waiver }] : []));
  return {
    open: judged.filter(({ waiver }) => waiver === undefined).map(({ violation }) => violation),
    waived,
    unused: waivers.filter((each) => !waived.some(({ waiver }) => waiver === each)),
  };
}

/** A violation as a person reads it. */
export function violationText({ rule, resource, found }: Violation): string {
  const ids = rule.sameAs.length > 0 ? ` (${rule.sameAs.join(", ")})` : "";
  return `${rule.id}${ids}, ${rule.severity}: ${resource.name}: ${found}. ${rule.reason} ${rule.wayOut}`;
}
