import fc from "fast-check";
import { Clicks } from "../../generator/clicks";
import { ActivityClock, Pace } from "../../generator/pace";
import { categoryOf } from "../../generator/pattern";
import { Random } from "../../generator/random";
import { relatedTo, Shop } from "../../generator/shop";
import { activityAt, campaignAt } from "../../generator/shopHours";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Any moment of this century. */
const moments = fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2100, 0) });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** A day of which every test is told in a few numbers. */
const day = Date.UTC(2027, 2, 10);

const minutesOf = (hour: number): number[] =>
  Array.from({ length: 60 }, (_, minute) => hour + minute * MINUTE_MS);
const quiet = minutesOf(day).find((minute) => campaignAt(minute) === undefined) ?? 0;
const advertised = minutesOf(day).find((minute) => campaignAt(minute) !== undefined) ?? 0;

/** Sessions as lists of products. */
function sessions(count: number, seed: number, moment: number): number[][] {
  const shop = new Shop(() => moment);
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const length = shop.beginSession(random);
    return Array.from({ length }, () => shop.nextProduct(random));
  });
}

function countsOf<T>(values: readonly T[]): [value: T, count: number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** The part of its values for which something holds. */
const share = <T>(values: readonly T[], holds: (value: T) => boolean): number =>
  values.filter(holds).length / values.length;

it("for any seed and moment, sessions have 1 to 98 clicks on products that there are", () => {
  fc.assert(
    fc.property(seeds, moments, (seed, moment) => {
      for (const session of sessions(100, seed, moment)) {
        const whole = session.every((product) => Number.isInteger(product) && product >= 1 && product <= 670);
        if (!whole || session.length < 1 || session.length > 98) throw new Error(JSON.stringify(session));
      }
    }),
  );
});

it("the same seed and moments give the same clicks, another seed gives others", () => {
  fc.assert(
    fc.property(seeds, moments, (seed, moment) => {
      const jsons = (one: number) => {
        const clicks = new Clicks(one, BigInt(moment) * 10_000n, new Shop(() => moment));
        return Array.from({ length: 50 }, () => clicks.next().json);
      };
      expect(jsons(seed)).toEqual(jsons(seed));
      expect(jsons(seed)).not.toEqual(jsons((seed + 1) % 2 ** 32));
    }),
  );
});

it("the same products are popular whatever the seed: a tenth of them has half of the clicks, and each has some", () => {
  const popular = [1, 2, 3].map((seed) => countsOf(sessions(20_000, seed, quiet).flat()));
  for (const counts of popular) {
    const clicks = counts.reduce((sum, [, count]) => sum + count, 0);
    const tenth = counts.slice(0, 67).reduce((sum, [, count]) => sum + count, 0);
    expect(tenth / clicks).toBeGreaterThan(0.5);
    expect(counts.length).toBe(670);
  }
  const [first, ...others] = popular.map((counts) => counts.slice(0, 3).map(([product]) => product));
  for (const other of others) expect(other).toEqual(first);
});

it("sessions have eight clicks on average, and stay with their category and those related to it", () => {
  const all = sessions(20_000, 4, quiet);
  expect(all.flat().length / all.length).toBeCloseTo(8, 0);
  const steps = all.flatMap((session) =>
    session.slice(1).map((product, index) => [categoryOf(session[index] ?? 0), categoryOf(product)] as const),
  );
  const stays = share(steps, ([from, to]) => from === to);
  const goesOn = share(steps, ([from, to]) => relatedTo(from).includes(to));
  // Those that go anywhere may come to the same or a related one, too.
  expect(stays).toBeGreaterThan(0.68);
  expect(stays).toBeLessThan(0.76);
  expect(goesOn).toBeGreaterThan(0.23);
  expect(goesOn).toBeLessThan(0.3);
});

it("categories are related in both directions, each to two others", () => {
  for (let category = 1; category <= 10; category++) {
    const related = relatedTo(category);
    expect(new Set([category, ...related]).size).toBe(3);
    for (const other of related) expect(relatedTo(other)).toContain(category);
  }
});

it("a campaign brings four of ten sessions to its product, and it is nowhere else", () => {
  const product = campaignAt(advertised);
  const begun = (moment: number) => sessions(5_000, 5, moment).map(([first]) => first);
  expect(share(begun(advertised), (first) => first === product)).toBeCloseTo(0.4, 1);
  expect(share(begun(quiet), (first) => first === product)).toBeLessThan(0.1);
});

it("each hour has one campaign of ten minutes, for one product, at a minute of its own", () => {
  fc.assert(
    fc.property(moments, (moment) => {
      const hour = Math.floor(moment / HOUR_MS) * HOUR_MS;
      const minutes = minutesOf(hour).map((minute) => campaignAt(minute));
      const from = minutes.findIndex((product) => product !== undefined);
      expect(minutes.map((product) => product !== undefined)).toEqual(
        minutes.map((_, minute) => minute >= from && minute < from + 10),
      );
      expect(new Set(minutes.slice(from, from + 10)).size).toBe(1);
    }),
  );
});

it("the day is quietest at 4 and busiest at 16 o'clock UTC, and a campaign there takes all of the rate", () => {
  const without = (hour: number) =>
    minutesOf(day + hour * HOUR_MS)
      .filter((minute) => campaignAt(minute) === undefined)
      .map(activityAt);
  expect(Math.min(...without(4))).toBeCloseTo(0.1, 2);
  expect(Math.max(...without(16))).toBeCloseTo(0.6, 2);
  expect(Math.max(...minutesOf(day + 16 * HOUR_MS).map(activityAt))).toBeCloseTo(1, 1);
});

it("at any moment some of the rate comes, and never more than all of it", () => {
  fc.assert(
    fc.property(moments, (moment) => {
      expect(activityAt(moment)).toBeGreaterThanOrEqual(0.1);
      expect(activityAt(moment)).toBeLessThanOrEqual(1);
    }),
  );
});

it("a pace kept by the shop's clock has the day's course, and in no time more than its rate", () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 1_000 }), (moment, perSecond) => {
      const clock = new ActivityClock(() => activityAt(moment + now), 0);
      let now = 0;
      const pace = new Pace(perSecond, clock.elapsed(now));
      let [sent, expected] = [0, 0];
      // A quarter of a day by steps of half a second, the longest that a pace makes up for is one.
      for (; now < DAY_MS / 4; now += 500) {
        expected += (perSecond * activityAt(moment + now)) / 2;
        const count = pace.take(Infinity, clock.elapsed(now));
        if (count > perSecond / 2 + 1) throw new Error(`${count} clicks in half a second`);
        sent += count;
      }
      expect(sent / expected).toBeCloseTo(1, 2);
    }),
    { numRuns: 10 },
  );
});
