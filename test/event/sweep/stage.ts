import { connect } from "../../../components/workspaceRemoval";
import {
  CloudState,
  createSimulatedCloud,
  type Clock,
  type Lateness,
  type SimulatedCloud,
} from "../../../emulator";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm, type ArmServer } from "../../../emulator/armRest/server";
import { serveWorkspaces, type WorkspaceServer } from "../../../emulator/databricksRest/server";
import { parseEventFile } from "../../../event/file/readEventFile";
import type { EventFile } from "../../../event/file/model";
import { plantLeftovers, type Planted } from "../../../event/rehearsal/leftovers/plant";
import { callOnLoopback } from "../../../event/sweep/callWorkspace";
import type { SweepSources } from "../../../event/sweep/look";
import type { Listed, SweptStack } from "../../../event/sweep/seen";
import type { SweepMeans } from "../../../event/sweep/sweepEvent";
import { VirtualClock } from "../virtualClock";

export const ONE = "00000000-0000-4000-8000-000000000001";
export const dayAfter = new Date("2027-03-14T10:00:00Z");

/** An event of three teams that is over since yesterday. */
export function sweptEvent(lines: readonly string[] = []): EventFile {
  const text = [
    "event: contoso-2027-03",
    "owner: coach@contoso.com",
    "expires: 2027-03-13",
    "signIn: servicePrincipal",
    "places:",
    `  - { subscription: ${ONE}, regions: [westeurope] }`,
    "teams: [red, blue, green]",
    "settings: { generatorImage: contoso.azurecr.io/generator:1 }",
    ...lines,
  ];
  return parseEventFile(text.join("\n"), "event.yaml", undefined);
}

/** Planting takes a second, which the tests of a file do not each wait for. */
let once: ReturnType<typeof plantOnce> | undefined;

async function plantOnce(event: EventFile): Promise<{ planted: Planted; state: string }> {
  const cloud = createSimulatedCloud({ clock: new VirtualClock(), durations: {} });
  const planted = await plantLeftovers({ cloud, event, today: "2027-03-14" });
  return { planted, state: cloud.state.save() };
}

/** A subscription with leftovers and look-alikes in it, and what a sweep asks. */
export class SweepStage {
  /** Teams whose stacks were removed. */
  readonly removedStacks: string[] = [];
  stacks: Listed<SweptStack>;
  now = dayAfter;

  private constructor(
    readonly event: EventFile,
    readonly cloud: SimulatedCloud,
    readonly clock: Clock,
    readonly planted: Planted,
    readonly arm: ArmServer,
    readonly workspaces: WorkspaceServer,
  ) {
    const { standing, stackAlone } = planted;
    this.stacks = {
      value: [
        stackOf(event.event, standing.team, standing.ids),
        stackOf(event.event, stackAlone.team, [stackAlone.group]),
      ],
    };
  }

  static async open({ late = {}, pageSize = 3 }: { late?: Partial<Lateness>; pageSize?: number } = {}) {
    const event = sweptEvent();
    const clock = new VirtualClock();
    const { planted, state } = await (once ??= plantOnce(event));
    const cloud = createSimulatedCloud({ clock, durations: {}, late, state: CloudState.load(state) });
    const arm = await serveArm(armResourcesOf(cloud), { pageSize });
    const workspaces = await serveWorkspaces(cloud);
    return new SweepStage(event, cloud, clock, planted, arm, workspaces);
  }

  get sources(): SweepSources {
    const environment = {
      ARM_CLIENT_ID: "id",
      ARM_CLIENT_SECRET: "hunter2",
      ARM_TENANT_ID: "tenant",
      AZURE_RESOURCE_MANAGER_ENDPOINT: this.arm.address,
    };
    return {
      connect: (subscription) => connect(subscription, environment),
      callWorkspace: callOnLoopback(() => this.workspaces.port),
      stacks: () => Promise.resolve(this.stacks),
      operated: () => Promise.resolve(new Set(["red", "blue", "green"])),
      now: () => this.now,
    };
  }

  get means(): SweepMeans {
    return {
      event: this.event,
      sources: this.sources,
      removeStack: async (team) => {
        this.removedStacks.push(team);
        if ("value" in this.stacks)
          this.stacks = { value: this.stacks.value.filter((each) => each.team !== team) };
        return Promise.resolve();
      },
      clock: this.clock,
      pauseMs: 1,
      tellOutcome: () => undefined,
      tellProof: () => undefined,
    };
  }

  /** What exists, as `type id`, but for what lies in a workspace. */
  contents(): string[] {
    return this.cloud.state
      .resources()
      .map(({ type, id }) => `${type.split(":").pop() ?? ""} ${id}`)
      .sort();
  }

  async close(): Promise<void> {
    await Promise.all([this.arm.stop(), this.workspaces.stop()]);
  }
}

/** A stack with resources of these ids. */
export function stackOf(event: string, team: string, ids: readonly string[]): SweptStack {
  const typeOf = (id: string): string =>
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)
      ? "azure-native:resources:ResourceGroup"
      : "some:type";
  const resources = ids.map((id) => ({ urn: `urn:${id}`, type: typeOf(id), id }));
  return { event, team, deployment: { resources } };
}
