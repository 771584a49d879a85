import azure from "./azure.json";
import { coresCarry, coresOf } from "./cluster";
import { isChallengeImage, type GeneratorChoice } from "./generator";
import { standardUnitCarries } from "./hub";

/** The settings that decide which rate a team's pipeline carries; named as in `Pulumi.yaml`. */
export interface RateSettings extends GeneratorChoice {
  /** The wanted rate; undefined asks for none, and nothing is refused. */
  readonly clicksPerSecond?: number | undefined;
  readonly throughputUnits: number;
  /** The auto-inflate ceiling. */
  readonly maxThroughputUnits: number;
  readonly partitions: number;
  readonly nodeType: string;
  /** 0 is one node that is driver and worker at once. */
  readonly workers: number;
  /** With `serverless` Databricks chooses the machines and `nodeType` is not judged. */
  readonly compute: "jobCluster" | "serverless";
}

/** Names of those settings. */
export const rateSettings: readonly (keyof RateSettings)[] = [
  "clicksPerSecond",
  "generator",
  "generatorImage",
  "throughputUnits",
  "maxThroughputUnits",
  "partitions",
  "nodeType",
  "workers",
  "compute",
];

/** A setting that cannot carry the wanted rate. */
export interface TooSmall {
  readonly setting: keyof RateSettings;
  /** What it carries, what is wanted and what to do, in one sentence. */
  readonly reason: string;
}

function clicks(perSecond: number): string {
  return `${Math.floor(perSecond).toLocaleString("en-US")} clicks/s`;
}

function hubTooSmall(settings: RateSettings, wanted: number, bytes: number): TooSmall[] {
  const { maxUnits } = azure.eventHubs.standard;
  const perUnit = standardUnitCarries(bytes);
  const carried = Math.max(settings.throughputUnits, settings.maxThroughputUnits) * perUnit;
  const perPartition = azure.eventHubs.bytesPerSecondPerPartition.value / bytes;
  const found: TooSmall[] = [];
  if (wanted > maxUnits.value * perUnit) {
    found.push({
      setting: "clicksPerSecond",
      reason:
        `${clicks(wanted)} are more than Event Hubs Standard carries ` +
        `(${maxUnits.value} throughput units: ${clicks(maxUnits.value * perUnit)}); docs/sizing.md says what to change`,
    });
  } else if (wanted > carried) {
    found.push({
      setting: "maxThroughputUnits",
      reason:
        `${settings.maxThroughputUnits} throughput units carry ${clicks(carried)}, ${clicks(wanted)} are wanted: ` +
        `set at least ${Math.ceil(wanted / perUnit)}`,
    });
  }
  if (wanted > settings.partitions * perPartition) {
    found.push({
      setting: "partitions",
      reason:
        `${settings.partitions} partitions carry ${clicks(settings.partitions * perPartition)} at 1 MB/s each, ` +
        `${clicks(wanted)} are wanted: set at least ${Math.ceil(wanted / perPartition)}`,
    });
  }
  return found;
}

function clusterTooSmall(settings: RateSettings, wanted: number): TooSmall[] {
  const cores = coresOf(settings.nodeType);
  // A node type that the data file does not know may well be large enough.
  if (settings.compute === "serverless" || cores === undefined) return [];
  const carried = coresCarry(cores * Math.max(1, settings.workers));
  if (wanted <= carried) return [];
  return [
    {
      setting: settings.workers === 0 ? "nodeType" : "workers",
      reason:
        `${settings.workers === 0 ? "one" : settings.workers} ${settings.nodeType} (${cores} cores each) carries ` +
        `${clicks(carried)}, ${clicks(wanted)} are wanted: choose a larger nodeType or set workers to at least ` +
        `${Math.ceil(wanted / coresCarry(cores))}`,
    },
  ];
}

/**
 * Says which settings cannot carry the wanted rate; all of them at once.
 *
 * Only what certainly falls short is refused. Room for peaks and for catching up is {@link sizeFor}'s business.
 *
 * @param bytesPerClick bytes of one click on the wire. @default 128
 * @returns nothing where the settings carry the rate or no rate is set.
 */
export function refuseIfTooSmall(
  settings: RateSettings,
  bytesPerClick: number = azure.click.bytes.value,
): TooSmall[] {
  const wanted = settings.clicksPerSecond;
  if (wanted === undefined) return [];
  const found = [...hubTooSmall(settings, wanted, bytesPerClick), ...clusterTooSmall(settings, wanted)];
  const imageCarries = azure.generator.imageClicksPerSecond.value;
  if (wanted > imageCarries && isChallengeImage(settings)) {
    found.push({
      setting: "generatorImage",
      reason:
        `${settings.generatorImage} sends about ${imageCarries} click a second and does not read clicksPerSecond, ` +
        `${clicks(wanted)} are wanted: set generator to builtin, or use an image that reads it`,
    });
  }
  return found;
}
