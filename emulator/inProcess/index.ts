import { setImmediate as nextTurn } from "node:timers/promises";
import {
  disconnect,
  disconnectSync,
  getCallbacks,
  resetOptions,
  setMockOptions,
} from "@pulumi/pulumi/runtime/settings";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import type { CloudApi, Properties } from "../core/cloudApi";
import { removeAll, RemovalError } from "./destroy";
import { ProgramMonitor } from "./monitor";
import { Progress, type RegisteredResource, type ResourceEvent } from "./registered";

export { RemovalError } from "./destroy";
export type { RegisteredResource, ResourceEvent, ResourceProgress } from "./registered";

/** One setting's value; a secret one reads the same in the program and stays secret. */
export type ConfigValue = string | { readonly secret: string };

/** What {@link runProgram} runs, and where. */
export interface ProgramRunOptions {
  /** A Pulumi program: declares resources, returns the stack's outputs. */
  readonly program: () => Promise<unknown>;
  readonly cloud: CloudApi;
  /** By setting; a key without a namespace is the project's own. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly project: string;
  readonly stack: string;
  /** Called for every change of a resource's state, components included. */
  readonly onEvent?: (event: ResourceEvent) => void;
  /** Aborted: nothing more is created, and what was created is removed again. */
  readonly signal?: AbortSignal;
}

/** What a program has deployed. */
export interface Deployment {
  /** The stack's outputs, secrets unwrapped. */
  readonly outputs: Properties;
  /** Names of the outputs that are secret, or hold a secret. */
  readonly secretOutputs: readonly string[];
  /** What exists, components and providers included, in the order of creation. */
  readonly resources: readonly RegisteredResource[];
  /**
   * Removes everything, in the reverse order of dependencies; does nothing if everything is gone.
   * @throws {@link RemovalError} where something is left; another call tries what is left again.
   */
  destroy(): Promise<void>;
}

/** A deployment that failed. What it had created can be destroyed. */
export class FailedDeployment extends Error {
  override readonly name = "FailedDeployment";

  constructor(
    cause: Error,
    readonly deployment: Deployment,
  ) {
    super(cause.message, { cause });
  }
}

/** Pulumi's runtime keeps its settings for the whole process: programs run one after the other. */
let running = false;

/**
 * Runs a Pulumi program in this process, without an engine: the cloud creates every resource as soon as what it
 * depends on is created.
 *
 * @throws {@link FailedDeployment} naming the resource and what its service answered.
 * @throws the signal's reason after an abort, once everything is removed again; where something is left,
 * a {@link FailedDeployment}.
 */
export async function runProgram(options: ProgramRunOptions): Promise<Deployment> {
  if (running) throw new Error("A program is running in this process already");
  running = true;
  const progress = new Progress(options.onEvent ?? (() => undefined));
  const signal = options.signal ?? new AbortController().signal;
  const monitor = new ProgramMonitor({ ...options, progress, signal });
  try {
    const failure = await drive(options, monitor, signal);
    const deployment = deploymentOf(monitor, progress);
    if (failure === undefined) return deployment;
    if (!signal.aborted) throw new FailedDeployment(failure, deployment);
    await deployment.destroy().catch((error: unknown) => {
      throw new FailedDeployment(asError(error), deployment);
    });
    throw failure;
  } finally {
    monitor.close();
    running = false;
  }
}

/** @returns why the program failed; undefined where it did not. */
async function drive(
  options: ProgramRunOptions,
  monitor: ProgramMonitor,
  signal: AbortSignal,
): Promise<Error | undefined> {
  setMockOptions(monitor, options.project, options.stack, false, "local");
  configure(options);
  // Hooks run in the SDK's callback server. Were it closed while it is still starting, as by a program that
  // fails at once, the SDK would go on trying to reach it for half a minute; this returns when it answers.
  await getCallbacks()?.registerTransform(() => undefined);
  // A rejection that nobody waits for is how the SDK reports what went wrong in the midst of a program.
  const onRejection = (reason: unknown): void => monitor.fail(asError(reason));
  const onAbort = (): void => monitor.fail(asError(signal.reason));
  process.on("unhandledRejection", onRejection);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  const finished = runInPulumiStack(async () => (await options.program()) ?? {})
    .then(() => disconnect())
    .then(() => undefined)
    .catch((error: unknown) => {
      monitor.fail(asError(error));
      return monitor.failed;
    });
  try {
    const failure = await Promise.race([finished, monitor.failed]);
    // Node tells of unhandled rejections a turn later; those of a failure already known mean nothing more.
    await nextTurn();
    return failure ?? monitor.failure;
  } finally {
    process.off("unhandledRejection", onRejection);
    signal.removeEventListener("abort", onAbort);
    disconnectSync();
    // Forgets the promises that a failed deployment leaves open, of which the SDK would complain at exit.
    resetOptions("", "", -1, "", "", false, "");
  }
}

function configure({ config, project }: ProgramRunOptions): void {
  const entries = Object.entries(config).map(
    ([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value] as const,
  );
  const plain = entries.map(([key, value]) => [key, typeof value === "string" ? value : value.secret]);
  const secrets = entries.filter(([, value]) => typeof value !== "string").map(([key]) => key);
  setAllConfig(Object.fromEntries(plain) as Record<string, string>, secrets);
}

function deploymentOf(monitor: ProgramMonitor, progress: Progress): Deployment {
  let left = monitor.resources;
  const { values, secret } = monitor.outputs;
  return {
    outputs: values,
    secretOutputs: secret,
    get resources() {
      return left;
    },
    destroy: async () => {
      try {
        await removeAll({ resources: left, cloudOf: (provider) => monitor.cloudOf(provider), progress });
        left = [];
      } catch (error) {
        if (error instanceof RemovalError) left = error.left;
        throw error;
      }
    },
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
