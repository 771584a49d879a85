import { teamOf } from "../../program/names";
import type { EventFile, Placement } from "../file/model";
import { quantities, quantityOf, type NodeSize } from "../places/needs";
import type { Amounts, StandingTeam } from "../places/model";
import type { Answer, ArmObject, ArmReader } from "./armReader";
import { about, shortId, type Finding } from "./finding";

const RESOURCES = "2021-04-01";

/** What a subscription has of an event already. */
export interface Inventory {
  readonly subscription: string;
  /** Resource groups of the event's teams. */
  readonly groups: readonly TeamGroup[];
  /** Types and groups of what carries the event's tag, and virtual machines, in lower case. */
  readonly resources: readonly { readonly type: string; readonly group: string }[];
  /** Databricks workspaces of anybody; undefined where they could not be listed. */
  readonly workspaces: readonly WorkspacePlace[] | undefined;
  readonly findings: readonly Finding[];
}

interface WorkspacePlace {
  readonly id: string;
  readonly region: string;
}

export interface TeamGroup extends Placement {
  readonly team: string;
  readonly name: string;
  /** Value of its tag `event`; undefined where it has none. */
  readonly event: string | undefined;
}

/** Lists what the event has in a subscription, by its resource groups' names and tags. */
export async function takeInventory(
  reader: ArmReader,
  subscription: string,
  event: EventFile,
): Promise<Inventory> {
  const root = `/subscriptions/${subscription}`;
  const list = (filter: string): Promise<Answer<readonly ArmObject[]>> =>
    reader.list(`${root}/resources`, RESOURCES, filter);
  const [listed, workspaces] = await Promise.all([
    reader.list(`${root}/resourcegroups`, RESOURCES),
    list("resourceType eq 'Microsoft.Databricks/workspaces'"),
  ]);
  const groups = ("value" in listed ? listed.value : []).flatMap((each) =>
    teamGroupOf(each, subscription, event),
  );
  const none = { value: [] };
  // Nothing of the event can lie in a subscription that has none of its groups.
  const [tagged, machines] =
    groups.length === 0
      ? [none, none]
      : await Promise.all([
          list(`tagName eq 'event' and tagValue eq '${event.event}'`),
          list("resourceType eq 'Microsoft.Compute/virtualMachines'"),
        ]);
  const say = about("what stands", shortId(subscription));
  const untold = [listed, workspaces, tagged, machines].flatMap((each) =>
    "unknown" in each ? [each.unknown] : [],
  );
  return {
    subscription,
    groups,
    resources: [tagged, machines].flatMap((each) => ("value" in each ? each.value.flatMap(resourceOf) : [])),
    workspaces: "value" in workspaces ? workspaces.value.flatMap(workspaceOf) : undefined,
    findings:
      untold.length > 0
        ? [say.unknown(untold.join("; "))]
        : groups.length > 0
          ? [say.ok(`${groups.length} resource groups of these teams`)]
          : [],
  };
}

/** Some services write a region as people do: `West Europe`. */
function regionName(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** @returns the group of one of the event's teams; nothing of any other. */
export function teamGroupOf(group: ArmObject, subscription: string, { teams }: EventFile): TeamGroup[] {
  const { name, location, tags } = group;
  if (typeof name !== "string" || typeof location !== "string") return [];
  const team = teamOf(name);
  if (team === undefined || !teams.some((each) => each.name === team)) return [];
  const event = (tags as Record<string, unknown> | undefined)?.["event"];
  return [
    {
      team,
      name,
      subscription,
      region: regionName(location),
      event: typeof event === "string" ? event : undefined,
    },
  ];
}

function resourceOf({ id, type }: ArmObject): Inventory["resources"] {
  const group = typeof id === "string" ? /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] : undefined;
  return group !== undefined && typeof type === "string"
    ? [{ type: type.toLowerCase(), group: group.toLowerCase() }]
    : [];
}

function workspaceOf({ id, location }: ArmObject): WorkspacePlace[] {
  return typeof id === "string" && typeof location === "string" ? [{ id, region: regionName(location) }] : [];
}

/** A group counts for the event if it carries its tag, or, made by hand, none. */
export function standingGroups(
  inventories: readonly Pick<Inventory, "groups">[],
  event: EventFile,
): ReadonlyMap<string, TeamGroup> {
  const own = inventories.flatMap(({ groups }) =>
    groups.filter((each) => (each.event ?? event.event) === event.event),
  );
  return new Map([...own].reverse().map((group) => [group.team, group]));
}

/** @returns what a standing team takes beyond what is in use, of all that it needs. */
export function standingTeam(
  group: TeamGroup,
  needs: Amounts,
  { resources }: Inventory,
  size: NodeSize | undefined,
): StandingTeam {
  const own = group.name.toLowerCase();
  const has = (type: string, where = own): boolean =>
    resources.some((each) => each.type === type.toLowerCase() && each.group === where);
  const pending: Record<string, number> = { ...needs };
  const take = (names: readonly string[], amount = Infinity): void => {
    for (const name of names) pending[name] = Math.max(0, (pending[name] ?? 0) - amount);
  };
  const vcpus = [quantities.regionalVcpus, ...(size ? [quantityOf(size.family)] : [])];
  if (has("Microsoft.Compute/virtualMachines", `${own}-databricks`)) take(vcpus);
  if (has("Microsoft.ContainerInstance/containerGroups"))
    take([quantities.containerCores, quantities.containerGroups]);
  if (has("Microsoft.Storage/storageAccounts")) take([quantities.storageAccounts], 1);
  if (has("Microsoft.Databricks/workspaces")) {
    take([quantities.storageAccounts], 1);
    take(quantities.publicIps);
  }
  return { placement: { subscription: group.subscription, region: group.region }, pending };
}

/** Groups that are in the way of a team: of another event, or a second one of the same. */
export function strayGroups(
  inventories: readonly Inventory[],
  event: EventFile,
  stacks?: ReadonlySet<string>,
): Finding[] {
  const standing = standingGroups(inventories, event);
  return inventories.flatMap(({ groups }) =>
    groups.flatMap((group) => {
      const say = about("groups of teams", `${group.name} of ${shortId(group.subscription)}`);
      const remedy = "If nobody needs it, remove it: it costs money and takes quota.";
      if (group.event !== undefined && group.event !== event.event)
        return [say.warn(`is of the event ${group.event}, and team ${group.team} would get another`, remedy)];
      if (standing.get(group.team)?.name !== group.name)
        return [
          say.warn(`team ${group.team} has another group, ${String(standing.get(group.team)?.name)}`, remedy),
        ];
      if (stacks !== undefined && !stacks.has(group.team))
        return [say.warn(`team ${group.team} has no stack: nothing here knows of this group`, remedy)];
      return [];
    }),
  );
}
