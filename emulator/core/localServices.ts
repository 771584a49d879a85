import type { Properties } from "./cloudApi";
import type { CloudResource } from "./cloudState";

/**
 * The real services behind the resources on this machine. Without them the clouds are only *simulated*: nothing but
 * their state changes.
 *
 * They are called once the rules have accepted an operation. If they throw, the operation fails; a resource that was to
 * be created then does not exist.
 */
export interface LocalServices {
  /**
   * Creates what the resource is on this machine.
   * @returns outputs that differ from the cloud's, such as a volume's folder; `id` where the resource has another one
   * here. They outlast updates that do not return them again.
   */
  make(resource: CloudResource): Promise<Properties>;
  /** Updates it to the new inputs. @returns outputs that differ, as {@link make}. */
  change(resource: CloudResource, before: CloudResource): Promise<Properties>;
  /** Removes it; succeeds if it is gone. */
  remove(resource: CloudResource): Promise<void>;
}
