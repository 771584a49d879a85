import type { Properties } from "./cloudApi";
import type { CloudResource } from "./cloudState";

/**
 * What makes resources real on this machine. Without local services the clouds are *simulated*: only their state
 * changes.
 *
 * They are asked after the rules have accepted the operation. What they throw fails the operation, and the resource
 * does not exist.
 */
export interface LocalServices {
  /**
   * Makes the real thing.
   * @returns outputs that differ from the cloud's, such as a volume's folder; `id` where the resource goes by
   * another one here. They are kept over updates that do not return them anew.
   */
  make(resource: CloudResource): Promise<Properties>;
  /** Brings the real thing to its new inputs. @returns outputs that differ, as {@link make}. */
  change(resource: CloudResource, before: CloudResource): Promise<Properties>;
  /** Removes the real thing; succeeds where it is gone. */
  remove(resource: CloudResource): Promise<void>;
}
