import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { removalProvider } from "../../components/workspaceRemoval";
import challenge from "../../index";
import { createSimulatedCloud } from "../../emulator";
import { serveCloud } from "../../emulator/serveCloud";
import { onlyCodeOf } from "../../emulator/grpc";
import { changeSettings, openStack } from "../../runtime/engine/stack";
import type { Engine } from "../../runtime/engine";
import { commandsOf } from "./commands";
import type { AcceptanceStack } from "./run";

const COACHES = "hackathon coaches";
const second = {
  objectId: "00000000-0000-4000-8000-000000000004",
  userName: "second@example.com",
  groups: [COACHES],
};

/** A stack on the emulator, to rehearse on; `close` ends what serves it. */
export async function rehearsalStack(
  engine: Engine,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<AcceptanceStack & { close(): Promise<void> }> {
  const cloud = createSimulatedCloud();
  const served = await serveCloud(cloud, { isOwnCode: onlyCodeOf(removalProvider) });
  const stack: Stack = await openStack({
    engine,
    name: "acceptance",
    folder: join(folder, "stack"),
    program: challenge,
    settings: { plain: { ...settings, coaches: COACHES } },
    environment: served.environment,
  });
  return {
    ...commandsOf(stack),
    set: (plain) => changeSettings(stack, { plain }),
    signInAsSecond: async () => {
      cloud.signIn(second);
      return true;
    },
    leftovers: async () => cloud.state.resources().map(({ type, id }) => `${type} ${id}`),
    close: () => served.stop(),
  };
}
