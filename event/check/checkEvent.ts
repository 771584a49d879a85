import type { ResourceManagementClient } from "@azure/arm-resources";
import type { fetchOutside } from "../../clients/outside";
import type { EventFile } from "../file/model";
import type { PlacementAnswer } from "../places/model";
import { plansOf, type TeamPlan } from "../places/needs";
import sizing from "../../program/sizing/azure.json";
import { ArmReader } from "./armReader";
import { about, type Finding } from "./finding";
import { checkImage, type ImagePull } from "./imageCheck";
import { checkEngine, checkMachine, checkSignIn, type FoundEngine } from "./machineChecks";
import { checkMetastore, type AskDatabricks } from "./metastoreCheck";
import { checkPlacement } from "./placementChecks";
import { askRegion } from "./regionChecks";
import { standingGroups, strayGroups, takeInventory, type Inventory } from "./standing";
import { askSubscription, checkRights } from "./subscriptionChecks";

/** Whom a check asks. */
export interface CheckSources {
  readonly environment: NodeJS.ProcessEnv;
  readonly connect: (subscription: string) => ResourceManagementClient;
  readonly askDatabricks: AskDatabricks;
  /** For the image's registry. */
  readonly fetch: typeof fetchOutside;
  readonly readSecrets: () => Promise<Readonly<Record<string, string>>>;
  readonly findEngine: () => Promise<FoundEngine | string>;
  /** What is free on this machine, in GB. */
  readonly room: () => Promise<{ readonly memory: number; readonly disk: number }>;
}

export interface CheckOptions {
  /** Registers resource providers that are not. @default false */
  readonly fix?: boolean;
  /** Teams that have a stack. @default not known, as without an engine */
  readonly stacks?: ReadonlySet<string>;
  /** Longest that one question may take, ms. @default half a minute */
  readonly timeoutMs?: number;
}

export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly placement: PlacementAnswer;
}

/** Asks everything that can be asked of an event before anything is made, all at once. */
export async function checkEvent(
  event: EventFile,
  sources: CheckSources,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const plans = plansOf(event);
  const [azure, images, engine, machine] = await Promise.all([
    checkAzure(event, plans, sources, options),
    checkImages(plans, sources),
    sources.findEngine().then((found) => checkEngine(found, event)),
    sources.room().then((room) => checkMachine(room, event.teams.length)),
  ]);
  const findings = [
    checkSignIn(event, sources.environment),
    ...azure.findings,
    ...images,
    ...checkWarehouses(plans),
    engine,
    ...machine,
  ];
  return { findings, placement: azure.placement };
}

async function checkAzure(
  event: EventFile,
  plans: readonly TeamPlan[],
  sources: CheckSources,
  options: CheckOptions,
): Promise<CheckReport> {
  const subscriptions = [...new Set(event.places.map(({ subscription }) => subscription))];
  const asked = await Promise.all(
    subscriptions.map(async (subscription) => {
      const reader = new ArmReader(sources.connect(subscription), options.timeoutMs);
      return { subscription, reader, finding: await askSubscription(reader, subscription) };
    }),
  );
  const usable = asked.filter(({ finding }) => finding.verdict !== "fail");
  const findings = asked.map(({ finding }) => finding);
  if (usable.length === 0) {
    const unplaced = event.teams.map(({ name }) => name);
    const placement = { placed: new Map(), unplaced, requests: [] };
    return {
      placement,
      findings: [...findings, about("placement", "").unknown("there is no subscription to ask")],
    };
  }
  const readers = new Map(usable.map(({ subscription, reader }) => [subscription, reader]));
  const places = event.places.filter(({ subscription }) => readers.has(subscription));
  const report = await checkPlaces({ ...event, places }, plans, { readers, sources }, options);
  return { ...report, findings: [...findings, ...report.findings] };
}

/** Asks all that concerns the subscriptions that can be used, and their regions. */
async function checkPlaces(
  event: EventFile,
  plans: readonly TeamPlan[],
  askable: Askable,
  { fix = false, stacks }: CheckOptions,
): Promise<CheckReport> {
  const { readers } = askable;
  const demand = { step: lastStepOf(plans), assignsRoles: plans.some(assignsRoles), fix };
  const placements = event.places.flatMap(({ subscription, regions }) =>
    regions.map((region) => ({ subscription, region })),
  );
  const [rights, inventories, regions] = await Promise.all([
    Promise.all([...readers].map(([each, reader]) => checkRights(reader, each, demand))),
    Promise.all([...readers].map(([each, reader]) => takeInventory(reader, each, event))),
    Promise.all(
      placements.flatMap((each) => {
        const reader = readers.get(each.subscription);
        return reader ? [askRegion(reader, each, nodeTypesOf(plans))] : [];
      }),
    ),
  ]);
  const placed = checkPlacement(event, { plans, regions, inventories });
  const metastores = await checkMetastores(event, plans, placed.answer, inventories, askable);
  return {
    placement: placed.answer,
    findings: [
      ...rights.flat(),
      ...inventories.flatMap(({ findings }) => findings),
      ...strayGroups(inventories, event, stacks),
      ...regions.flatMap(({ findings }) => findings),
      ...placed.findings,
      ...metastores,
    ],
  };
}

/** Whether a team's access to its lake, or its members, want a role. */
function assignsRoles({ settings, step }: TeamPlan): boolean {
  return settings.members.length > 0 || (step >= 4 && settings.lakeAccess === "unityCatalog");
}

function nodeTypesOf(plans: readonly TeamPlan[]): string[] {
  const clusters = plans.filter(({ settings, step }) => step >= 6 && settings.compute === "jobCluster");
  return [...new Set(clusters.map(({ settings }) => settings.nodeType))];
}

function lastStepOf(plans: readonly TeamPlan[]): TeamPlan["step"] {
  return Math.max(...plans.map(({ step }) => step)) as TeamPlan["step"];
}

interface Askable {
  readonly readers: ReadonlyMap<string, ArmReader>;
  readonly sources: CheckSources;
}

/** A metastore is its region's, whatever the subscription. */
async function checkMetastores(
  event: EventFile,
  plans: readonly TeamPlan[],
  { placed }: PlacementAnswer,
  inventories: readonly Inventory[],
  { readers, sources }: Askable,
): Promise<Finding[]> {
  const standing = standingGroups(inventories, event);
  const counts = new Map<string, number>();
  for (const { team, settings, step } of plans) {
    const region = placed.get(team.name)?.region;
    if (region === undefined || step < 4 || settings.lakeAccess !== "unityCatalog" || standing.has(team.name))
      continue;
    counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return Promise.all(
    [...counts].map(async ([region, teams]) => {
      const listed = inventories.flatMap(({ subscription, workspaces }) =>
        (workspaces ?? []).map((each) => ({ ...each, subscription })),
      );
      const workspace = listed.find((each) => each.region === region);
      if (workspace === undefined && inventories.some(({ workspaces }) => workspaces === undefined)) {
        return about("metastore's room", region).unknown("the workspaces could not be listed");
      }
      const reader = workspace && readers.get(workspace.subscription);
      const found = workspace && (await reader?.get(workspace.id, "2026-01-01"));
      const { workspaceUrl } = ((found && "value" in found && found.value["properties"]) || {}) as {
        workspaceUrl?: string;
      };
      return checkMetastore({ region, teams, workspaceUrl }, sources.askDatabricks);
    }),
  );
}

async function checkImages(
  plans: readonly TeamPlan[],
  { readSecrets, fetch: request }: CheckSources,
): Promise<Finding[]> {
  let secrets: Readonly<Record<string, string>>;
  try {
    secrets = await readSecrets();
  } catch (error) {
    return [about("secrets", "").fail((error as Error).message, "See `secrets` of the event's file.")];
  }
  const pulls = new Map<string, ImagePull>();
  for (const { settings, step } of plans) {
    if (step < 5) continue;
    const { registry } = settings;
    const image = settings.generator === "builtin" ? settings.nodeImage : settings.generatorImage;
    const credentials = registry && {
      server: registry.server,
      user: registry.user,
      password: secrets["registryPassword"] ?? "",
    };
    const key = JSON.stringify([image, credentials]);
    pulls.set(key, { image, credentials, teams: (pulls.get(key)?.teams ?? 0) + 1 });
  }
  return Promise.all([...pulls.values()].map((pull) => checkImage(pull, request)));
}

/** How many warehouses `verify` keeps awake at a time. */
const MOST_AWAKE = 4;

/** No API tells a quota of serverless SQL. */
function checkWarehouses(plans: readonly TeamPlan[]): Finding[] {
  const teams = plans.filter(
    ({ settings, step }) => step >= 6 && settings.dashboard && settings.lakeAccess === "unityCatalog",
  ).length;
  if (teams === 0) return [];
  const say = about("serverless SQL", "");
  const units = sizing.databricks.warehouseDbuPerHour.value;
  const text = `${teams} warehouses of ${units} DBU/h each: ${teams * units} DBU/h if all are awake, and no API tells whether a region gives them`;
  return [teams > MOST_AWAKE ? say.warn(text, `Wake at most ${MOST_AWAKE} at a time.`) : say.ok(text)];
}

/** What nobody can be asked. */
export const notAsked: readonly string[] = [
  "whether a region has the capacity: a quota that is free is no machine",
  "how long Azure and Databricks take to agree with each other",
  "whether members can sign in",
];
