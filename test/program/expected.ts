import type { Recorded } from "./recording";

/** Options that most resources do not have. */
const plain = {
  inputs: {},
  parent: undefined,
  dependencies: [],
  provider: undefined,
  deletedWith: undefined,
  protect: false,
  replaceOnChanges: [],
  deleteBeforeReplace: false,
  ignoreChanges: [],
  additionalSecretOutputs: [],
  onError: [],
};

/**
 * Everything about a declared resource: what is not given must not be there. Which input depends on which
 * resource is left open; `dependencies` has all of them.
 */
export function declared(
  type: string,
  name: string,
  expected: Partial<Omit<Recorded, "type" | "name" | "propertyDependencies">>,
): Record<keyof Recorded, unknown> {
  return { ...plain, ...expected, type, name, propertyDependencies: expect.any(Object) };
}

/** The resources below the named component, in order of name. */
export function childrenOf(resources: readonly Recorded[], parent: string): Recorded[] {
  return resources
    .filter((resource) => resource.parent === parent)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
