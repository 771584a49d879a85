import type { Properties } from "../core/cloudApi";
import { isObject } from "../core/properties";
import { UNKNOWN } from "./properties";

/** The one provider that is no bridged Terraform provider. */
export const AZURE_NATIVE = "azure-native";

/**
 * The outputs that a provider predicts for an update in a preview.
 *
 * azure-native knows only what the inputs say, and `name` and `location`; whatever else the service answers
 * counts as unknown (provider/pkg/provider/provider.go, `Update`, and convert/previewOutputs.go): so a
 * changed tag makes a workspace's address unknown to whatever depends on it, as long as the preview lasts.
 * Bridged Terraform providers keep computed attributes that the plan does not touch.
 */
export function previewUpdate(provider: string, state: Properties, inputs: Properties): Properties {
  if (provider !== AZURE_NATIVE) return { ...state, ...inputs };
  const { name, location } = state;
  const stable = Object.fromEntries(
    Object.entries({ name, location }).filter(([, value]) => value !== undefined),
  );
  return { ...onlyFromInputs(state, inputs), ...stable };
}

/**
 * What a provider compares new inputs with: azure-native with the old inputs; a bridged Terraform provider with the
 * state, so that what the service writes otherwise than it was asked to is a difference (`Diff` in
 * pulumi-terraform-bridge's pkg/tfbridge/provider.go).
 */
export function comparedWith(provider: string, inputs: Properties, state: Properties): Properties {
  if (provider === AZURE_NATIVE) return inputs;
  return Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, state[key] ?? input]));
}

function onlyFromInputs(state: Properties, inputs: Properties): Properties {
  const outputs: Properties = Object.fromEntries(Object.keys(state).map((key) => [key, UNKNOWN]));
  for (const [key, value] of Object.entries(inputs)) {
    const before = state[key];
    outputs[key] = isObject(value) && isObject(before) ? onlyFromInputs(before, value) : value;
  }
  return outputs;
}

/**
 * The inputs of a bridged resource after a refresh: what the program gave, except where the service's answer has
 * changed since. A value that only the service sets never becomes an input.
 */
export function refreshedBridged(inputs: Properties, before: Properties, after: Properties): Properties {
  const refreshed = Object.entries(inputs).map(([key, input]): [string, unknown] => {
    const was = before[key];
    const is = after[key];
    if (JSON.stringify(was) === JSON.stringify(is) || is === undefined) return [key, input];
    return [key, isObject(input) && isObject(was) && isObject(is) ? refreshedBridged(input, was, is) : is];
  });
  return Object.fromEntries(refreshed);
}

/** Inputs that a service takes and never gives back. */
const writeOnly: ReadonlySet<string> = new Set(["secureValue", "password", "stringValue"]);

/** What a service says of a resource to someone who only knows its id: no secrets. */
export function asAnswered(values: Properties): Properties {
  const answered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(answered);
    return isObject(value) ? asAnswered(value) : value;
  };
  const entries = Object.entries(values).filter(([key]) => !writeOnly.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, answered(value)]));
}
