import { inGroup, type ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { containerHandlers } from "./local";
import { containerGroup } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:containerinstance:ContainerGroup": {
    source: "arm-containerinstance",
    className: "ContainerGroup",
    path: { ...inGroup, containerGroupName: "named" },
  },
};

const durations: Durations = {
  // Public Terraform logs: 76 s with a small image, 304 s with one of several GB.
  "azure-native:containerinstance:ContainerGroup": seconds(76, 60, 10),
};

/** Container groups: on this machine the click generator as a process. */
export const containerInstances: Service = {
  models: [containerGroup],
  schema,
  durations,
  local: containerHandlers,
};
