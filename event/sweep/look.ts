import type { ResourceManagementClient } from "@azure/arm-resources";
import { ArmReader } from "../check/armReader";
import type { EventFile } from "../file/model";
import { lookAtSubscription } from "./azureLists";
import { lookAtMetastore, lookAtWarehouses } from "./metastoreLists";
import { groupIdIn, nameIn, ownOfGroup } from "./ownNames";
import { shownIn, type Listed, type AllSeen, type SeenWorkspace, type SweptStack } from "./seen";
import type { CallWorkspace } from "./workspaceApi";

/** What a sweep asks. */
export interface SweepSources {
  /** A client of a subscription, signed in. */
  readonly connect: (subscription: string) => ResourceManagementClient;
  readonly callWorkspace: CallWorkspace;
  readonly stacks: () => Promise<Listed<SweptStack>>;
  /** Teams that this machine has worked for. */
  readonly operated: () => Promise<ReadonlySet<string>>;
  readonly now: () => Date;
}

/** Looks at everything in which an event may have left something. */
export async function lookAround(event: EventFile, sources: SweepSources): Promise<AllSeen> {
  const { connect, callWorkspace, now } = sources;
  const [stacks, operated, subscriptions] = await Promise.all([
    sources.stacks(),
    sources.operated(),
    Promise.all(subscriptionsOf(event).map((each) => lookAtSubscription(new ArmReader(connect(each)), each))),
  ]);
  const workspaces = subscriptions
    .flatMap((each) => shownIn(each.workspaces))
    .sort((one, other) => rank(one, event) - rank(other, event) || one.id.localeCompare(other.id));
  const unlisted = subscriptions.some((each) => "unknown" in each.workspaces);
  const placed = event.places.flatMap((each) => each.regions);
  const regions = [...new Set([...placed, ...workspaces.filter(isOwn).map(({ region }) => region)])];
  const [metastores, warehouses] = await Promise.all([
    Promise.all(
      regions.map((region) => {
        const there = workspaces.filter((each) => each.region === region);
        return lookAtMetastore(region, { workspaces: there, unlisted }, callWorkspace, now);
      }),
    ),
    Promise.all(
      workspaces
        .filter((each) => isOwn(each) && each.tags["event"] === event.event)
        .map((each) => lookAtWarehouses(each, callWorkspace)),
    ),
  ]);
  return { subscriptions, metastores, warehouses, stacks, operated };
}

/** @returns the subscriptions of an event's places, each once. */
export function subscriptionsOf({ places }: EventFile): string[] {
  return [...new Set(places.map(({ subscription }) => subscription))];
}

/** A team's own workspace is asked rather than one of somebody else. */
function rank(workspace: SeenWorkspace, { event }: EventFile): number {
  return isOwn(workspace) && workspace.tags["event"] === event ? 0 : 1;
}

function isOwn({ id }: SeenWorkspace): boolean {
  return ownOfGroup(nameIn(groupIdIn(id) ?? "")) !== undefined;
}
