import type { Service } from "../service";
import { dynamicResource } from "./model";

/** Pulumi's dynamic resources. */
export const dynamic: Service = {
  models: [dynamicResource],
  durations: {},
};
