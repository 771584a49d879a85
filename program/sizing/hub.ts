import azure from "./azure.json";
import type { Prices } from "./prices";

/** The tiers of Azure Event Hubs whose Kafka endpoint the notebook can read. */
export type Tier = "Standard" | "Premium" | "Dedicated";

/** An event hub that carries a rate. */
export interface HubSize {
  readonly tier: Tier;
  /** Throughput units (Standard), processing units (Premium) or capacity units (Dedicated) to buy. */
  readonly units: number;
  /** The auto-inflate ceiling: units for a peak. Equals `units` where the tier does not inflate. */
  readonly maxUnits: number;
  /** Clicks per second that `maxUnits` carry. */
  readonly carries: number;
}

const { standard, premium, dedicated } = azure.eventHubs;

/** @returns clicks per second that one throughput unit of Standard lets in and out again. */
export function standardUnitCarries(bytesPerClick: number): number {
  return Math.min(
    standard.eventsPerSecondIn.value,
    standard.bytesPerSecondIn.value / bytesPerClick,
    standard.eventsPerSecondOut.value,
    standard.bytesPerSecondOut.value / bytesPerClick,
  );
}

interface CapacityTier {
  readonly units: { readonly value: readonly number[] };
  readonly eventsPerSecondIn: { readonly value: number };
  readonly bytesPerSecondIn: { readonly value: number };
}

/** Premium and Dedicated are bought in steps and do not inflate: the peak decides. */
function capacityTier(tier: Tier, limits: CapacityTier, peak: number, bytes: number): HubSize | undefined {
  const perUnit = Math.min(limits.eventsPerSecondIn.value, limits.bytesPerSecondIn.value / bytes);
  const units = limits.units.value.find((step) => step * perUnit >= peak);
  return units === undefined ? undefined : { tier, units, maxUnits: units, carries: units * perUnit };
}

/**
 * The cheapest tier and number of units for a rate.
 *
 * @param rate clicks per second, all the time.
 * @param peak clicks per second for a while, at least `rate`.
 * @throws RangeError past the largest Dedicated cluster.
 */
export function sizeHub(rate: number, peak: number, bytesPerClick: number): HubSize {
  const perUnit = standardUnitCarries(bytesPerClick);
  const units = Math.max(1, Math.ceil(rate / perUnit));
  if (units <= standard.maxUnits.value) {
    const maxUnits = Math.min(standard.maxUnits.value, Math.ceil(peak / perUnit));
    return { tier: "Standard", units, maxUnits: Math.max(units, maxUnits), carries: maxUnits * perUnit };
  }
  const size =
    capacityTier("Premium", premium, peak, bytesPerClick) ??
    capacityTier("Dedicated", dedicated, peak, bytesPerClick);
  if (size) return size;
  throw new RangeError(
    `${rate} clicks/s with peaks of ${peak} are more than a Dedicated cluster of ` +
      `${Math.max(...dedicated.units.value)} capacity units carries: split the clicks over several hubs`,
  );
}

/** @returns the most partitions that a hub of this tier may have. */
export function maxPartitions(tier: Tier): number {
  const limits = { Standard: standard, Premium: premium, Dedicated: dedicated };
  return limits[tier].maxPartitions.value;
}

/** @returns USD per hour for the units, and for the events that come in at `rate`. */
export function hubCosts(
  hub: Pick<HubSize, "tier" | "units">,
  rate: number,
  { eventHubs }: Prices,
): { units: number; events: number } {
  const tiers = { Standard: eventHubs.standard, Premium: eventHubs.premium, Dedicated: eventHubs.dedicated };
  const unitHour = tiers[hub.tier].unitHour.value;
  // Premium and Dedicated include the events.
  const events = hub.tier === "Standard" ? ((rate * 3600) / 1e6) * tiers.Standard.millionEvents.value : 0;
  return { units: hub.units * unitHour, events };
}
