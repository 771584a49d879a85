import type { Settings } from "../../program/settings";
import { lastStep, type Step } from "../../program/steps";
import { containerSize } from "../../program/sizing/generator";
import type { EventFile, Team } from "../file/model";
import { readTeamSettings } from "../file/teamSettings";
import type { Amounts } from "./model";

/** A VM size as `Microsoft.Compute/skus` describes it. */
export interface NodeSize {
  /** Name of its quota. */
  readonly family: string;
  readonly vcpus: number;
}

/** A team, and how far it is brought. */
export interface TeamPlan {
  readonly team: Team;
  readonly settings: Settings;
  /** The furthest step of its settings and the schedule; without a schedule the last: a hackathon goes all the way. */
  readonly step: Step;
}

/** @returns every team's plan, in the order in which they are placed. */
export function plansOf(event: EventFile): TeamPlan[] {
  const scheduled = event.schedule.flatMap(({ step }) => step ?? []);
  return event.teams.map((team) => {
    const settings = readTeamSettings(event, team);
    const step = event.schedule.length === 0 ? lastStep : Math.max(settings.throughStep, ...scheduled);
    return { team, settings, step: step as Step };
  });
}

/** How a quota's name is compared: services write the same one with other spaces, hyphens and capitals. */
export function quantityOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** Names of the quotas, as the usages of each service list them. */
export const quantities = {
  regionalVcpus: quantityOf("cores"),
  containerCores: quantityOf("StandardCores"),
  containerGroups: quantityOf("ContainerGroups"),
  storageAccounts: quantityOf("StorageAccounts"),
  // The quota of public IP addresses has had several names; a region lists one or more of them.
  publicIps: ["PublicIPAddresses", "StandardSkuPublicIpAddresses", "IPv4StandardSkuPublicIpAddresses"].map(
    quantityOf,
  ),
};

/** What a team's job cluster takes: the driver and its workers. */
export function vcpusOf({ settings, step }: TeamPlan, size: NodeSize): number {
  return step >= 6 && settings.compute === "jobCluster" ? (1 + settings.workers) * size.vcpus : 0;
}

/** @returns what a team takes of each quota at its furthest step. */
export function needsOf(plan: TeamPlan, size: NodeSize | undefined): Amounts {
  const { step, settings } = plan;
  const vcpus = size === undefined ? 0 : vcpusOf(plan, size);
  return {
    [quantities.regionalVcpus]: vcpus,
    ...(size && { [quantityOf(size.family)]: vcpus }),
    [quantities.containerCores]: step >= 5 ? containerSize(settings.generator).vcpus : 0,
    [quantities.containerGroups]: step >= 5 ? 1 : 0,
    // The lake, and the account that Databricks keeps in the workspace's managed group.
    [quantities.storageAccounts]: (step >= 3 ? 1 : 0) + (step >= 4 ? 1 : 0),
    // Of the NAT gateway that Databricks gives a workspace without public addresses.
    ...Object.fromEntries(quantities.publicIps.map((name) => [name, step >= 4 ? 1 : 0])),
  };
}
