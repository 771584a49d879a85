import type { EventFile } from "../file/model";
import type { Selection, SweepItem, SweepKind } from "./model";
import { sweepOrder } from "./model";
import { nameIn } from "./ownNames";
import { shownIn, type AllSeen } from "./seen";
import { selectBesides } from "./select/besides";
import { selectGroups, selectManagedGroups, type Chosen } from "./select/groups";
import { selectSecurables, selectWarehouses } from "./select/metastores";
import { scopeOf } from "./select/scope";
import { goneStacks, selectStacks } from "./select/stacks";
import { unlookedIn } from "./unlooked";

/**
 * Selects what is left over of an event and of those of the same owner that are over. Whatever is not certain is left
 * alone and told: rather one leftover more than something of somebody else less.
 *
 * @param today `YYYY-MM-DD`, with which `expires` is compared.
 */
export function selectLeftovers(seen: AllSeen, event: EventFile, today: string): Selection {
  const scope = scopeOf(seen, event, today);
  const inGroups = seen.subscriptions.map((each) => selectGroups(each, scope));
  const going = inGroups.flatMap(({ items }) => items.filter(({ kind }) => kind === "group"));
  const gone = goneStacks(scope);
  const dead = new Map([
    ...gone.map(({ own, group }) => [own, `its resource group, ${nameIn(group)}, is gone`] as const),
    ...going.map(({ own, id }) => [own, `its resource group, ${nameIn(id)}, goes`] as const),
  ]);
  const managed = seen.subscriptions.map((each) => selectManagedGroups(each, scope, dead));
  const goingIds = new Set([...going, ...managed.flatMap(({ items }) => items)].map(({ id }) => id));
  const ends = { dead, going: goingIds, gone: gone.map(({ stack }) => stack) };
  const objects = {
    dead,
    groups: new Set(seen.subscriptions.flatMap(({ groups }) => shownIn(groups).map(({ id }) => id))),
    listed: new Set(seen.subscriptions.flatMap((each) => ("value" in each.groups ? each.subscription : []))),
  };
  const chosen: readonly Chosen[] = [
    ...inGroups,
    ...managed,
    ...seen.metastores.map((each) => selectSecurables(each, scope, objects)),
    ...seen.warehouses.map((each) => selectWarehouses(each, scope)),
    selectStacks(gone, scope),
  ];
  const besides = seen.subscriptions.flatMap((each) => selectBesides(each, ends));
  return {
    items: inOrder([...chosen.flatMap(({ items }) => items), ...besides]),
    left: chosen.flatMap(({ left }) => left),
    unlooked: unlookedIn(seen),
    shown: shownOf(seen),
  };
}

/** In the order in which it is removed. */
function inOrder(items: readonly SweepItem[]): SweepItem[] {
  const order = sweepOrder.flat();
  const place = ({ kind }: { readonly kind: SweepKind }): number => order.indexOf(kind);
  return [...items].sort((one, other) => place(one) - place(other) || one.id.localeCompare(other.id));
}

function shownOf(seen: AllSeen): ReadonlySet<string> {
  const azure = seen.subscriptions.flatMap((each) => [
    ...shownIn(each.groups),
    ...shownIn(each.workspaces),
    ...shownIn(each.containerGroups),
    ...shownIn(each.budgets),
    ...shownIn(each.roleAssignments),
  ]);
  const objects = seen.metastores.flatMap(({ region, catalogs, locations, credentials }) => [
    ...shownIn(catalogs).map(({ name }) => `${region}/catalogs/${name}`),
    ...shownIn(locations).map(({ name }) => `${region}/external-locations/${name}`),
    ...shownIn(credentials).map(({ name }) => `${region}/storage-credentials/${name}`),
  ]);
  const warehouses = seen.warehouses.flatMap(({ workspace, warehouses: listed }) =>
    shownIn(listed).map(({ id }) => `${workspace.id}/warehouses/${id}`),
  );
  const stacks = shownIn(seen.stacks).map(({ event, team }) => `stacks/${event}/${team}`);
  return new Set(
    [...azure.map(({ id }) => id), ...objects, ...warehouses, ...stacks].map((id) => id.toLowerCase()),
  );
}
