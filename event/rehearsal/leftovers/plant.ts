import type { SimulatedCloud } from "../../../emulator";
import type { EventFile } from "../../file/model";
import { plantBudget, plantGenerator, plantGroup, PlantedTeam, types, type PlantedTags } from "./plantedTeam";

/** What was planted. */
export interface Planted {
  /** A team that stands, and ids of what its stack has. */
  readonly standing: { readonly team: string; readonly ids: readonly string[] };
  /** A team whose stack is all that there is of it, and the group that it had. */
  readonly stackAlone: { readonly team: string; readonly group: string };
}

/** Where it is planted, and for which event. */
export interface PlantOptions {
  /** Of the event's first subscription. */
  readonly cloud: SimulatedCloud;
  readonly event: EventFile;
  /** `YYYY-MM-DD`: what is over was over before. */
  readonly today: string;
}

const somebodyElse = {
  objectId: "00000000-0000-4000-8000-0000000000aa",
  userName: "somebody@example.com",
  groups: [],
};

/** Leaves in a simulated subscription and its metastore what events leave, and what of other people looks like it. */
export async function plantLeftovers(options: PlantOptions): Promise<Planted> {
  const { cloud } = options;
  const planted = await plantOwn(options);
  const { objectId, userName, groups } = cloud.world.identity;
  cloud.signIn(somebodyElse);
  await plantOthers(options);
  cloud.signIn({ objectId, userName, groups });
  await plantOwnLookAlikes(options);
  return planted;
}

class Garden {
  readonly own: PlantedTags;
  readonly region: string;
  readonly teams: readonly string[];

  constructor(readonly options: PlantOptions) {
    const { event } = options;
    this.own = { event: event.event, owner: event.owner, expires: event.expires };
    this.region = event.places[0]?.regions[0] ?? "westeurope";
    this.teams = event.teams.map(({ name }) => name);
  }

  /** @param nth which of the event's teams. */
  team(nth: number, suffix: string, tags: Partial<PlantedTags> = {}): PlantedTeam {
    const name = this.teams[nth % this.teams.length] ?? "red";
    return this.named(`${name}-${suffix}`, tags);
  }

  named(own: string, tags: Partial<PlantedTags> = {}): PlantedTeam {
    return new PlantedTeam(this.options.cloud, own, this.region, { ...this.own, ...tags });
  }
}

/** A day that was a month before. */
function monthBefore(day: string): string {
  return new Date(Date.parse(day) - 30 * 86_400_000).toISOString().slice(0, 10);
}

async function plantOwn(options: PlantOptions): Promise<Planted> {
  const { cloud, event, today } = options;
  const garden = new Garden(options);
  const whole = await garden.team(0, "left01").create("catalog");
  await (await garden.team(1, "left03").create("catalog")).deleteWorkspace();
  const managed = await garden.team(0, "left04").create("credential");
  await managed.databricks.delete(types.credential, managed.names.catalog);
  await managed.deleteWorkspace();
  await cloud.delete(types.group, managed.groupId);
  for (const [suffix, part] of [
    ["left05", "catalog"],
    ["left06", "credential"],
    ["left07", "location"],
  ] as const) {
    await (await garden.team(1, suffix).create(part)).deleteGroup();
  }
  const standing = await garden.team(0, "stand1").create("catalog");
  const warehouse = await standing.createWarehouse(standing.names.warehouse, standing.tags);
  await plantBudget(cloud, "red-team", [whole.names.resourceGroup, whole.names.managedResourceGroup]);
  await whole.assignRole(whole.subscription, whole.principal);
  await plantGenerator(cloud, await plantGroup(cloud, "coach-tools"), whole.names.namespace);
  const expires = monthBefore(today);
  await garden
    .named("violet-left12", { event: `${event.event.slice(0, 20)}-old`, expires })
    .create("catalog");
  return {
    standing: { team: garden.teams[0] ?? "red", ids: idsIn(standing, [warehouse.id]) },
    stackAlone: { team: garden.teams[1] ?? "blue", group: garden.team(1, "left02").groupId },
  };
}

/** Ids of a team's resources as its stack has them. */
function idsIn({ cloud, groupId, names }: PlantedTeam, without: readonly string[]): string[] {
  return cloud.state
    .resources()
    .filter(
      ({ id, home }) =>
        [id, home].some((each) => `${each}/`.startsWith(`${groupId}/`)) || id === names.catalog,
    )
    .map(({ id }) => id)
    .filter((id) => !without.includes(id));
}

/** What other people have that looks like it. */
async function plantOthers(options: PlantOptions): Promise<void> {
  const { cloud, event, today } = options;
  const garden = new Garden(options);
  const owner = "somebody@example.com";
  const other = await garden.named("red-other1", { event: "elsewhere", owner }).create("catalog");
  await garden.team(0, "other2", { owner }).create();
  await garden.named("grey-other3", { event: "earlier", owner, expires: monthBefore(today) }).create();
  await plantGroup(cloud, "clickstream-red-other4");
  await plantGroup(cloud, "catering", { event: event.event, owner });
  await (await garden.team(0, "other5", { owner }).create("catalog")).deleteGroup();
  const unknown = await garden.named("pink-other6", { event: "elsewhere", owner }).create("credential");
  await unknown.databricks.delete(types.credential, unknown.names.catalog);
  await unknown.deleteWorkspace();
  await cloud.delete(types.group, unknown.groupId);
  const shared = garden.team(0, "left01");
  await plantBudget(cloud, "both", [shared.names.resourceGroup, other.names.resourceGroup]);
  await plantBudget(cloud, "everything", []);
  await plantGenerator(cloud, "catering", other.names.namespace);
  await other.assignRole(other.subscription, other.principal);
}

/** What the same owner has and still needs. */
async function plantOwnLookAlikes(options: PlantOptions): Promise<void> {
  const { event } = options;
  const garden = new Garden(options);
  await garden
    .named("red-later1", { event: `${event.event.slice(0, 18)}-next`, expires: "2099-12-31" })
    .create("catalog");
  const { owner, expires } = garden.own;
  await new PlantedTeam(options.cloud, "red-byhand", garden.region, { owner, expires }).create();
  const standing = garden.team(0, "stand1");
  await standing.createWarehouse("clickstream-red", standing.tags);
  await plantGenerator(options.cloud, standing.names.resourceGroup, standing.names.namespace);
}
