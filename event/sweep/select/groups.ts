import { CHALLENGE } from "../../../program/names";
import { shortId } from "../../check/finding";
import type { LeftAlone, SweepItem } from "../model";
import { groupIdIn, namesOfOwn, nameIn, ownOfGroup, ownOfManagedGroup, teamOfOwn } from "../ownNames";
import {
  shownIn,
  type SeenGroup,
  type SeenResource,
  type SeenSubscription,
  type SeenWorkspace,
  type Tags,
} from "../seen";
import { sameText, whoseByTags, type SweepScope, type Whose } from "./scope";

/** What of a look is left over, and what only looks so. */
export interface Chosen {
  readonly items: readonly SweepItem[];
  readonly left: readonly LeftAlone[];
}

/** Teams' resource groups that no stack has, and the workspaces in them. */
export function selectGroups(subscription: SeenSubscription, scope: SweepScope): Chosen {
  const items: SweepItem[] = [];
  const left: LeftAlone[] = [];
  const workspaces = shownIn(subscription.workspaces);
  for (const group of shownIn(subscription.groups)) {
    if (group.managedBy !== undefined || scope.held.has(group.id) || !looksOwn(group, scope)) continue;
    const whose = whoseGroup(group, scope, subscription);
    if (whose.is === "another's") left.push({ id: group.id, why: whose.why });
    else items.push(...itemsOf(group, whose.why, workspaces));
  }
  return { items, left };
}

/** Whether anybody could take it for the event's. */
function looksOwn({ name, tags }: SeenGroup, { event }: SweepScope): boolean {
  return ownOfGroup(name) !== undefined || tags["challenge"] === CHALLENGE || tags["event"] === event.event;
}

function whoseGroup(group: SeenGroup, scope: SweepScope, { workspaces }: SeenSubscription): Whose {
  const { name, tags, contents } = group;
  const own = ownOfGroup(name);
  if (own === undefined) return { is: "another's", why: "its name is none that this program gives" };
  const whose = whoseByTags(tags, teamOfOwn(own), scope);
  if (whose.is === "another's") return whose;
  if (contents === undefined || "unknown" in contents)
    return { is: "another's", why: "what is in it could not be listed" };
  if ("unknown" in workspaces) return { is: "another's", why: "the workspaces in it could not be listed" };
  const foreign = contents.value.find((each) => isForeign(each, tags));
  if (foreign === undefined) return whose;
  return { is: "another's", why: `it holds ${nameIn(foreign.id)} of ${foreignOwner(foreign.tags)}` };
}

/** Members create without tags what they like; who has put theirs there with others' tags means to keep it. */
function isForeign({ tags }: SeenResource, group: Tags): boolean {
  const differs = (name: string): boolean => {
    const value = tags[name];
    return value !== undefined && !sameText(value, group[name] ?? "");
  };
  return differs("event") || differs("owner");
}

function foreignOwner(tags: Tags): string {
  return tags["owner"] ?? `the event ${String(tags["event"])}`;
}

function itemsOf(group: SeenGroup, why: string, workspaces: readonly SeenWorkspace[]): SweepItem[] {
  const own = ownOfGroup(group.name) ?? "";
  const [, , subscription = ""] = group.id.split("/");
  const inGroup = workspaces.filter(({ id }) => groupIdIn(id) === group.id);
  const { event = "", owner = "", team = "", expires = "" } = group.tags;
  return [
    ...inGroup.map((workspace): SweepItem => {
      return {
        kind: "workspace",
        id: workspace.id,
        list: `${subscription}/workspaces`,
        own,
        reason: `it is in ${group.name}`,
        facts: { managedGroup: workspace.managedGroup },
        along: [workspace.managedGroup],
      };
    }),
    {
      kind: "group",
      id: group.id,
      list: `${subscription}/resourcegroups`,
      own,
      reason: why,
      facts: { event, owner, team, expires },
      along: shownIn(group.contents ?? { value: [] }).map(({ id }) => id),
    },
  ];
}

const MANAGER = /\/providers\/microsoft\.databricks\/workspaces\/[^/]+$/;

/**
 * Groups that Azure Databricks made for workspaces that are gone. They carry no tags, but what is in them carries those
 * of the workspace (Azure/azure-sdk-for-go#14571).
 *
 * @param dead whose group goes, or is gone.
 */
export function selectManagedGroups(
  { subscription, groups, workspaces }: SeenSubscription,
  scope: SweepScope,
  dead: ReadonlyMap<string, string>,
): Chosen {
  const items: SweepItem[] = [];
  const left: LeftAlone[] = [];
  for (const group of shownIn(groups)) {
    const { managedBy = "" } = group;
    const own = ownOfManagedGroup(group.name);
    if (own === undefined || !MANAGER.test(managedBy)) continue;
    if ("unknown" in workspaces) {
      left.push({ id: group.id, why: "whether its workspace is there is not known" });
      continue;
    }
    if (workspaces.value.some(({ id }) => id === managedBy)) continue;
    const whose = whoseManaged(group, own, scope, dead);
    if (whose.is === "another's") left.push({ id: group.id, why: whose.why });
    else
      items.push({
        kind: "managedGroup",
        id: group.id,
        list: `${subscription}/resourcegroups`,
        own,
        reason: `its workspace is gone, and ${whose.why}`,
        facts: { managedBy },
        along: shownIn(group.contents ?? { value: [] }).map(({ id }) => id),
      });
  }
  return { items, left };
}

function whoseManaged(
  { id, managedBy, contents }: SeenGroup,
  own: string,
  scope: SweepScope,
  dead: ReadonlyMap<string, string>,
): Whose {
  const names = namesOfOwn(own);
  const expected = `${id.slice(0, -"-databricks".length)}/providers/microsoft.databricks/workspaces/${names.workspace}`;
  if (managedBy !== expected)
    return { is: "another's", why: "it was managed by something that this program does not create" };
  if (contents === undefined || "unknown" in contents)
    return { is: "another's", why: "what is in it could not be listed" };
  // A stack that stands meets its group in the way when it creates the workspace anew.
  if (scope.held.has(managedBy))
    return { is: "leftover", why: "the stack that has it would be refused another" };
  const why = dead.get(own);
  if (why !== undefined) return { is: "leftover", why };
  const tagged = contents.value.find(({ tags }) => tags["event"] !== undefined);
  if (tagged === undefined) return { is: "another's", why: "nothing tells whose it was" };
  return whoseByTags(tagged.tags, teamOfOwn(own), scope);
}

/** @returns a subscription as messages name it. */
export function placeOf(list: string): string {
  const [place = ""] = list.split("/");
  return /^[0-9a-f-]{36}$/.test(place) ? shortId(place) : place;
}
