import { CloudState, createSimulatedCloud } from "../../emulator";
import { armResourcesOf } from "../../emulator/armRest/cloud";
import { serveArm, type ArmServer } from "../../emulator/armRest/server";

/** Answers as ARM of some subscriptions does. @param state what they have. @default nothing */
export function serveSubscriptions(
  subscriptions: readonly string[],
  state = new CloudState(),
): Promise<ArmServer> {
  const clouds = subscriptions.map((subscriptionId) =>
    createSimulatedCloud({ state, identity: { subscriptionId } }),
  );
  return serveArm(armResourcesOf(...clouds));
}
