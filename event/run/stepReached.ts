import type { ResourceInState } from "./halfMade";

/** What the state has from each step on; the last one that is there says how far a stack is. */
const signs: readonly (readonly [step: number, is: (resource: ResourceInState) => boolean])[] = [
  [6, ({ type, inputs }) => type === "databricks:index/job:Job" && !isPaused(inputs)],
  [5, ({ type }) => type === "azure-native:containerinstance:ContainerGroup"],
  [4, ({ type }) => type === "azure-native:databricks:Workspace"],
  [3, ({ type }) => type === "azure-native:storage:StorageAccount"],
  [2, ({ type }) => type === "azure-native:eventhub:EventHubAuthorizationRule"],
  [1, ({ type }) => type === "azure-native:eventhub:EventHub"],
];

function isPaused(inputs: ResourceInState["inputs"]): boolean {
  const { pauseStatus } = (inputs?.["continuous"] ?? {}) as { readonly pauseStatus?: string };
  return pauseStatus === "PAUSED";
}

/**
 * @returns how far a stack is whose settings are not here, because it was made by hand or elsewhere; 0 where it has
 *   nothing.
 */
export function stepReached(resources: readonly ResourceInState[]): number {
  return signs.find(([, is]) => resources.some(is))?.[0] ?? 0;
}
