import fc from "fast-check";
import { Clicks, nowInTicks } from "../../generator/clicks";
import { uniform } from "../../generator/pattern";
import { Shop } from "../../generator/shop";

/** Exactly the image's event: these fields, in this order, with nothing between or around them. */
const EVENT =
  /^\{"productid":(\d+),"timestamp":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{7})\+00:00","sessionid":(\d+),"category":(\d+)\}$/;

interface Event {
  productid: number;
  /** Seconds since 1970. */
  second: number;
  fraction: string;
  sessionid: number;
  category: number;
}

function parse(json: string): Event {
  const [, productid, second, fraction, sessionid, category] = EVENT.exec(json) ?? [];
  if (second === undefined || fraction === undefined) throw new Error(`Not an event: ${json}`);
  return {
    productid: Number(productid),
    second: Date.parse(`${second}Z`) / 1_000,
    fraction,
    sessionid: Number(sessionid),
    category: Number(category),
  };
}

const first = (count: number, clicks: Clicks) => Array.from({ length: count }, () => clicks.next());

/** Any moment of this century, in ticks. */
const starts = fc.bigInt({ min: 9_466_848_000_000_000n, max: 41_000_000_000_000_000n });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it("the events of a known start are these", () => {
  const start = BigInt(Date.UTC(2020, 10, 18, 20, 3, 57)) * 10_000n + 1_234_567n;
  const clicks = new Clicks(1, start);
  const events = first(3, clicks).map(({ json }) => parse(json));
  expect(events.map(({ fraction }) => fraction)).toEqual(["1234567", "1234567", "1234567"]);
  // 20:03:57 less 10 000 s.
  const sessionStart = Date.UTC(2020, 10, 18, 17, 17, 17) / 1_000;
  for (const { second } of events) expect(second - sessionStart).toBeLessThan(3 * 60);
  expect(JSON.parse(first(1, new Clicks(1, start))[0]?.json ?? "")).toEqual({
    productid: events[0]?.productid,
    timestamp: `${new Date((events[0]?.second ?? 0) * 1_000).toISOString().slice(0, 19)}.1234567+00:00`,
    sessionid: 1,
    category: ((events[0]?.productid ?? 0) % 10) + 1,
  });
});

/** What in an event breaks the contract, given the one before it; empty: nothing. */
function violations(event: Event, productid: number, previous: Event | undefined, start: bigint): string[] {
  const startSecond = Number(start / 10_000_000n);
  const same = event.sessionid === previous?.sessionid;
  const advance = event.second - (same ? previous.second : startSecond - 10_000);
  const rules: Record<string, boolean> = {
    "the product is the click's": event.productid === productid,
    "the product is 1 to 670": productid >= 1 && productid <= 670,
    "the category is the product's": event.category === (productid % 10) + 1,
    "the fraction is the start's": event.fraction === String(start % 10_000_000n).padStart(7, "0"),
    "not later than the start": event.second <= startSecond,
    "0 to 59 s later than the one before": advance >= 0 && advance <= 59,
    // Sessions without clicks leave gaps in the numbers.
    "sessions are numbered upwards from 1": same || event.sessionid > (previous?.sessionid ?? 0),
  };
  return Object.keys(rules).filter((rule) => rules[rule] === false);
}

const shop = (start: bigint) => new Shop(() => Number(start / 10_000n));

it.each([
  ["uniform", () => uniform],
  ["a shop", shop],
])("for any seed and start, every event keeps the image's contract, %s", (_, visitsFrom) => {
  fc.assert(
    fc.property(seeds, starts, (seed, start) => {
      let previous: Event | undefined;
      let inSession = 0;
      for (const { productid, json } of first(1_500, new Clicks(seed, start, visitsFrom(start)))) {
        const event = parse(json);
        inSession = event.sessionid === previous?.sessionid ? inSession + 1 : 1;
        const broken = violations(event, productid, previous, start);
        if (inSession > 98) broken.push("at most 98 clicks a session");
        // An expectation for each event would take a minute.
        if (broken.length > 0) throw new Error(`${json}: ${broken.join(", ")}`);
        previous = event;
      }
    }),
  );
});

it("the same seed and start give the same clicks, another seed gives others", () => {
  fc.assert(
    fc.property(seeds, starts, (seed, start) => {
      const jsons = (other: number) => first(50, new Clicks(other, start)).map(({ json }) => json);
      expect(jsons(seed)).toEqual(jsons(seed));
      expect(jsons(seed)).not.toEqual(jsons((seed + 1) % 2 ** 32));
    }),
  );
});

it("all products come about equally often, and sessions have every length", () => {
  const clicks = first(200_000, new Clicks(7, nowInTicks()));
  const perProduct = new Map<number, number>();
  const perSession = new Map<number, number>();
  for (const { productid, json } of clicks) {
    perProduct.set(productid, (perProduct.get(productid) ?? 0) + 1);
    const { sessionid } = parse(json);
    perSession.set(sessionid, (perSession.get(sessionid) ?? 0) + 1);
  }
  expect(perProduct.size).toBe(670);
  // 298 expected each: six standard deviations around it.
  expect(Math.min(...perProduct.values())).toBeGreaterThan(195);
  expect(Math.max(...perProduct.values())).toBeLessThan(402);
  // The last session is cut off.
  const lengths = new Set([...perSession.values()].slice(0, -1));
  expect([...lengths].sort((a, b) => a - b)).toEqual(Array.from({ length: 98 }, (_, index) => index + 1));
  // About one session in 99 has no click at all.
  const last = Math.max(...perSession.keys());
  expect(perSession.size).toBeLessThan(last);
});

it("now is in ticks of 100 ns", () => {
  const before = BigInt(Date.now() - 1) * 10_000n;
  const now = nowInTicks();
  const after = BigInt(Date.now() + 1) * 10_000n;
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(after);
});
