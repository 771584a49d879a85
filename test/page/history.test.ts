import fc from "fast-check";
import { testSeed } from "../long";
import { History } from "../../page/history";

/** A round second, so that rates are round, too. */
const noon = Date.UTC(2026, 10, 24, 12);

describe("rates from successive totals", () => {
  it("are a steady rate exactly, and follow a change within thirty seconds", () => {
    const history = new History();
    for (let second = 0; second <= 40; second++) history.add(noon + second * 1000, second * 100);
    expect(history.rate()).toBe(100);
    for (let second = 1; second <= 15; second++) history.add(noon + (40 + second) * 1000, 4_000);
    // Half of the thirty seconds had clicks.
    expect(history.rate()).toBeCloseTo(50, -1);
    for (let second = 16; second <= 31; second++) history.add(noon + (40 + second) * 1000, 4_000);
    expect(history.rate()).toBe(0);
  });

  it.each([
    { most: 5, period: { min: 700, max: 2_000 }, looks: 90 },
    // As on a machine that has other work: few batches in half a minute.
    { most: 25, period: { min: 5_000, max: 20_000 }, looks: 180 },
  ])(
    "are within $most % of a steady rate, however batches and looks fall, at the edge and in the past alike: $period",
    ({ most, period: length, looks: count }) => {
      const rate = 100;
      const steady = fc.record({
        period: fc.integer(length),
        jitter: fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), {
          minLength: 20,
          maxLength: 20,
        }),
        looks: fc.array(fc.integer({ min: 1_000, max: 1_150 }), { minLength: count, maxLength: count }),
      });
      fc.assert(
        fc.property(steady, ({ period, jitter, looks }) => {
          const history = new History();
          const edge: number[] = [];
          // A batch takes the clicks that came before it began, and they are counted when it ends.
          let [began, counted, batch, at] = [0, 0, 0, 0];
          for (const wait of looks) {
            at += wait;
            const ends = (): number => began + period * (jitter[batch % 20] ?? 1);
            for (; ends() <= at; batch++) {
              counted = Math.round((began * rate) / 1000);
              began = ends();
            }
            history.add(noon + at, counted);
            edge.push(history.rate());
          }
          const settled = edge.slice(count === 90 ? 40 : 90);
          for (const shown of settled)
            expect(Math.abs(shown - rate)).toBeLessThanOrEqual((rate * most) / 100);
          expect(history.rates().map(([, shown]) => shown)).toEqual(edge);
        }),
        { numRuns: 100, seed: testSeed },
      );
    },
  );

  it("do not take a backlog that one batch counted for a rate", () => {
    const history = new History();
    for (let second = 0; second < 20; second++) history.add(noon + second * 1000, 0);
    history.add(noon + 20_000, 5_000);
    expect(history.rate()).toBe(0);
    for (let second = 1; second <= 10; second++)
      history.add(noon + (20 + second) * 1000, 5_000 + second * 100);
    expect(history.rate()).toBe(100);
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
