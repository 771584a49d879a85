import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { isMissing } from "../../runtime/missing";
import type { EventFolder } from "../eventFolder";
import type { Placement } from "../file/model";
import { projectName } from "../file/projectSettings";

/** A team that has a stack, as its settings say. */
export interface StandingStack {
  readonly placement: Placement;
  /** How far it was to be brought. */
  readonly step: number;
}

/** @returns every team of the event that has a stack on this machine. */
export async function standingStacks(folder: EventFolder): Promise<ReadonlyMap<string, StandingStack>> {
  const standing = new Map<string, StandingStack>();
  for (const team of await readdir(join(folder.root, "teams"))) {
    const found = await readStanding(folder, team);
    if (found !== undefined) standing.set(team, found);
  }
  return standing;
}

async function readStanding(folder: EventFolder, team: string): Promise<StandingStack | undefined> {
  const file = join(folder.team(team), "work", `Pulumi.${team}.yaml`);
  const own = (name: string): string => `${projectName()}:${name}`;
  try {
    const { config = {} } = (parse(await readFile(file, "utf8")) ?? {}) as {
      config?: Record<string, unknown>;
    };
    const text = (key: string): string => String(config[key] ?? "");
    const placement = {
      subscription: text("azure-native:subscriptionId"),
      region: text(own("location")),
    };
    // A stack whose settings were never written has no place yet.
    if (placement.region === "") return undefined;
    return { placement, step: Number(config[own("throughStep")]) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
