import { CHALLENGE } from "../../../program/names";
import type { LeftAlone, SweepItem, SweepKind } from "../model";
import { groupIdIn, namesOfOwn, nameIn, ownOfSecurable, subscriptionIn, teamOfOwn } from "../ownNames";
import { shownIn, type SeenMetastore, type SeenSecurable, type SeenWarehouses } from "../seen";
import type { Chosen } from "./groups";
import type { SweepScope, Whose } from "./scope";

/** What a selection in a metastore goes by. */
interface MetastoreScope {
  readonly dead: ReadonlyMap<string, string>;
  /** Ids of every resource group that is there. */
  readonly groups: ReadonlySet<string>;
  /** Subscriptions whose groups were listed. */
  readonly listed: ReadonlySet<string>;
}

interface Objects {
  readonly kind: Extract<SweepKind, "catalog" | "externalLocation" | "storageCredential">;
  readonly path: string;
  readonly found: readonly SeenSecurable[];
}

/** Objects of Unity Catalog that nothing uses any more: a metastore is shared by all workspaces of a region. */
export function selectSecurables(metastore: SeenMetastore, scope: SweepScope, ends: MetastoreScope): Chosen {
  const items: SweepItem[] = [];
  const left: LeftAlone[] = [];
  const credentials = shownIn(metastore.credentials);
  for (const { kind, path, found } of objectsOf(metastore)) {
    for (const object of found) {
      const own = ownOfSecurable(object.name);
      const id = `${metastore.region}/${path}/${object.name}`.toLowerCase();
      if (own === undefined || stands(own, scope, ends)) continue;
      const whose = whoseObject(object, kind, own, { metastore, scope, ends, credentials });
      if (whose.is === "another's") left.push({ id, why: whose.why });
      else
        items.push({
          kind,
          id,
          list: `${metastore.region}/${path}`,
          own,
          reason: whose.why,
          facts: { creator: object.creator, at: object.at },
          along: [],
        });
    }
  }
  return { items, left };
}

function objectsOf({ catalogs, locations, credentials }: SeenMetastore): readonly Objects[] {
  return [
    { kind: "catalog", path: "catalogs", found: shownIn(catalogs) },
    { kind: "externalLocation", path: "external-locations", found: shownIn(locations) },
    { kind: "storageCredential", path: "storage-credentials", found: shownIn(credentials) },
  ];
}

/** Whether a stack has the objects of this name, and its group is not known to be gone. */
function stands(own: string, { held }: SweepScope, { dead }: MetastoreScope): boolean {
  const { resourceGroup, catalog } = namesOfOwn(own);
  const has = held.has(catalog) || [...held].some((id) => id.endsWith(`/resourcegroups/${resourceGroup}`));
  return has && !dead.has(own);
}

interface Around {
  readonly metastore: SeenMetastore;
  readonly scope: SweepScope;
  readonly ends: MetastoreScope;
  readonly credentials: readonly SeenSecurable[];
}

function whoseObject(
  object: SeenSecurable,
  kind: Objects["kind"],
  own: string,
  { metastore, scope, ends, credentials }: Around,
): Whose {
  const another = (why: string): Whose => ({ is: "another's", why });
  if (!liesWhereItShould(object, kind, own)) return another(`it lies at ${object.at || "an unknown place"}`);
  const why = ends.dead.get(own);
  if (why !== undefined) return { is: "leftover", why };
  const credential = credentials.find(({ name }) => name.toLowerCase() === object.name.toLowerCase());
  const group = credential && groupIdIn(credential.at);
  if (
    credential === undefined ||
    group === undefined ||
    !liesWhereItShould(credential, "storageCredential", own)
  )
    return another("its storage credential does not show where it belongs");
  if (!ends.listed.has(subscriptionIn(group)))
    return another(`it belongs to the subscription ${subscriptionIn(group)}, which was not listed`);
  if (ends.groups.has(group)) return another(`its resource group, ${nameIn(group)}, is there`);
  if (metastore.me === undefined || object.creator !== metastore.me)
    return another(`its resource group is gone, but ${object.creator || "somebody unknown"} created it`);
  const team = teamOfOwn(own);
  if (!scope.event.teams.some(({ name }) => name === team) && !scope.seen.operated.has(team))
    return another(`its resource group is gone, but this event has no team ${team}`);
  if ("unknown" in scope.seen.stacks) return another("whether a stack has it is not known");
  return { is: "leftover", why: `its resource group, ${nameIn(group)}, is gone` };
}

function liesWhereItShould({ at }: SeenSecurable, kind: Objects["kind"], own: string): boolean {
  const { storageAccount, resourceGroup, accessConnector } = namesOfOwn(own);
  if (kind === "storageCredential")
    return new RegExp(
      `^/subscriptions/[0-9a-f-]{36}/resourcegroups/${resourceGroup}/providers/microsoft\\.databricks/accessconnectors/${accessConnector}$`,
    ).test(at.toLowerCase());
  return new RegExp(`^abfss://[^@/]+@${storageAccount}\\.dfs\\.[a-z.]+(?:/|$)`).test(at.toLowerCase());
}

/** Warehouses of the program in a team's workspace that its stack does not know: each costs when it is asked. */
export function selectWarehouses({ workspace, warehouses }: SeenWarehouses, scope: SweepScope): Chosen {
  const items: SweepItem[] = [];
  const left: LeftAlone[] = [];
  for (const { id, name, tags } of shownIn(warehouses)) {
    const own = nameIn(groupIdIn(workspace.id) ?? "").slice("clickstream-".length);
    const address = `${workspace.id}/warehouses/${id}`.toLowerCase();
    if (name !== namesOfOwn(own).warehouse || scope.held.has(id.toLowerCase())) continue;
    if (tags["challenge"] !== CHALLENGE || tags["event"] !== scope.event.event)
      left.push({ id: address, why: `${name} has not the tags of this event` });
    else if (isBeingCreated(workspace.id, scope))
      left.push({ id: address, why: "the stack was creating one when its engine ended: `up` settles it" });
    else
      items.push({
        kind: "warehouse",
        id: address,
        list: `${workspace.id}/warehouses`,
        own,
        reason: "the stack of its workspace does not know it",
        facts: { name },
        along: [],
      });
  }
  return { items, left };
}

function isBeingCreated(workspaceId: string, { seen }: SweepScope): boolean {
  return shownIn(seen.stacks).some(
    ({ deployment: { resources = [], pending_operations: pending = [] } }) =>
      resources.some(({ id }) => id?.toLowerCase() === workspaceId) &&
      pending.some(({ resource }) => resource.type === "databricks:index/sqlEndpoint:SqlEndpoint"),
  );
}
