import type { Unlooked } from "./model";
import { nameIn } from "./ownNames";
import { shownIn, type Listed, type AllSeen, type SeenMetastore, type SeenSubscription } from "./seen";

/** @returns every list that could not be had, and how somebody can look. */
export function unlookedIn(seen: AllSeen): Unlooked[] {
  return [
    ...seen.subscriptions.flatMap(inSubscription),
    ...seen.metastores.flatMap(inMetastore),
    ...seen.warehouses.flatMap(({ workspace, warehouses }) =>
      unless(
        warehouses,
        `${workspace.id}/warehouses`,
        `databricks warehouses list (in https://${workspace.url})`,
      ),
    ),
    ...unless(seen.stacks, "stacks", "pulumi stack ls --project clickstream-challenge"),
  ];
}

function inSubscription(each: SeenSubscription): Unlooked[] {
  const { subscription } = each;
  const list = (name: string, command: string, listed: Listed<unknown>): Unlooked[] =>
    unless(listed, `${subscription}/${name}`, `az ${command} --subscription ${subscription}`);
  return [
    ...list("resourcegroups", "group list", each.groups),
    ...list("workspaces", "databricks workspace list", each.workspaces),
    ...list("accessconnectors", "databricks access-connector list", each.connectors),
    ...list("containergroups", "container list", each.containerGroups),
    ...list("budgets", "consumption budget list", each.budgets),
    ...list("roleassignments", "role assignment list --all", each.roleAssignments),
    ...shownIn(each.groups).flatMap(({ id, contents }) =>
      contents === undefined
        ? []
        : list(`${nameIn(id)}/resources`, `resource list --resource-group ${nameIn(id)}`, contents),
    ),
  ];
}

function inMetastore({ region, through, catalogs, locations, credentials }: SeenMetastore): Unlooked[] {
  const where = through
    ? `in https://${through.url}`
    : `in a workspace of ${region}: create one if there is none`;
  const list = (name: string, listed: Listed<unknown>): Unlooked[] =>
    unless(listed, `${region}/${name}`, `databricks ${name} list --include-unbound (${where})`);
  return [
    ...list("catalogs", catalogs),
    ...list("external-locations", locations),
    ...list("storage-credentials", credentials),
  ];
}

function unless(listed: Listed<unknown>, list: string, how: string): Unlooked[] {
  return "unknown" in listed ? [{ list, why: listed.unknown, how }] : [];
}
