import {
  UnknownValueError,
  type Policies,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
} from "@pulumi/policy";
import { violationsIn, violationText, waiverOf } from "./core/check";
import { isHidden, isMap, secretValue, unknownValue, type CheckedResource } from "./core/resource";
import type { PolicyRule } from "./core/rule";
import * as types from "./core/types";
import type { PolicySettings } from "./settings";

/**
 * Properties that hold secrets, each path as `list[].key`. Pulumi hands policies secrets unwrapped (`deserializeProperty` in
 * @pulumi/policy), so nothing but its place tells that a value is one.
 */
const secretPlaces: Readonly<Record<string, readonly string[]>> = {
  [types.CONTAINER_GROUP]: [
    "containers[].environmentVariables[].secureValue",
    "initContainers[].environmentVariables[].secureValue",
    "imageRegistryCredentials[].password",
  ],
  [types.SECRET]: ["stringValue"],
};

/** @returns each rule as a policy of Pulumi's. */
export function pulumiPolicies(rules: readonly PolicyRule[], settings: PolicySettings): Policies {
  return rules.map((rule) => {
    const { title, severity, wayOut, sameAs } = rule;
    const shared = {
      name: rule.id,
      description: title,
      severity,
      remediationSteps: wayOut,
      tags: [...sameAs],
    };
    const validate = (resources: readonly CheckedResource[], report: ReportViolation): void => {
      for (const violation of violationsIn(resources, [rule], settings.limits)) {
        if (waiverOf(violation, settings.waivers) === undefined)
          report(violationText(violation), violation.resource.urn);
      }
    };
    return rule.wholeStack
      ? { ...shared, validateStack: (args, report) => validate(args.resources.map(checked), report) }
      : { ...shared, validateResource: (args, report) => validate([checked(args)], report) };
  });
}

/** A resource as Pulumi hands it to a policy; what a preview does not know throws when it is read. */
export function checked(
  resource: Pick<ResourceValidationArgs | PolicyResource, "urn" | "type" | "name" | "props">,
): CheckedResource {
  const { urn, type, name } = resource;
  const properties = plain(() => resource.props as unknown, "", type);
  return { urn, type, name, properties: isMap(properties) ? properties : {} };
}

function plain(read: () => unknown, path: string, type: string): unknown {
  // A provider's properties are encrypted as its schema says.
  if (secretPlaces[type]?.includes(path) || (type.startsWith("pulumi:providers:") && path !== ""))
    return secretValue;
  const value = valueOf(read);
  if (isHidden(value)) return value;
  if (Array.isArray(value))
    return value.map((_, index) => plain(() => value[index] as unknown, `${path}[]`, type));
  if (!isMap(value)) return value;
  const entries = Object.keys(value).map((key) => {
    const inner = path === "" ? key : `${path}.${key}`;
    return [key, plain(() => value[key], inner, type)] as const;
  });
  return Object.fromEntries(entries);
}

function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}
