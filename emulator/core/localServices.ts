import type { Properties } from "./cloudApi";
import type { CloudResource } from "./cloudState";

/**
 * What makes a modelled resource real on this machine. Without parts the ground is *modelled*: only the
 * state of the clouds changes. With parts it is *made*.
 *
 * A part is asked after the model has accepted the operation; what it throws fails the operation, and a
 * resource whose making failed does not exist.
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
