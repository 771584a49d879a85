import { randomUUID } from "node:crypto";
import type { Properties } from "./core/cloudApi";
import { nameOf } from "./core/arm";
import { isObject, without } from "./core/properties";
import { pathOf, writableOf } from "./registry";

/*
 * What azure-native makes of Azure's answers when it reads a resource: provider/pkg/provider/provider.go (`Read`),
 * provider/pkg/provider/diff.go (`applyDiff`, `applyValueDiff`) and provider/pkg/convert in pulumi-azure-native.
 */

/**
 * Sub-resources that may be declared for themselves: where the program does not say them inline, a refresh does not
 * either (`removeUnsetSubResourceProperties`; pulumi-azure-native#4145, #4178).
 */
const subResources: readonly string[] = ["privateEndpointConnections"];

/**
 * The inputs of a resource after a refresh. The provider cannot read inputs. It compares what is writable of the last
 * answer with what is writable of this one, and applies the difference to the inputs: a default that Azure tells for the
 * first time becomes an input, which the program's next update takes out again (pulumi-azure-native#2245).
 */
export function refreshedInputs(
  type: string,
  inputs: Properties,
  before: Properties,
  after: Properties,
): Properties {
  const unsaid = subResources.filter((key) => !(key in inputs));
  return applyDiff(inputs, writableOf(type, before), writableOf(type, without(after, ...unsaid)));
}

function applyDiff(inputs: Properties, before: Properties, after: Properties): Properties {
  const kept = Object.entries(inputs).filter(([key]) => !(key in before) || key in after);
  const changed = Object.entries(after)
    .filter(([key, is]) => !(key in before) || !same(before[key], is))
    .map(([key, is]) => [key, key in inputs && key in before ? applied(inputs[key], before[key], is) : is]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(changed) } as Properties;
}

function applied(input: unknown, was: unknown, is: unknown): unknown {
  if (isObject(input) && isObject(was) && isObject(is)) return applyDiff(input, was, is);
  if (!Array.isArray(input) || !Array.isArray(was) || !Array.isArray(is)) return is;
  // An element that was not there before is taken as it is.
  return is.map((item: unknown, index) =>
    index < input.length && index < was.length ? applied(input[index], was[index], item) : item,
  );
}

/** Compares as Pulumi does: the order of an object's keys says nothing. */
function same(one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => same(one[key], other[key]));
  }
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((item, index) => same(item, other[index]));
}

/**
 * The inputs of a resource of which only the id is known, as an import starts from: the parameters of its path, and what
 * is writable of the answer but for empty lists and objects (`ResponseToSdkInputs`). What Azure keeps to itself is not
 * among them, such as passwords.
 */
export function importedInputs(type: string, id: string, answer: Properties): Properties {
  const body = filled(writableOf(type, answer));
  return { ...pathInputs(pathOf(type), id), ...(isObject(body) && body) };
}

/** An id's scope comes with its leading slash (`ParseResourceID`; pulumi-azure-native#4818). */
function pathInputs(parameters: readonly string[], id: string): Properties {
  const [place = "", rest = ""] = splitAtLast(id, "/providers/");
  const [first = "", ...others] = parameters;
  if (first === "scope") return { scope: place, [others[0] ?? ""]: nameOf(id) };
  if (others.length === 0) return { [first]: nameOf(id) };
  // namespace/type/name/type/name, of which blob services are always called default and no parameter.
  const names = rest.split("/").filter((name, index) => index > 0 && index % 2 === 0 && name !== "default");
  const named = others.map((parameter, index) => [parameter, names[index]]);
  return { [first]: nameOf(place), ...Object.fromEntries(named) } as Properties;
}

function splitAtLast(text: string, separator: string): [string, string] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** @returns undefined where nothing is left without empty lists and objects (`removeEmptyCollections`). */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(filled).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]): [string, unknown] => [key, filled(item)])
    .filter(([, item]) => item !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Types whose name is a random UUID where the program gives none (`AutoNameUuid`). */
const namedByUuid: Readonly<Record<string, string>> = {
  "azure-native:authorization:RoleAssignment": "roleAssignmentName",
};

/**
 * Inputs with the names that azure-native chooses where the program gives none (`Check`, `getDefaultName` in
 * provider/pkg/provider/provider.go): what it has chosen before stays, because a name is part of the path, and another
 * one would replace the resource.
 */
export function withKeptNames(type: string, olds: Properties, news: Properties): Properties {
  const kept = pathOf(type).filter((key) => news[key] === undefined && olds[key] !== undefined);
  const named = { ...news, ...Object.fromEntries(kept.map((key) => [key, olds[key]])) };
  const key = namedByUuid[type];
  // A resource that has no old inputs is a new one.
  const isNew = Object.keys(olds).length === 0;
  return key === undefined || named[key] !== undefined || !isNew ? named : { ...named, [key]: randomUUID() };
}
