import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { removalProvider } from "../../components/workspaceRemoval";
import challenge from "../../index";
import { createSimulatedCloud, type SimulatedCloud } from "../../emulator";
import { serveCloud, type ServedCloud } from "../../emulator/serveCloud";
import { onlyCodeOf } from "../../emulator/grpc";
import { record, text } from "../../emulator/core/properties";
import { containerGroup } from "../../emulator/services/containerInstances/model";
import { JOB, runOf } from "../../emulator/services/jobs/model";
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

/** Serves a cloud's providers as the emulator does. */
function emulated(cloud: SimulatedCloud): Promise<Serving> {
  return serveCloud(cloud, { isOwnCode: onlyCodeOf(removalProvider) });
}

/** What serves a cloud for an engine, until it is stopped. */
export type Serving = Pick<ServedCloud, "environment" | "stop">;

/**
 * A stack on the emulator, to rehearse on; `close` ends what serves it.
 *
 * @param serve how the cloud is reached; a test puts Databricks' own provider there.
 */
export async function rehearsalStack(
  engine: Engine,
  folder: string,
  settings: Readonly<Record<string, string>>,
  serve: (cloud: SimulatedCloud) => Promise<Serving> = emulated,
): Promise<AcceptanceStack & { close(): Promise<void> }> {
  const cloud = createSimulatedCloud();
  const served = await serve(cloud);
  const stack: Stack = await openStack({
    engine,
    name: "acceptance",
    folder: join(folder, "stack"),
    program: challenge,
    settings: { plain: { ...settings, coaches: COACHES } },
    environment: served.environment,
  });
  const left = (inMetastore: boolean): string[] =>
    cloud.state
      .resources()
      .filter(({ type }) => type.startsWith("databricks:") === inMetastore)
      .map(({ type, id }) => `${type} ${id}`);
  return {
    ...commandsOf(stack),
    set: (plain) => changeSettings(stack, { plain }),
    signInAsSecond: async () => {
      cloud.signIn(second);
      return true;
    },
    generator: async () => {
      const [group] = cloud.state.resources(containerGroup.type);
      return text(record(group?.outputs ?? {}, "instanceView"), "state") ?? "not there";
    },
    runs: async () =>
      cloud.state.resources(JOB).flatMap((job) => {
        const run = runOf(job);
        return run === undefined ? [] : [String(run.id)];
      }),
    // Nothing flows in a simulated cloud.
    clicks: async () => undefined,
    leftovers: async () => left(false),
    metastoreLeftovers: async () => left(true),
    close: () => served.stop(),
  };
}
