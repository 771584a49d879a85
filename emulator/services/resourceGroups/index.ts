import type { ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { resourceGroupHandlers } from "./local";
import { resourceGroup } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:resources:ResourceGroup": {
    source: "arm-resources",
    className: "ResourceGroup",
    path: { resourceGroupName: "named" },
  },
};

const durations: Durations = {
  // Public Terraform logs: created in 1 to 4 s. A group that still holds something is gone after 16 to 82 s;
  // this program's holds a namespace, whose removal takes longest.
  "azure-native:resources:ResourceGroup": seconds(3, 3, 82),
};

/** Resource groups: on this machine a folder each. */
export const resourceGroups: Service = {
  models: [resourceGroup],
  schema,
  durations,
  local: resourceGroupHandlers,
};
