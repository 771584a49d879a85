import type { DestroyOptions, EngineEvent, Stack, StepEventMetadata } from "@pulumi/pulumi/automation";
import challenge from "../../index";
import { TEAM_FOLDER } from "../../event/run/leftProcesses";
import { removalProvider } from "../../components/workspaceRemoval";
import { serveCloud } from "../../emulator/serveCloud";
import type { Engine } from "../../runtime/engine";
import { isDefaultProvider, nameOf, withoutMarks } from "../../runtime/engine/events";
import { reasonOf } from "../../runtime/engine/reason";
import { openStack } from "../../runtime/engine/stack";
import { endWith, trace, type TracedEngine } from "../../runtime/engine/traced";
import type { ResourceEvent } from "../../emulator/inProcess";
import { onlyCodeOf } from "../../emulator/grpc";
import type { SimulatedCloud } from "../../emulator";
import type { DeployOptions, Deployed } from "./deployment";

/** The states at the beginning and at the end of each of the engine's operations that are shown. */
const statesOf: Readonly<Record<string, readonly [ResourceEvent["state"], ResourceEvent["state"]]>> = {
  create: ["creating", "created"],
  delete: ["deleting", "deleted"],
};

/** Turns the engine's events into those of an in-process run. */
export class EngineEvents {
  readonly #began = new Map<string, number>();
  readonly #errors = new Map<string, string>();

  readonly #onEvent: (event: ResourceEvent) => void;

  constructor(onEvent: (event: ResourceEvent) => void) {
    this.#onEvent = onEvent;
  }

  hear({ resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity === "error" && diagnosticEvent.urn) {
      this.#errors.set(diagnosticEvent.urn, withoutMarks(diagnosticEvent.message));
    }
    if (resourcePreEvent) this.#tell(resourcePreEvent.metadata, 0);
    if (resOutputsEvent) this.#tell(resOutputsEvent.metadata, 1);
    if (resOpFailedEvent) this.#fail(resOpFailedEvent.metadata);
  }

  /** The engine's message for each resource that failed, a line each. */
  get errors(): readonly string[] {
    return [...this.#errors].map(([urn, message]) => `${nameOf(urn)}: ${message}`);
  }

  #tell(metadata: StepEventMetadata, end: 0 | 1): void {
    const state = statesOf[metadata.op]?.[end];
    if (state === undefined || metadata.type === "pulumi:pulumi:Stack" || isDefaultProvider(metadata)) return;
    if (end === 0) this.#began.set(metadata.urn, performance.now());
    this.#onEvent({ ...described(metadata), state, seconds: end === 0 ? 0 : this.#since(metadata.urn) });
  }

  #fail(metadata: StepEventMetadata): void {
    const error = this.#errors.get(metadata.urn) ?? "failed";
    this.#onEvent({ ...described(metadata), state: "failed", seconds: this.#since(metadata.urn), error });
  }

  #since(urn: string): number {
    return (performance.now() - (this.#began.get(urn) ?? performance.now())) / 1000;
  }
}

function described(metadata: StepEventMetadata): Pick<ResourceEvent, "urn" | "type" | "name" | "parent"> {
  const parent = (metadata.new ?? metadata.old)?.parent;
  return {
    urn: metadata.urn,
    type: metadata.type,
    name: nameOf(metadata.urn),
    parent: parent === "" ? undefined : parent,
  };
}

/**
 * Runs the program by a real Pulumi engine, which attaches to providers that this process serves.
 *
 * @param folder for the stack's state and settings; created if missing.
 */
export async function deployByEngine(
  engine: Engine,
  folder: string,
  { cloud, settings, stack: name, onEvent, signal }: DeployOptions,
): Promise<Deployed> {
  const progress = new EngineEvents(onEvent);
  const traced = await trace(engine, folder);
  const stack = await openStack({
    engine: traced,
    name,
    folder,
    program: challenge,
    settings: { plain: settings },
    environment: { [TEAM_FOLDER]: folder },
  });
  return await bringUp(stack, traced, { progress, signal, cloud });
}

/** Serves the cloud for one command of the engine, and no longer. */
async function withProviders<T>(stack: Stack, cloud: SimulatedCloud, command: () => Promise<T>): Promise<T> {
  const { workspace } = stack;
  const before = workspace.envVars;
  const served = await serveCloud(cloud, { isOwnCode: onlyCodeOf(removalProvider) });
  workspace.envVars = { ...before, ...served.environment };
  try {
    return await command();
  } finally {
    workspace.envVars = before;
    await served.stop();
  }
}

interface BringUp {
  readonly progress: EngineEvents;
  readonly signal: AbortSignal;
  readonly cloud: SimulatedCloud;
}

async function bringUp(
  stack: Stack,
  engine: TracedEngine,
  { progress, signal, cloud }: BringUp,
): Promise<Deployed> {
  const watch = { color: "never" as const, onEvent: (event: EngineEvent) => progress.hear(event) };
  const explained = (error: unknown): Error => new Error(progress.errors.join("\n") || reasonOf(error));
  const destroy = (): Promise<void> =>
    withProviders(stack, cloud, () => destroyStack(stack, watch)).catch((error: unknown) => {
      throw explained(error);
    });
  try {
    const { outputs } = await withProviders(stack, cloud, () =>
      endWith(signal, engine, () => stack.up({ ...watch, signal })),
    );
    const values = Object.entries(outputs).map(([key, output]) => [key, output.value as unknown]);
    return { outputs: Object.fromEntries(values) as Deployed["outputs"], failure: undefined, destroy };
  } catch (error) {
    return { outputs: {}, failure: explained(error), destroy };
  }
}

type EngineWatch = Pick<DestroyOptions, "color" | "onEvent">;

/**
 * Destroys the stack. If that fails, unlocks it, refreshes it and destroys it again: a Ctrl-C or a `kill` of the whole
 * process group reaches the engine too, while it creates or deletes.
 */
async function destroyStack(stack: Stack, watch: EngineWatch): Promise<void> {
  try {
    await stack.destroy(watch);
  } catch {
    await stack.cancel();
    await stack.refresh({ color: "never", clearPendingCreates: true });
    await stack.destroy(watch);
  }
}
