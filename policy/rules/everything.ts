import { isHidden, isMap, shown, valueAt, type CheckedResource } from "../core/resource";
import { property, rulesFor, type PolicyLimits, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

/** What has a place and tags of its own, with the property that has its name. */
const named: Readonly<Record<string, string>> = {
  [types.RESOURCE_GROUP]: "resourceGroupName",
  [types.NAMESPACE]: "namespaceName",
  [types.STORAGE_ACCOUNT]: "accountName",
  [types.DATABRICKS_WORKSPACE]: "workspaceName",
  [types.ACCESS_CONNECTOR]: "connectorName",
  [types.CONTAINER_GROUP]: "containerGroupName",
};

/** A judgement of tags: the required ones are there, and not empty. @param path what they are called. */
export function missingTags(path: string, tags: unknown, { requiredTags }: PolicyLimits): readonly string[] {
  if (isHidden(tags)) return [];
  const missing = requiredTags.filter((tag) => {
    const value = valueAt(tags, tag);
    return !isHidden(value) && (typeof value !== "string" || value.trim() === "");
  });
  return missing.length === 0 ? [] : [`${path} lack ${missing.join(", ")}`];
}

/** A name that has its team in it, with or without hyphens: a storage account has none. */
function nameWithoutTeam({ type, properties }: CheckedResource): readonly string[] {
  const path = named[type] ?? "";
  const [name, team] = [valueAt(properties, path), valueAt(properties, "tags.team")];
  if (typeof name !== "string" || typeof team !== "string") return [];
  const plain = (text: string): string => text.toLowerCase().replaceAll("-", "");
  return plain(name).includes(plain(team)) ? [] : [`${path} is ${shown(name)}, of the team ${shown(team)}`];
}

/** A region as it is compared: services write `West Europe` for what was asked for as `westeurope`. */
function regionOf(location: unknown): unknown {
  return typeof location === "string" ? location.toLowerCase().replaceAll(" ", "") : location;
}

/** Rules for everything in Azure that has a place and tags. */
export const everythingRules: readonly PolicyRule[] = rulesFor(Object.keys(named), [
  {
    id: "tags-required",
    title: "Everything in Azure has the tags by which its owner is found.",
    severity: "medium",
    reason: "Without them nobody knows whom to ask before something is deleted, or who pays for it.",
    wayOut: "Set the tags.",
    sameAs: ["AZR-000477"],
    wrongIn: ({ properties }, { limits }) => missingTags("tags", properties["tags"], limits),
  },
  {
    id: "tag-expires-day",
    title: "The tag `expires` is a day.",
    severity: "low",
    reason: "What removes expired resources compares days.",
    wayOut: "Write it YYYY-MM-DD.",
    wrongIn: property("tags.expires", (value) => {
      // That it is missing is another rule's.
      if (typeof value !== "string" || value.trim() === "") return true;
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
    }),
  },
  {
    id: "region-allowed",
    title: "Everything lies in an allowed region.",
    severity: "high",
    reason: "Quota, prices and where data may be are settled for these regions.",
    wayOut: "Choose another location, or add the region to the limits.",
    sameAs: ["AZR-000167"],
    wrongIn: property(
      "location",
      (value, { limits }) =>
        limits.regions === undefined || limits.regions.some((region) => region === regionOf(value)),
    ),
  },
  {
    id: "region-of-group",
    title: "Everything lies in the region of its resource group.",
    severity: "medium",
    reason: "Traffic between regions is slower, and paid for.",
    wayOut: "Give everything the location of its group.",
    wholeStack: true,
    wrongIn: (resource, { resources }) => {
      const groups = resources.filter(({ type }) => type === types.RESOURCE_GROUP);
      const places = groups.map(({ properties }) => regionOf(valueAt(properties, "location")));
      const own = regionOf(valueAt(resource.properties, "location"));
      const known = !isHidden(own) && places.length > 0 && !places.some(isHidden);
      return known && !places.includes(own)
        ? [`location is ${shown(own)}, its group's ${shown(places[0])}`]
        : [];
    },
  },
  {
    id: "name-of-team",
    title: "What belongs to a team has its name.",
    severity: "low",
    reason: "In a subscription of thirty teams people tell resources by their names.",
    wayOut: "Put the team's name into the resource's.",
    wrongIn: nameWithoutTeam,
  },
]);

/** Tags of a list of keys and values, as a SQL warehouse has them. */
export function tagsOfList(list: unknown): unknown {
  if (!Array.isArray(list)) return isHidden(list) ? list : {};
  return Object.fromEntries(list.filter(isMap).map(({ key, value }) => [String(key), value])) as Record<
    string,
    unknown
  >;
}
