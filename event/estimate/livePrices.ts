import { fetchOutside, whyUnreachable } from "../../clients/outside";
import dated from "../../program/sizing/azure.json";
import { meteredPrices, type Meter } from "../../program/sizing/prices";
import type { EventFile } from "../file/model";
import { plansOf } from "../places/needs";
import type { PriceList } from "./estimateEvent";

/** Azure Retail Prices (learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices): no sign-in. */
export const RETAIL_PRICES = "https://prices.azure.com/api/retail/prices";

/** Longest that one question may take, ms. */
const TIMEOUT_MS = 30_000;
/** A meter has a handful of entries in a region; whatever goes on longer answers something else. */
const MOST_PAGES = 10;

/** An entry of the list, as far as it is looked at. */
interface RetailPrice {
  readonly retailPrice: number;
  /** From how many units a month on this price holds. */
  readonly tierMinimumUnits: number;
  readonly unitOfMeasure: string;
}

interface RetailPage {
  readonly Items?: readonly RetailPrice[];
  readonly NextPageLink?: string | null;
}

/**
 * Asks Azure's list for today's prices in the region that the event's file prefers. A price that the list does not have,
 * or has in several, is `azure.json`'s, which a note says.
 *
 * @param address where the list is.
 * @throws Error where it cannot be asked.
 */
export async function livePrices(event: EventFile, today: Date, address = RETAIL_PRICES): Promise<PriceList> {
  const region = event.places[0]?.regions[0] ?? "";
  const prices = structuredClone(dated);
  const nodeTypes = plansOf(event).map(({ settings }) => settings.nodeType);
  const asked = await Promise.all(
    meteredPrices(prices, nodeTypes).map(async ({ meter, set }) => {
      const found = priceIn(await entriesOf(meter, region, address), meter);
      if (typeof found === "string") return [`${meter.meterName} at the price of ${dated.asOf}: ${found}`];
      set(found);
      return [];
    }),
  );
  const elsewhere = new Set(event.places.flatMap(({ regions }) => regions));
  return {
    prices: {
      ...prices,
      asOf: today.toISOString().slice(0, 10),
      region: `${region}, ${terms(dated.region)}`,
    },
    notes: [
      ...asked.flat(),
      ...(elsewhere.size > 1 ? [`prices of ${region}, also for teams that go to another region`] : []),
    ],
  };
}

/** What the file says of its prices besides their region. */
const terms = (region: string): string => region.slice(region.indexOf(",") + 1).trim();

/** @returns the price of the first unit; else why there is none. */
function priceIn(entries: readonly RetailPrice[], { unitOfMeasure }: Meter): number | string {
  const priced = entries.filter(({ retailPrice }) => retailPrice > 0);
  if (priced.length === 0) return "the list has no such meter in the region";
  const counted = priced.filter((each) => each.unitOfMeasure === unitOfMeasure);
  if (counted.length === 0)
    return `the list counts it by ${priced[0]?.unitOfMeasure ?? ""}, and not by ${unitOfMeasure}`;
  const from = Math.min(...counted.map(({ tierMinimumUnits }) => tierMinimumUnits));
  const first = new Set(
    counted.filter((each) => each.tierMinimumUnits === from).map(({ retailPrice }) => retailPrice),
  );
  const [price] = first;
  if (price === undefined || first.size > 1)
    return `the list has several: ${[...first].sort((a, b) => a - b).join(", ")}`;
  return price;
}

async function entriesOf(meter: Meter, region: string, address: string): Promise<readonly RetailPrice[]> {
  // Its values are compared with regard to case.
  const wanted = Object.entries({ armRegionName: region, priceType: "Consumption", ...meter });
  // An entry that is counted otherwise is told from none.
  const names = wanted.filter(([name]) => name !== "unitOfMeasure");
  const filter = names.map(([name, value]) => `${name} eq '${value}'`);
  const first = new URL(address);
  first.searchParams.set("$filter", filter.join(" and "));
  const found: RetailPrice[] = [];
  let next: string | null | undefined = first.href;
  for (let page = 0; next; page += 1) {
    if (page === MOST_PAGES) throw new Error(`${address} has more than ${MOST_PAGES} pages of one meter`);
    const { Items = [], NextPageLink }: RetailPage = await pageAt(next, first);
    found.push(...Items);
    next = NextPageLink;
  }
  return found;
}

async function pageAt(link: string, first: URL): Promise<RetailPage> {
  const refuse = (why: string, cause?: unknown): Error =>
    new Error(
      `${first.origin} could not be asked for prices: ${why}. Without --live those of ${dated.asOf} are taken.`,
      { cause },
    );
  if (new URL(link).origin !== first.origin)
    throw refuse(`its next page would be at ${new URL(link).origin}`);
  try {
    const answer = await fetchOutside(link, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return (await answer.json()) as RetailPage;
  } catch (error) {
    throw refuse(whyUnreachable(error), error);
  }
}
