import fc from "fast-check";
import { History } from "../../page/history";

/** A round second, so that rates are round, too. */
const noon = Date.UTC(2026, 10, 24, 12);

describe("rates from successive totals", () => {
  it("are the clicks of the last ten seconds, over the time they took", () => {
    const history = new History();
    for (let second = 0; second <= 20; second++) history.add(noon + second * 1000, second * 100);
    expect(history.rate()).toBe(100);
    history.add(noon + 25_000, 2_000);
    // From second 15 (1 500) to second 25 (2 000).
    expect(history.rate()).toBe(50);
  });

  it("are zero before there are two totals", () => {
    const history = new History();
    expect(history.rate()).toBe(0);
    history.add(noon, 1_000_000);
    expect(history.rate()).toBe(0);
  });

  it("begin again where the total shrank, because the table is another one", () => {
    const history = new History();
    history.add(noon, 5_000);
    history.add(noon + 1000, 10);
    history.add(noon + 2000, 20);
    expect(history.rates()).toEqual([
      [noon + 1000, 0],
      [noon + 2000, 10],
    ]);
  });

  it("are never negative nor more than all clicks at once, and never older than ten minutes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 50, max: 60_000 }), fc.nat(10_000)), { maxLength: 200 }),
        (steps) => {
          const history = new History();
          let [at, total] = [noon, 0];
          for (const [later, more] of steps) history.add((at += later), (total += more));
          for (const [time, rate] of history.rates()) {
            expect(time).toBeGreaterThanOrEqual(at - 600_000);
            expect(rate).toBeGreaterThanOrEqual(0);
            expect(rate).toBeLessThanOrEqual(total * 20);
          }
        },
      ),
    );
  });

  it("do not grow without bound in an hour", () => {
    const history = new History();
    for (let second = 0; second < 3600; second++) history.add(noon + second * 1000, second);
    expect(history.rates()).toHaveLength(601);
  });
});

/** As many clicks in each second, from so many seconds before noon until so many before it. */
const everySecond = (from: number, until: number, total: number) =>
  Array.from({ length: from - until }, (_, index) => ({ at: noon - (from - index) * 1000, total }));

describe("the past that nobody watched", () => {
  it("is told by the clicks of each second", () => {
    const history = new History();
    const seconds = everySecond(300, 0, 7);
    history.seed(seconds, noon, 2_100);
    const rates = new Map(history.rates());
    expect(rates.get(noon - 400_000)).toBe(0);
    expect(rates.get(noon - 100_000)).toBe(7);
    expect(history.grew).toEqual({ at: noon, orEarlier: false });
  });

  it("goes over into the present where clicks count seconds after they came", () => {
    const history = new History();
    const seconds = everySecond(600, 4, 5);
    history.seed(seconds, noon, 10_000);
    for (let second = 1; second <= 12; second++) history.add(noon + second * 1000, 10_000 + second * 5);
    const lately = history.rates().slice(-30);
    expect(new Set(lately.map(([, rate]) => rate))).toEqual(new Set([5]));
    expect(history.grew).toEqual({ at: noon + 12_000, orEarlier: false });
  });

  it("goes on seamlessly", () => {
    const history = new History();
    const seconds = everySecond(600, 0, 5);
    history.seed(seconds, noon, 10_000);
    for (let second = 1; second <= 30; second++) history.add(noon + second * 1000, 10_000 + second * 5);
    expect(
      new Set(
        history
          .rates()
          .slice(1)
          .map(([, rate]) => rate),
      ),
    ).toEqual(new Set([5]));
  });

  it("without clicks says only that they ended at least ten minutes ago", () => {
    const history = new History();
    history.seed([], noon, 10_000);
    expect(history.grew).toEqual({ at: noon - 599_000, orEarlier: true });
    history.add(noon + 1000, 10_000);
    expect(history.grew?.orEarlier).toBe(true);
    history.add(noon + 2000, 10_001);
    expect(history.grew).toEqual({ at: noon + 2000, orEarlier: false });
  });
});
