/** Value of the tag `challenge`, which every resource of a team carries. */
export const CHALLENGE = "what-the-hack-019-04";

/** What a team's resources are called, in each service's own characters and length. */
export interface Names {
  readonly resourceGroup: string;
  /** Event Hubs namespace, the host's short name: unique in the world. */
  readonly namespace: string;
  /** Storage account, unique in the world: 3 to 24 lower-case letters and digits. */
  readonly storageAccount: string;
  readonly workspace: string;
  /** Resource group that Azure Databricks makes and owns. */
  readonly managedResourceGroup: string;
  readonly accessConnector: string;
  readonly containerGroup: string;
  /** Catalog, storage credential and external location: unique among all teams of a region's metastore. */
  readonly catalog: string;
  /** The continuous job, as people see it. */
  readonly job: string;
  readonly warehouse: string;
  readonly dashboard: string;
  readonly budget: string;
}

/** A team as settings accept it: what every service can carry, and no two ways to write one name. */
export const TEAM_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Longest team name: a storage account has 24 characters, of which the suffix takes 6 and the hyphens'
 * positions 3.
 */
export const TEAM_MAX_LENGTH = 15;

/** Longest name of an event. */
export const EVENT_MAX_LENGTH = 24;

/** What the group that Databricks makes is called behind the team's own. */
export const MANAGED_SUFFIX = "-databricks";

/** Length of the random suffix: lower-case letters and digits. */
export const SUFFIX_LENGTH = 6;

/**
 * The same text without hyphens, from which their places can still be told: `a-bc` and `ab-c` must not
 * become the same storage account. Bit n of the number at the end says whether a hyphen stood at place n.
 */
function withoutHyphens(team: string): string {
  const places = [...team].reduce((bits, character, place) => bits + (character === "-" ? 2 ** place : 0), 0);
  return team.replaceAll("-", "") + places.toString(36).padStart(3, "0");
}

/**
 * @param team a name that matches {@link TEAM_PATTERN}, at most {@link TEAM_MAX_LENGTH} characters.
 * @param suffix six lower-case letters and digits, one for a stack.
 * @returns names that no other team has, even with the same suffix.
 */
export function namesFor(team: string, suffix: string): Names {
  const own = `${team}-${suffix}`;
  return {
    resourceGroup: `clickstream-${own}`,
    namespace: `clicks-${own}`,
    storageAccount: withoutHyphens(team) + suffix,
    workspace: `clickstream-${own}`,
    managedResourceGroup: `clickstream-${own}${MANAGED_SUFFIX}`,
    accessConnector: `clickstream-${own}`,
    containerGroup: `click-generator-${own}`,
    // Hyphens would have to be quoted in every SQL statement; a team has no underscore that this could meet.
    catalog: `clickstream_${own.replaceAll("-", "_")}`,
    job: `clickstream-${own}`,
    warehouse: `clickstream-${own}`,
    dashboard: `Clicks of ${team}`,
    budget: `clickstream-${own}`,
  };
}

/** @returns the team whose resource group this is; undefined where {@link namesFor} gives no such name. */
export function teamOf(resourceGroup: string): string | undefined {
  const team = resourceGroup.split("-").slice(1, -1).join("-");
  const suffix = resourceGroup.slice(-SUFFIX_LENGTH);
  return namesFor(team, suffix).resourceGroup === resourceGroup && team !== "" ? team : undefined;
}
