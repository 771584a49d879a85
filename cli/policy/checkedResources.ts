import { isObject } from "../../emulator/core/properties";
import { isMarkedSecret, pathName, type Path } from "../../emulator/grpc/properties";
import type { Deployment, RegisteredResource } from "../../emulator/inProcess";
import { secretValue, type CheckedResource } from "../../policy/core/resource";
import { nameOf } from "../../runtime/engine/events";

const STACK = "pulumi:pulumi:Stack";

/** As much of a resource in a stack's state as is checked. */
interface ExportedState {
  readonly urn: string;
  readonly type: string;
  /** Only waits to be deleted. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Reads what `pulumi stack export` prints.
 *
 * @throws Error where it is something else.
 */
export function resourcesOfState(exported: string): readonly CheckedResource[] {
  const resources = stateIn(exported);
  return resources
    .filter((resource) => !resource.delete)
    .map(({ urn, type, inputs = {}, outputs = {} }) => ({
      urn,
      type,
      name: nameOf(urn),
      properties: withoutMarkedSecrets(type === STACK ? outputs : inputs) as CheckedResource["properties"],
    }));
}

function stateIn(exported: string): readonly ExportedState[] {
  const state = parsed(exported);
  const deployment = isObject(state) ? state["deployment"] : undefined;
  if (!isObject(deployment)) throw new Error("this is no stack's state as `pulumi stack export` prints it");
  const resources = deployment["resources"] ?? [];
  if (!Array.isArray(resources) || !resources.every(isExportedState))
    throw new Error("the state's resources cannot be read");
  return resources;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isExportedState(value: unknown): value is ExportedState {
  return isObject(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}

function withoutMarkedSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarkedSecrets);
  if (!isObject(value)) return value;
  if (isMarkedSecret(value)) return secretValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutMarkedSecrets(item)]));
}

/** @returns what a program has declared without an engine, the stack with its outputs among it. */
export function resourcesOfDeployment(deployment: Deployment, stack: string): readonly CheckedResource[] {
  const { outputs, secretOutputs, resources } = deployment;
  const secret = secretOutputs.map((name): Path => [name]);
  return [
    { urn: "", type: STACK, name: stack, properties: withoutSecrets(outputs, secret) },
    ...resources.map(({ urn, type, name, inputs, secretInputs }: RegisteredResource) => ({
      urn,
      type,
      name,
      properties: withoutSecrets(inputs, secretInputs),
    })),
  ];
}

function withoutSecrets(
  properties: Readonly<Record<string, unknown>>,
  secret: readonly Path[],
): CheckedResource["properties"] {
  const paths = new Set(secret.map(pathName));
  const masked = (value: unknown, path: Path): unknown => {
    if (paths.has(pathName(path))) return secretValue;
    if (Array.isArray(value)) return value.map((item, index) => masked(item, [...path, index]));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, masked(item, [...path, key])]);
    return Object.fromEntries(entries) as Record<string, unknown>;
  };
  return masked(properties, []) as CheckedResource["properties"];
}
