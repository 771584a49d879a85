import { PRODUCTS } from "./pattern";
import { Random } from "./random";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const HOURS_A_DAY = 24;

/** The quietest hour of the day in UTC; the busiest is half a day later. */
const QUIETEST = 4;
const LEAST = 0.1;
const MOST = 0.6;
/** How many times as many clicks come during a campaign: all of the rate at the busiest hour. */
const CAMPAIGN_FACTOR = 1 / MOST;
const CAMPAIGN_MINUTES = 10;

/** What a campaign of some minutes in one hour is for. */
interface Campaign {
  readonly hour: number;
  readonly fromMinute: number;
  readonly product: number;
}

let last: Campaign | undefined;

/** Every hour has one campaign, the same for all generators: minute and product follow from the hour alone. */
function campaignOf(hour: number): Campaign {
  if (last?.hour === hour) return last;
  const random = new Random(hour);
  const fromMinute = random.integer(0, 60 - CAMPAIGN_MINUTES);
  return (last = { hour, fromMinute, product: random.integer(1, PRODUCTS) });
}

/** @returns the product for which a campaign runs at a moment (ms since 1970); undefined while there is none */
export function campaignAt(moment: number): number | undefined {
  const hour = Math.floor(moment / HOUR_MS);
  const { fromMinute, product } = campaignOf(hour);
  const minute = (moment - hour * HOUR_MS) / MINUTE_MS;
  return minute >= fromMinute && minute < fromMinute + CAMPAIGN_MINUTES ? product : undefined;
}

/** @returns which part of the rate comes at a moment: the day's course in UTC, more of it during a campaign */
export function activityAt(moment: number): number {
  const turn = ((moment / HOUR_MS - QUIETEST) / HOURS_A_DAY) * 2 * Math.PI;
  const course = (LEAST + MOST) / 2 - ((MOST - LEAST) / 2) * Math.cos(turn);
  return campaignAt(moment) === undefined ? course : Math.min(1, course * CAMPAIGN_FACTOR);
}
