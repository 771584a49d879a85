import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedCloud, type SimulatedCloud, type SimulatedCloudOptions } from "../../emulator";
import { NOWHERE, type CloudResource } from "../../emulator/core/cloudState";
import { serveCloud, type ServedCloud } from "../../emulator/serveCloud";
import { WORKSPACE } from "../../emulator/services/workspaces/model";
import { engineAtAnyCost } from "../../scripts/engine";
import type { StackConfig } from "../../runtime/engine/stack";
import type { Operation } from "../../emulator/grpc";
import type { OperatorOptions, Request } from "./operator";
import { endOperators, giveBack, takeOperator, type Operator } from "./operators";
import { complainedOf } from "./complaints";
import type { Outcome } from "./outcome";

/** Longest that the engine may take to be had, its compile included, ms. */
const ENGINE_PATIENCE = 20 * 60_000;
/** Longest that a test with a handful of Pulumi commands may take: seconds, and minutes on a busy machine. In ms. */
export const PATIENCE = 15 * 60_000;

/** Has the engine found, or compiled, before a file's tests, and ends what ran them after. */
export function withEngine(): void {
  beforeAll(async () => void (await engineAtAnyCost()), ENGINE_PATIENCE);
  afterAll(endOperators);
}

/** Another program that is the stack's Databricks provider. */
export interface DatabricksSide {
  /** What an engine needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** How a {@link TeamStack} differs from the default one. */
export interface TeamOptions {
  /** @default "contoso" */
  readonly team?: string;
  readonly settings?: StackConfig;
  readonly cloud?: SimulatedCloudOptions;
  readonly onOperation?: (operation: Operation) => void;
  /** Environment of every Pulumi command, beside what finds the cloud. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default the emulator's own provider */
  readonly databricks?: (cloud: SimulatedCloud) => Promise<DatabricksSide>;
}

/** Settings that every stack must have. */
export const required = { team: "contoso", owner: "coach@contoso.com", expires: "2099-12-31" } as const;

/** A resource of a stack's state, as `pulumi stack export` has it. */
export interface ExportedDeployment {
  readonly resources?: readonly { urn: string; type: string; custom?: boolean }[];
  readonly pending_operations?: readonly { type: string; resource: { urn: string } }[];
}

/** @returns what an engine needs to find the cloud's providers, another one of Databricks' in place of its own. */
export function environmentOf(
  { environment }: Pick<ServedCloud, "environment">,
  databricks?: DatabricksSide,
): Readonly<Record<string, string>> {
  if (databricks === undefined) return environment;
  // What is not named there, an engine looks for on its PATH.
  const attached = environment["PULUMI_DEBUG_PROVIDERS"]?.split(",") ?? [];
  const others = attached.filter((each) => !each.startsWith("databricks:"));
  return { ...environment, ...databricks.environment, PULUMI_DEBUG_PROVIDERS: others.join(",") };
}

/** A team's stack of the real program, run by the real engine against a simulated cloud. */
export class TeamStack {
  #operator: Operator = takeOperator();
  /** Whether a command of it failed. */
  #spent = false;

  readonly #name: string;
  readonly #databricks: DatabricksSide | undefined;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(
    { team: name = required.team, environment = {} }: TeamOptions,
    readonly folder: string,
    readonly cloud: SimulatedCloud,
    readonly served: ServedCloud,
    databricks: DatabricksSide | undefined,
  ) {
    this.#name = name;
    this.#databricks = databricks;
    this.#environment = environment;
  }

  static async open(options: TeamOptions = {}): Promise<TeamStack> {
    const { team: name = required.team, settings = {} } = options;
    const folder = await mkdtemp(join(tmpdir(), "lifecycle-"));
    const cloud = createSimulatedCloud(options.cloud);
    const served = await serveCloud(cloud, {
      // The program runs in another process, and some states hold an older one's code.
      isOwnCode: () => true,
      ...(options.onOperation && { onOperation: options.onOperation }),
    });
    const databricks = await options.databricks?.(cloud);
    const team = new TeamStack(options, folder, cloud, served, databricks);
    try {
      await team.#have({ ...settings, plain: { ...required, team: name, ...settings.plain } });
    } catch (error) {
      team.#spent = true;
      await team.close();
      throw error;
    }
    return team;
  }

  up(options: Pick<OperatorOptions, "refresh" | "policyPacks"> = {}): Promise<Outcome> {
    return this.#run("up", options);
  }

  preview(options: Pick<OperatorOptions, "policyPacks"> = {}): Promise<Outcome> {
    return this.#run("preview", options);
  }

  refresh(options: { clearPendingCreates?: boolean } = {}): Promise<Outcome> {
    return this.#run("refresh", options);
  }

  destroy(options: { refresh?: boolean } = {}): Promise<Outcome> {
    return this.#run("destroy", options);
  }

  /** Runs any other Pulumi command on the stack. */
  pulumi(...args: string[]): Promise<Outcome> {
    return this.#ask({ do: "pulumi", folder: this.folder, args });
  }

  /** Changes settings; `undefined` takes one back to its default. */
  set(plain: Record<string, unknown>): Promise<void> {
    return this.#ask({ do: "set", folder: this.folder, settings: { plain } });
  }

  state(): Promise<ExportedDeployment> {
    return this.#ask({ do: "state", folder: this.folder });
  }

  outputs(): Promise<Record<string, { value: unknown; secret: boolean }>> {
    return this.#ask({ do: "outputs", folder: this.folder });
  }

  /** Types and names of what the state holds besides the stack, its components and providers. */
  async inState(): Promise<string[]> {
    const { resources = [] } = await this.state();
    const own = resources.filter(({ custom, type }) => custom === true && !type.startsWith("pulumi:"));
    return own.map(({ urn }) => urn.split("::").slice(2).join(" ")).sort();
  }

  /** All that lies in the stack's folder: settings, state, its backups and history. */
  async files(): Promise<string> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name !== "passphrase");
    return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")))).join(
      "\n",
    );
  }

  /** Everything the clouds hold, as `type id`, sorted. */
  get inCloud(): string[] {
    const resources = this.cloud.state.resources().filter(({ home }) => home !== NOWHERE);
    return resources.map(({ type, id }) => `${type} ${id}`).sort();
  }

  /** Ends the engine as `kill -9` does, if it runs. */
  async kill(): Promise<void> {
    const pid = Number(await readFile(join(this.folder, "pid"), "utf8"));
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  /** What the coach's guide says to do first after an engine was killed. */
  async unlock(): Promise<void> {
    await this.served.idle();
    await must(this.pulumi("cancel", "--yes"));
  }

  /**
   * What the coach's guide says to do after an engine was killed in the midst of an `up`: unlock the stack,
   * forget what was being created, go on, and delete by hand what turns out to exist.
   */
  async recover(): Promise<void> {
    await this.unlock();
    await must(this.refresh({ clearPendingCreates: true }));
    await this.upDespiteLeftovers();
  }

  /** Brings the stack up, deleting by hand whatever turns out to exist without the stack's knowledge. */
  async upDespiteLeftovers(): Promise<void> {
    for (;;) {
      const { error } = await this.up();
      if (error === undefined) return;
      const existing = complainedOf(error, this.cloud.state);
      if (existing.length === 0) throw new Error(error);
      for (const resource of existing) await this.deleteByHand(resource);
    }
  }

  /** Deletes a resource as a person does in a portal, without the stack's knowledge. */
  async deleteByHand({ type, id }: Pick<CloudResource, "type" | "id">): Promise<void> {
    const workspace = this.cloud.state.resources(WORKSPACE)[0]?.id;
    await this.cloud.configured("databricks", { azureWorkspaceResourceId: workspace }).delete(type, id);
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    if (this.#spent) await this.#operator.end();
    else giveBack(this.#operator);
    await this.served.stop();
    await this.#databricks?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #run(command: "up" | "preview" | "refresh" | "destroy", options: OperatorOptions): Promise<Outcome> {
    const outcome = await this.#ask<Outcome>({ do: command, folder: this.folder, options });
    this.#spent = outcome.error !== undefined;
    return outcome;
  }

  /**
   * The program of a command that failed may still have calls under way, and Pulumi counts each that fails later
   * as a failure of whatever command the same process runs then. A person's next command has a process of its own.
   */
  async #ask<T>(request: Request): Promise<T> {
    if (this.#spent) {
      const operator = this.#operator;
      this.#operator = takeOperator();
      this.#spent = false;
      await Promise.all([operator.end(), this.#have({})]);
    }
    return await this.#operator.ask<T>(request);
  }

  /** Has the operator open the stack, with settings besides those that it has. */
  async #have(settings: StackConfig): Promise<void> {
    const [folder, name] = [this.folder, this.#name];
    const environment = { ...this.#environment, ...environmentOf(this.served, this.#databricks) };
    await this.#operator.ask({ do: "open", folder, name, settings, environment });
  }
}

/** @throws where the command failed. */
export async function must(command: Promise<Outcome>): Promise<Outcome> {
  const outcome = await command;
  if (outcome.error !== undefined) throw new Error(outcome.error);
  return outcome;
}
