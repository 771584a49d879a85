import type * as pulumi from "@pulumi/pulumi";
import type { ClicksPattern } from "../generator/pattern";
import { readCostBudget, type CostBudgetSettings } from "./costBudget";
import { EVENT_MAX_LENGTH, TEAM_MAX_LENGTH, TEAM_PATTERN } from "./names";
import { SettingsReader, type SettingsSource } from "./settingsReader";
import { isChallengeImage, type GeneratorKind } from "./sizing/generator";
import { rateSettings, refuseIfTooSmall } from "./sizing/refuse";
import { lastStep, type Step } from "./steps";

/** How the stream and the notebooks reach the team's lake. */
export type LakeAccess = "unityCatalog" | "accountKey";

/** What the streaming job runs on. */
export type Compute = "jobCluster" | "serverless";

/** Everything one stack can be told, checked. `Pulumi.yaml` documents each key. */
export interface Settings {
  /** Lower case; see `teamPattern`. */
  readonly team: string;
  /** The hackathon that the team takes part in; undefined: none. */
  readonly event: string | undefined;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  readonly throughStep: Step;
  readonly location: string;
  readonly throughputUnits: number;
  /** Ceiling of auto-inflate; equal to `throughputUnits`: no auto-inflate. */
  readonly maxThroughputUnits: number;
  readonly partitions: number;
  readonly retentionHours: number;
  readonly lakeAccess: LakeAccess;
  readonly compute: Compute;
  readonly sparkVersion: string;
  readonly nodeType: string;
  readonly workers: number;
  readonly generator: GeneratorKind;
  /** Of the generator `image`. */
  readonly generatorImage: string;
  /** Image that has a Node, of the generator `builtin`. */
  readonly nodeImage: string;
  readonly clicksPattern: ClicksPattern;
  /** Undefined (0 in the configuration): the generator is not told, and keeps its own rate. */
  readonly clicksPerSecond: number | undefined;
  /** Where the image is pulled with a user and a password; undefined: anonymously. */
  readonly registry: Registry | undefined;
  readonly members: readonly Member[];
  /** A principal of the Databricks account. */
  readonly coaches: string | undefined;
  readonly dashboard: boolean;
  /** Undefined: nobody is written to about costs. */
  readonly costBudget: CostBudgetSettings | undefined;
}

/** Credentials for a container registry. */
export interface Registry {
  readonly server: string;
  readonly user: string;
  readonly password: pulumi.Output<string>;
}

/** Someone, or a group, who gets into the team's resource group and workspace. */
export interface Member {
  readonly objectId: string;
  readonly kind: "User" | "Group";
}

/** `17.3.x-scala2.13`, `18.x-scala2.13`, `17.3.x-cpu-ml-scala2.13`. */
const RUNTIME = /^(\d{1,2})\.(?:(\d{1,2})\.)?x(?:-[a-z]+)*-scala2\.1[23]$/;

const MEMBER_PATTERN = /^(group:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

function readTeam(reader: SettingsReader): string {
  const allowed =
    `1 to ${TEAM_MAX_LENGTH} letters a–z (upper case is lowered), digits, and single hyphens between them; ` +
    "not a number, because 08 in a stack's file arrives as 8";
  return reader.text("team", {
    allowed,
    read: (text) => {
      const team = text.trim().toLowerCase();
      // YAML's numbers arrive in decimal, and nothing tells that they were written otherwise: 08, 1e3, 0x1f.
      const number = /^\d+$/.test(team);
      return TEAM_PATTERN.test(team) && !number && team.length <= TEAM_MAX_LENGTH ? team : undefined;
    },
  });
}

/** A day, or what a day without quotes in a stack's file arrives as: `2030-12-31 00:00:00 +0000 UTC`. */
const DAY = /^(\d{4}-\d{2}-\d{2})(?: 00:00:00 \+0000 UTC)?$/;

/** @returns the day when it is one of the calendar and not before today. */
function dayFrom(today: Date): (given: string) => string | undefined {
  return (given) => {
    const text = DAY.exec(given)?.[1];
    if (text === undefined) return undefined;
    const day = new Date(`${text}T00:00:00Z`);
    if (Number.isNaN(day.valueOf()) || day.toISOString().slice(0, 10) !== text) return undefined;
    return text >= today.toISOString().slice(0, 10) ? text : undefined;
  };
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

/**
 * The oldest runtime whose Spark, 4.0 (https://docs.databricks.com/release-notes/runtime), the notebooks are tested on.
 * Runtime 16.4 is Spark 3.5 with some functions of later ones.
 */
export const OLDEST_RUNTIME = "17.3";

/** @returns a number by which the releases of a runtime, such as `17.3`, are compared: 17.10 is newer than 17.3. */
export function runtimeOrder(release: string): number {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major * 100 + minor;
}

/** @returns the text when it is the key of a runtime that can run the notebook. */
function readRuntime(text: string): string | undefined {
  const [, major, minor = "0"] = RUNTIME.exec(text) ?? [];
  const isKnown = major !== undefined && runtimeOrder(`${major}.${minor}`) >= runtimeOrder(OLDEST_RUNTIME);
  return isKnown ? text : undefined;
}

function readMember(text: string): Member | undefined {
  const [, group, objectId] = MEMBER_PATTERN.exec(text) ?? [];
  return objectId ? { objectId: objectId.toLowerCase(), kind: group ? "Group" : "User" } : undefined;
}

/** What `location` may be. */
export const locationRule = {
  allowed: "an Azure region's name in lower case without spaces, e.g. westeurope",
  read: matching(/^[a-z]+\d?$/),
};

/** Settings that are secrets. */
export const secretSettings = ["registryPassword"] as const;

/** @returns the text when it may be a principal's name, and not the group of everybody, who would then manage every team's. */
function readPrincipal(text: string): string | undefined {
  const name = text.trim();
  return /^[^\p{C}`"]{1,255}$/u.test(name) && name.toLowerCase() !== "account users" ? name : undefined;
}

function readRegistry(reader: SettingsReader): Registry | undefined {
  const server = reader.text("registryServer", {
    fallback: "index.docker.io",
    allowed: "a host name such as index.docker.io or myregistry.azurecr.io",
    read: matching(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/i),
  });
  const user = reader.optional("registryUser", { allowed: "a user name", read: matching(/^\S+$/) });
  const password = reader.secret("registryPassword");
  if (user !== undefined && password === undefined) {
    reader.refuse("registryUser", user, "set together with registryPassword (`--secret`)");
  }
  if (user === undefined && password !== undefined) {
    reader.refuse("registryPassword", "[secret]", "set together with registryUser");
  }
  return user !== undefined && password !== undefined ? { server, user, password } : undefined;
}

function readThroughput(reader: SettingsReader): Pick<Settings, "throughputUnits" | "maxThroughputUnits"> {
  const throughputUnits = reader.integer("throughputUnits", { fallback: 1, from: 1, to: 40 });
  const maxThroughputUnits = reader.integer("maxThroughputUnits", { fallback: 2, from: 1, to: 40 });
  // A wrong one reads as its default, which was not asked for.
  if (!reader.isWrong(["throughputUnits", "maxThroughputUnits"]) && throughputUnits > maxThroughputUnits) {
    reader.refuse(
      "throughputUnits",
      throughputUnits,
      `at most maxThroughputUnits, which is ${maxThroughputUnits}`,
    );
  }
  return { throughputUnits, maxThroughputUnits };
}

const imageRule = {
  allowed: "a container image, e.g. registry.azurecr.io/generator:1",
  read: matching(/^[a-z0-9][a-z0-9._:/-]*(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$/),
};

function readGenerator(
  reader: SettingsReader,
): Pick<Settings, "generator" | "generatorImage" | "nodeImage" | "clicksPattern"> {
  const generator = reader.oneOf<GeneratorKind>("generator", ["image", "builtin"]);
  const generatorImage = reader.text("generatorImage", {
    fallback: "alexk002/wwiclickstreamgenerator:1",
    ...imageRule,
  });
  const nodeImage = reader.text("nodeImage", {
    fallback: "mcr.microsoft.com/azurelinux/base/nodejs:24",
    ...imageRule,
  });
  const clicksPattern = reader.oneOf<ClicksPattern>("clicksPattern", ["uniform", "shop"]);
  if (clicksPattern === "shop" && isChallengeImage({ generator, generatorImage })) {
    reader.refuseBeside(
      "clicksPattern",
      clicksPattern,
      `${generatorImage} does not read it: set generator to builtin, or use an image that reads it`,
    );
  }
  return { generator, generatorImage, nodeImage, clicksPattern };
}

function readCompute(reader: SettingsReader): Pick<Settings, "lakeAccess" | "compute"> {
  const lakeAccess = reader.oneOf<LakeAccess>("lakeAccess", ["unityCatalog", "accountKey"]);
  const compute = reader.oneOf<Compute>("compute", ["jobCluster", "serverless"]);
  if (compute === "serverless" && lakeAccess === "accountKey") {
    reader.refuse(
      "compute",
      compute,
      "jobCluster where lakeAccess is accountKey: serverless compute takes no account key",
    );
  }
  return { lakeAccess, compute };
}

function readPeople(reader: SettingsReader): Pick<Settings, "members" | "coaches"> {
  return {
    members: reader.list("members", {
      allowed: "Entra object ids (UUIDs), a group's written group:ID, each once",
      read: readMember,
      identity: (member) => member.objectId,
    }),
    coaches: reader.optional("coaches", {
      allowed:
        "the name of a group of the Databricks account (or a user's, or a service principal's application id), other " +
        "than account users",
      read: readPrincipal,
    }),
  };
}

function readAll(reader: SettingsReader, today: Date): Settings {
  return {
    team: readTeam(reader),
    event: reader.optional("event", {
      allowed: `1 to ${EVENT_MAX_LENGTH} of a–z, 0–9, and single hyphens between them, e.g. contoso-2027-03`,
      read: (text) => (TEAM_PATTERN.test(text) && text.length <= EVENT_MAX_LENGTH ? text : undefined),
    }),
    owner: reader.text("owner", {
      allowed: "1 to 127 of a–z, A–Z, 0–9, space and . _ - + @ : / =, e.g. coach@contoso.com",
      read: matching(/^[\w.+@:/=-](?:[\w .+@:/=-]{0,125}[\w.+@:/=-])?$/),
    }),
    expires: reader.text("expires", {
      allowed: `a date YYYY-MM-DD, today (${today.toISOString().slice(0, 10)}) or later`,
      read: dayFrom(today),
    }),
    throughStep: reader.integer("throughStep", { fallback: lastStep, from: 1, to: lastStep }) as Step,
    location: reader.text("location", { fallback: "westeurope", ...locationRule }),
    ...readThroughput(reader),
    partitions: reader.integer("partitions", { fallback: 4, from: 1, to: 32 }),
    retentionHours: reader.integer("retentionHours", { fallback: 24, from: 1, to: 168 }),
    ...readCompute(reader),
    sparkVersion: reader.text("sparkVersion", {
      fallback: "17.3.x-scala2.13",
      allowed: `a Databricks runtime's key, ${OLDEST_RUNTIME} or newer, e.g. 17.3.x-scala2.13 or 18.x-scala2.13`,
      read: readRuntime,
    }),
    nodeType: reader.text("nodeType", {
      fallback: "Standard_D4ds_v5",
      allowed: "an Azure VM size, e.g. Standard_D4ds_v5",
      read: matching(/^Standard_[A-Za-z0-9_-]+$/),
    }),
    workers: reader.integer("workers", { fallback: 0, from: 0, to: 16 }),
    ...readGenerator(reader),
    // 0, the default, stands for "not told": the engine knows no setting that may be left out.
    clicksPerSecond: reader.integer("clicksPerSecond", { fallback: 0, from: 0, to: 100_000 }) || undefined,
    registry: readRegistry(reader),
    ...readPeople(reader),
    dashboard: reader.flag("dashboard", true),
    costBudget: readCostBudget(reader, today),
  };
}

/** A rate that the rest of the settings cannot carry is found out now, and not from a stream that falls behind. */
function refuseTooSmall(reader: SettingsReader, settings: Settings): void {
  if (reader.isWrong(rateSettings)) return;
  for (const { setting, reason } of refuseIfTooSmall(settings)) {
    reader.refuseBeside(setting, settings[setting], reason);
  }
}

/**
 * Reads every setting, and refuses all wrong ones at once.
 *
 * @param today the day that `expires` is compared with, in UTC.
 * @param howToSet what somebody is told to do about wrong settings. @default how a stack's are set
 * @throws StackSettingsError (shown without a stack trace) that names each wrong setting, the value given (never
 *   a secret's) and what is allowed.
 */
export function readSettings(
  config: SettingsSource,
  today: Date,
  howToSet = "Set each with `pulumi config set KEY VALUE`; Pulumi.yaml describes them.",
): Settings {
  const reader = new SettingsReader(config);
  const settings = readAll(reader, today);
  refuseTooSmall(reader, settings);
  reader.throwIfRefused(howToSet);
  return Object.freeze(settings);
}
