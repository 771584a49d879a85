import { namesFor, SUFFIX_LENGTH, TEAM_PATTERN, type Names } from "../../program/names";

/*
 * Everything of a stack has its team and its suffix in its name: `red-abc123`. That alone proves nothing about whose it
 * is, but whatever has another form is certainly not the program's.
 */

const GROUP = "clickstream-";
const MANAGED = "-databricks";
const SUFFIX = /^[a-z0-9]{6}$/;

/** @returns the team of `red-abc123`. */
export function teamOfOwn(own: string): string {
  return own.slice(0, -SUFFIX_LENGTH - 1);
}

/** @returns all names that go with `red-abc123`. */
export function namesOfOwn(own: string): Names {
  return namesFor(teamOfOwn(own), own.slice(-SUFFIX_LENGTH));
}

/** @returns `red-abc123` of a team's resource group; undefined where the name is none that the program gives. */
export function ownOfGroup(name: string): string | undefined {
  return matching(name.toLowerCase().slice(GROUP.length), (names) => names.resourceGroup, name);
}

/** The same of the group that Azure Databricks manages. */
export function ownOfManagedGroup(name: string): string | undefined {
  const own = name.toLowerCase().slice(GROUP.length, -MANAGED.length);
  return matching(own, (names) => names.managedResourceGroup, name);
}

/** The same of a catalog, a storage credential or an external location. */
export function ownOfSecurable(name: string): string | undefined {
  const own = name.toLowerCase().slice(GROUP.length).replaceAll("_", "-");
  return matching(own, (names) => names.catalog, name);
}

/** The same of an Event Hubs namespace. */
export function ownOfNamespace(name: string): string | undefined {
  return matching(name.toLowerCase().slice("clicks-".length), (names) => names.namespace, name);
}

function matching(own: string, nameIn: (names: Names) => string, name: string): string | undefined {
  const isOwn = TEAM_PATTERN.test(teamOfOwn(own)) && SUFFIX.test(own.slice(-SUFFIX_LENGTH));
  return isOwn && nameIn(namesOfOwn(own)) === name.toLowerCase() ? own : undefined;
}

/** @returns the last part of an id. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** @returns the resource group that an ARM id lies in, as an id; the group's own id for itself. */
export function groupIdIn(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(id.toLowerCase())?.[0];
}

/** @returns the subscription of an ARM id. */
export function subscriptionIn(id: string): string {
  return (id.split("/")[2] ?? "").toLowerCase();
}
