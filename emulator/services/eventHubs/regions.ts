import { region } from "../../core/arm";

/**
 * Event Hubs answers a region by the name that people read (pulumi-azure-native#1005 saw it of Service Bus, which has the
 * same resource provider; azure-rest-api-specs, eventhub/…/2024-01-01/examples/NameSpaces/EHNameSpaceCreate.json). The
 * names: learn.microsoft.com/azure/reliability/regions-list.
 */
const displayNames: readonly string[] = [
  "Australia Central",
  "Australia East",
  "Australia Southeast",
  "Austria East",
  "Belgium Central",
  "Brazil South",
  "Canada Central",
  "Canada East",
  "Central India",
  "Central US",
  "East Asia",
  "East US",
  "East US 2",
  "France Central",
  "Germany West Central",
  "Israel Central",
  "Italy North",
  "Japan East",
  "Japan West",
  "Korea Central",
  "Mexico Central",
  "North Central US",
  "North Europe",
  "Norway East",
  "Poland Central",
  "Qatar Central",
  "South Africa North",
  "South Central US",
  "South India",
  "Southeast Asia",
  "Spain Central",
  "Sweden Central",
  "Switzerland North",
  "UAE North",
  "UK South",
  "UK West",
  "West Central US",
  "West Europe",
  "West US",
  "West US 2",
  "West US 3",
];

const byName: ReadonlyMap<string, string> = new Map(displayNames.map((name) => [region(name), name]));

/** @returns the region as Event Hubs answers it; one that is not listed as it is. */
export function displayName(location: string): string {
  return byName.get(region(location)) ?? location;
}
