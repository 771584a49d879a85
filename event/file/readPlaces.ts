import { locationRule } from "../../program/settings";
import type { FileReader, FilePath } from "./fileReader";
import type { Place } from "./model";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** More vCPUs than any subscription has in a region. */
const MOST_VCPUS = 100_000;

/** @returns the places that are right; at least one must be given. */
export function readPlaces(reader: FileReader): Place[] {
  const allowed = "a list of at least one place, e.g. { subscription: ID, regions: [westeurope] }";
  const items = reader.list(["places"], allowed);
  if (items.length === 0) reader.refuse(["places"], `allowed: ${allowed}`);
  const seen = new Set<string>();
  return items.flatMap((path) => readPlace(reader, path, seen));
}

function readPlace(reader: FileReader, path: FilePath, seen: Set<string>): Place[] {
  if (!reader.map(path, ["subscription", "regions", "reserve", "most"])) return [];
  const subscription = reader.text([...path, "subscription"], {
    allowed: "a subscription's id, a UUID",
    read: (text) => (UUID.test(text) ? text.toLowerCase() : undefined),
  });
  const items = reader.list([...path, "regions"], "a list of at least one Azure region, e.g. [westeurope]");
  if (Array.isArray(reader.at([...path, "regions"])) && items.length === 0) {
    reader.refuse([...path, "regions"], "allowed: at least one Azure region, e.g. [westeurope]");
  }
  const regions = items.map((item) => {
    const region = reader.text(item, locationRule);
    const key = `${subscription} ${region}`;
    if (region !== undefined && seen.has(key))
      reader.refuse(item, "is there already, with this subscription");
    seen.add(key);
    return region;
  });
  const most = [...path, "most"];
  return [
    {
      subscription: subscription ?? "",
      regions: regions.filter((region) => region !== undefined),
      reservedVcpus: readReserve(reader, [...path, "reserve"]),
      most: reader.has(most) ? reader.integer(most, 1, 1000) : undefined,
    },
  ];
}

function readReserve(reader: FileReader, path: FilePath): number {
  if (!reader.has(path) || !reader.map(path, ["vcpus"])) return 0;
  return reader.integer([...path, "vcpus"], 0, MOST_VCPUS) ?? 0;
}
