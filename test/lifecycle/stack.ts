import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, PulumiFn, Stack, StepEventMetadata } from "@pulumi/pulumi/automation";
import challenge from "../../index";
import { createGround, type GroundOptions, type ModelledGround } from "../../local/cloud";
import { serveArm, type ArmServer } from "../../local/cloud/rest/arm";
import { armResourcesOf } from "../../local/cloud/rest/ground";
import { findEngine, type Engine } from "../../local/engine";
import { changeSettings, openStack, type Settings } from "../../local/engine/stack";
import { serveProviders, type Operation, type ServedProviders } from "../../local/provider";

/** Longest that the engine may take to be had, its compile included, ms. */
export const ENGINE_PATIENCE = 20 * 60_000;

let engine: Promise<Engine> | undefined;

/** The engine, found or compiled once. Call it in `beforeAll` with {@link ENGINE_PATIENCE}. */
export function theEngine(): Promise<Engine> {
  engine ??= findEngine({
    onProgress: ({ step, done = 0, total = 0 }) => {
      if (done === total || done % 500 === 0)
        process.stderr.write(`${step} ${String(done)}/${String(total)}\n`);
    },
  });
  return engine;
}

/** What an engine did with one resource. */
export interface Step {
  /** E.g. `create`, `update`, `replace`; steps that change nothing are left out. */
  readonly op: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Properties that differ. */
  readonly diffs: readonly string[];
}

/** One Pulumi command, seen to its end. */
export interface Outcome {
  readonly steps: readonly Step[];
  /** What the terminal showed. */
  readonly output: string;
  /** Why it failed; undefined where it did not. */
  readonly error: string | undefined;
}

/** How a {@link TeamStack} differs from the default one. */
export interface TeamOptions {
  /** @default "contoso" */
  readonly team?: string;
  readonly settings?: Settings;
  readonly ground?: GroundOptions;
  /** @default the challenge */
  readonly program?: PulumiFn;
  readonly onOperation?: (operation: Operation) => void;
}

/** Settings that every stack must have. */
export const REQUIRED = { team: "contoso", owner: "coach@contoso.com", expires: "2099-12-31" } as const;

/** A team's stack of the real program, run by the real engine against a modelled cloud. */
export class TeamStack {
  private constructor(
    readonly folder: string,
    readonly ground: ModelledGround,
    readonly arm: ArmServer,
    readonly served: ServedProviders,
    readonly stack: Stack,
  ) {}

  static async open(options: TeamOptions = {}): Promise<TeamStack> {
    const { team = REQUIRED.team, settings = {}, program = challenge } = options;
    const folder = await mkdtemp(join(tmpdir(), "lifecycle-"));
    const ground = createGround(options.ground);
    const arm = await serveArm(armResourcesOf(ground));
    const served = await serveProviders({
      ground,
      environment: { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address },
      ...(options.onOperation && { onOperation: options.onOperation }),
    });
    const stack = await openStack({
      engine: await theEngine(),
      name: team,
      folder,
      program,
      settings: { ...settings, plain: { ...REQUIRED, team, ...settings.plain } },
      environment: served.environment,
    });
    return new TeamStack(folder, ground, arm, served, stack);
  }

  up(options: { refresh?: boolean } = {}): Promise<Outcome> {
    return outcomeOf((watch) => this.stack.up({ ...options, ...watch }));
  }

  preview(): Promise<Outcome> {
    return outcomeOf((watch) => this.stack.preview(watch));
  }

  refresh(options: { clearPendingCreates?: boolean } = {}): Promise<Outcome> {
    return outcomeOf((watch) => this.stack.refresh({ ...options, ...watch }));
  }

  destroy(options: { refresh?: boolean } = {}): Promise<Outcome> {
    return outcomeOf((watch) => this.stack.destroy({ ...options, ...watch }));
  }

  /** Changes settings; `undefined` takes one back to its default. */
  set(plain: Record<string, unknown>): Promise<void> {
    return changeSettings(this.stack, { plain });
  }

  /** Everything the cloud holds, as `type name-or-id`, sorted. */
  get inCloud(): string[] {
    const resources = this.ground.cloud.resources();
    return resources.map(({ type, id }) => `${type} ${id}`).sort();
  }

  /** Types and names of what the state holds besides the stack, its components and providers. */
  async inState(): Promise<string[]> {
    const { deployment } = await this.stack.exportStack();
    const { resources = [] } = deployment as {
      resources?: { urn: string; custom?: boolean; type: string }[];
    };
    const custom = resources.filter(({ custom: own, type }) => own === true && !type.startsWith("pulumi:"));
    return custom.map(({ urn }) => urn.split("::").slice(2).join(" ")).sort();
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    await this.served.stop();
    await this.arm.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Watch = { onEvent: (event: EngineEvent) => void; onOutput: (text: string) => void; color: "never" };

async function outcomeOf(command: (watch: Watch) => Promise<unknown>): Promise<Outcome> {
  const steps: Step[] = [];
  let output = "";
  const watch: Watch = {
    color: "never",
    onEvent: ({ resourcePreEvent }) => {
      if (resourcePreEvent && isChange(resourcePreEvent.metadata))
        steps.push(stepOf(resourcePreEvent.metadata));
    },
    onOutput: (text) => (output += text),
  };
  try {
    await command(watch);
    return { steps, output, error: undefined };
  } catch (error) {
    return { steps, output, error: error instanceof Error ? error.message : String(error) };
  }
}

const IDLE: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

/** The terminal does not show the providers that the engine makes for itself either. */
function isChange({ op, type, urn }: StepEventMetadata): boolean {
  return !IDLE.has(op) && !(type.startsWith("pulumi:providers:") && /::default\w*$/.test(urn));
}

function stepOf({ op, urn, type, diffs, detailedDiff }: StepEventMetadata): Step {
  const differing = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
  return { op, type, name: urn.split("::").at(-1) ?? "", diffs: differing.sort() };
}
