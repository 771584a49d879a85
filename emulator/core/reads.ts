import type { Properties } from "./cloudApi";
import type { CloudResource } from "./cloudState";
import type { World } from "./model";

/**
 * What a GET answers: for a while after a write what it answered before, since reads may come from another replica of
 * ARM than the one that was written to (hashicorp/terraform-provider-azurerm#18268, Azure/terraform-provider-azapi#587).
 *
 * @returns undefined where it answers 404.
 */
export function readable({ clock }: World, { settling, outputs }: CloudResource): Properties | undefined {
  return settling !== undefined && clock.now() < settling.until ? settling.outputs : outputs;
}

/** Whether a GET finds the resource. */
export function isReadable(world: World, resource: CloudResource): boolean {
  return readable(world, resource) !== undefined;
}
