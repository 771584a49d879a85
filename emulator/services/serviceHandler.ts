import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";

/** What happens on this machine for resources of one type; what is left out needs nothing. */
export interface ServiceHandler {
  make?(resource: CloudResource): Promise<void>;
  change?(resource: CloudResource, before: CloudResource): Promise<void>;
  remove?(resource: CloudResource): Promise<void>;
  /** Outputs that differ from the cloud's; `id` where the resource has another one here. */
  outputs?(resource: CloudResource): Properties;
}

/** @returns the resource group's name in an ARM id. */
export function groupIn(id: string): string {
  const name = id.split("/")[4];
  if (name === undefined || name === "") throw new Error(`${id} does not lie in a resource group`);
  return name;
}
