import type { ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { getClientConfig, roleAssignment } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:authorization:RoleAssignment": {
    source: "arm-authorization",
    className: "RoleAssignmentCreateParameters",
    path: { scope: "required", roleAssignmentName: "named" },
  },
};

const durations: Durations = {
  "azure-native:authorization:RoleAssignment": seconds(3, 3, 4),
};

/** Role assignments, and who is signed in: recorded and checked, nothing to run. */
export const authorization: Service = {
  models: [roleAssignment],
  functions: {
    "azure-native:authorization:getClientConfig": getClientConfig,
  },
  schema,
  durations,
};
