import type { ResourceManagementClient } from "@azure/arm-resources";

/* Pulumi's SDK comes with a client of Azure, a second and 100 MB of it: only who asks something of Azure loads it. */
declare const require: NodeJS.Require;

/** @returns what gives a client of ARM for a subscription, signed in as the environment says. */
export function armClients(
  environment: NodeJS.ProcessEnv,
): (subscription: string) => ResourceManagementClient {
  const { connect } =
    require("../components/workspaceRemoval") as typeof import("../components/workspaceRemoval");
  return (subscription) => connect(subscription, environment);
}
