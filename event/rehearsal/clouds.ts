import { removalProvider } from "../../components/workspaceRemoval";
import {
  CloudState,
  createSimulatedCloud,
  RequestLimits,
  wallClock,
  type SimulatedCloud,
} from "../../emulator";
import type { ArmServer } from "../../emulator/armRest/server";
import { NOWHERE } from "../../emulator/core/cloudState";
import { UnitedState } from "../../emulator/core/unitedState";
import { onlyCodeOf } from "../../emulator/grpc";
import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import { serveCloud, type ServedCloud } from "../../emulator/serveCloud";
import type { Placement } from "../file/model";
import { rehearsedFaults, type RehearsedFault } from "./faults";
import type { LocalOrder, LocalTeams } from "./localTeams";
import { plantLeftovers, type Planted, type PlantOptions } from "./leftovers/plant";
import { serveSubscriptions } from "./subscriptions";

/** A team that wants to be served, and the process that does. */
export interface CloudVisit extends Placement {
  readonly team: string;
  readonly pid: number;
  readonly fault: RehearsedFault | undefined;
}

/** Somebody who looks at subscriptions through ARM, and the process that does. */
export interface CloudLook {
  readonly subscriptions: readonly string[];
  readonly pid: number;
}

/** Where what exists is told. */
export interface LookAddresses {
  /** Of ARM, and of Azure Monitor. */
  readonly arm: string;
  /** Port of the REST API of all workspaces, told apart by the header `Host`. */
  readonly workspaces: number;
}

interface Look {
  readonly arm: ArmServer;
  readonly workspaces: WorkspaceServer;
}

/** For which event something is left behind. */
export type PlantOrder = Omit<PlantOptions, "cloud">;

interface TeamCloud {
  readonly cloud: SimulatedCloud;
  readonly fault: RehearsedFault | undefined;
}

interface ServedTeam {
  readonly served: ServedCloud;
  readonly cloud: SimulatedCloud;
  readonly pid: number;
  workspaces: WorkspaceServer | undefined;
}

/** Azure and Databricks as all teams of an event meet them: one state, each team through providers of its own. */
export class RehearsalClouds {
  readonly #state = new CloudState();
  readonly #clouds = new Map<string, TeamCloud>();
  readonly #served = new Map<string, ServedTeam>();
  readonly #limits = new Map<string, RequestLimits>();
  /** By the process that looks. */
  readonly #looks = new Map<number, Look>();
  readonly #isOwnCode = onlyCodeOf(removalProvider);
  readonly #speed: number;
  readonly #local: LocalTeams;
  /** What exists of all teams, as it is now. */
  readonly #all = new UnitedState(() => [this.#state, ...this.#local.states]);

  /**
   * @param speed times as fast as Azure; 0: instant.
   * @param local teams that have real services besides.
   */
  constructor(speed: number, local: LocalTeams) {
    this.#speed = speed;
    this.#local = local;
  }

  /** From now on these teams have real services. @throws Error naming those that exist without. */
  orderLocal(order: LocalOrder): void {
    const simulated = order.teams.filter((team) => this.#clouds.has(team) && !this.#local.has(team));
    if (simulated.length > 0)
      throw new Error(
        `${simulated.join(", ")} exist without services on this machine: \`down ${simulated.join(" ")}\` first`,
      );
    this.#local.order(order);
  }

  /** @returns the environment in which an engine finds the clouds. What the team was served before is over. */
  async serve(visit: CloudVisit): Promise<Readonly<Record<string, string>>> {
    this.release(visit.team);
    const cloud = this.#cloudOf(visit);
    const served = await serveCloud(cloud, { isOwnCode: this.#isOwnCode });
    this.#served.set(visit.team, { served, cloud, pid: visit.pid, workspaces: undefined });
    return served.environment;
  }

  /** @returns the port on which the REST API of a served team's workspaces is answered from now on. */
  async workspacesOf(team: string): Promise<number> {
    const entry = this.#served.get(team);
    if (entry === undefined) throw new Error(`team ${team} is not served`);
    entry.workspaces ??= await serveWorkspaces(entry.cloud);
    return entry.workspaces.port;
  }

  /** @returns where ARM and the teams' workspaces tell what is there, until the process that looks has ended. */
  async look({ subscriptions, pid }: CloudLook): Promise<LookAddresses> {
    this.#endLook(pid);
    const [arm, workspaces] = await Promise.all([
      serveSubscriptions(subscriptions, this.#all),
      // What a team's cloud has noted for a moment is read on a clock that runs as fast.
      serveWorkspaces(createSimulatedCloud({ state: this.#all, clock: wallClock(this.#speed) })),
    ]);
    this.#looks.set(pid, { arm, workspaces });
    return { arm: arm.address, workspaces: workspaces.port };
  }

  /** Leaves behind what events leave, and what of other people looks like it. @returns what has to have a stack. */
  async plant({ event, today }: PlantOrder): Promise<Planted> {
    const subscriptionId = event.places[0]?.subscription ?? "";
    const cloud = createSimulatedCloud({ state: this.#state, identity: { subscriptionId } });
    return await plantLeftovers({ cloud, event, today });
  }

  #endLook(pid: number): void {
    const look = this.#looks.get(pid);
    void look?.arm.stop();
    void look?.workspaces.stop();
    this.#looks.delete(pid);
  }

  /** Whatever listens can be reached by others on this machine: no longer than somebody needs it. */
  release(team: string): void {
    // What was asked for is carried out all the same, as it is in Azure.
    const entry = this.#served.get(team);
    void entry?.served.stop();
    void entry?.workspaces?.stop();
    this.#served.delete(team);
  }

  /** Releases whoever was served for a process that has ended. */
  releaseEnded(lives: (pid: number) => boolean): void {
    for (const [team, { pid }] of this.#served) if (!lives(pid)) this.release(team);
    for (const pid of this.#looks.keys()) if (!lives(pid)) this.#endLook(pid);
  }

  /** What exists, as `type id`, in the order of ids. */
  left(): string[] {
    const resources = this.#all.resources().filter(({ home }) => home !== NOWHERE);
    return resources.map(({ type, id }) => `${type} ${id}`).sort();
  }

  /** A team has gone with all that it had: what runs for it ends, and it may come again as another. */
  async gone(team: string): Promise<void> {
    this.release(team);
    this.#clouds.delete(team);
    await this.#local.end(team);
  }

  #cloudOf({ team, subscription, region, fault }: CloudVisit): SimulatedCloud {
    const known = this.#clouds.get(team);
    // A team whose fault is the same goes on counting it.
    if (known !== undefined && known.fault === fault) return known.cloud;
    const requests = this.#limitsOf(subscription, region);
    const local = this.#local.teamOf(team);
    const cloud = createSimulatedCloud({
      state: local?.state ?? this.#state,
      ...(local && { localServices: local.services }),
      speed: this.#speed,
      identity: { subscriptionId: subscription },
      ...(requests && { requests }),
      ...(fault && rehearsedFaults[fault]),
    });
    this.#clouds.set(team, { cloud, fault });
    return cloud;
  }

  #limitsOf(subscription: string, region: string): RequestLimits | undefined {
    // Where operations take no time, neither does the waiting between two requests.
    if (this.#speed === 0) return undefined;
    const key = `${subscription} ${region}`;
    const known = this.#limits.get(key);
    if (known !== undefined) return known;
    const limits = new RequestLimits(wallClock(this.#speed), subscription);
    this.#limits.set(key, limits);
    return limits;
  }
}
