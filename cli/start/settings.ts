import { readSettings } from "../../program/settings";
import { sizeFor } from "../../program/sizing";
import type { StartOptions } from "./options";

const DAY = 24 * 60 * 60 * 1000;

/** The stack's settings that follow from the command's options: units and partitions that carry the rate. */
export function settingsFor(
  { team, throughStep, rate, config }: StartOptions,
  now: Date,
): Record<string, string> {
  const { hub, partitions } = sizeFor({ clicksPerSecond: rate });
  return {
    team,
    owner: "coach@localhost",
    expires: new Date(now.getTime() + DAY).toISOString().slice(0, 10),
    throughStep: String(throughStep),
    clicksPerSecond: String(rate),
    // No container runs here, and the challenge's image ignores a rate.
    generator: "builtin",
    throughputUnits: String(hub.units),
    maxThroughputUnits: String(hub.maxUnits),
    partitions: String(partitions),
    ...config,
  };
}

/**
 * The team as the program reads it from the stack's settings: `--config` may set it, too.
 *
 * @throws Error naming every wrong setting, before anything is created.
 */
export function teamIn(settings: Readonly<Record<string, string>>, now: Date): string {
  const howToSet =
    "Give --team, --rate and --through-step, or any setting with --config SETTING=VALUE; Pulumi.yaml describes them.";
  return readSettings({ get: (key) => settings[key] }, now, howToSet).team;
}
