import type { Service } from "../service";
import { randomId, randomString, randomUuid } from "./model";

/** Pulumi's random provider. */
export const random: Service = {
  models: [randomString, randomId, randomUuid],
  durations: {},
};
