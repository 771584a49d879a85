import fc from "fast-check";
import { Pace } from "../../generator/pace";

it("one click a second: none before the first second has passed, then one each", () => {
  const pace = new Pace(1, 5_000);
  expect(pace.take(10, 5_999)).toBe(0);
  expect(pace.wait(5_999)).toBe(1);
  expect(pace.take(10, 6_000)).toBe(1);
  expect(pace.take(10, 6_000)).toBe(0);
  expect(pace.wait(6_000)).toBe(1_000);
  expect(pace.take(10, 7_010)).toBe(1);
  expect(pace.wait(7_010)).toBe(990);
});

it("as fast as possible: all that is wanted, at once", () => {
  const pace = new Pace(Infinity, 0);
  expect(pace.take(1_000, 0)).toBe(1_000);
  expect(pace.wait(0)).toBe(0);
});

it("at any rate, however often it is asked, as many as the time that has passed", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), pauses, (perSecond, waits) => {
      const pace = new Pace(perSecond, 0);
      let now = 0;
      let taken = 0;
      for (const wait of waits) {
        now += wait;
        taken += pace.take(Infinity, now);
        expect(taken).toBe(Math.floor((now * perSecond) / 1_000));
      }
    }),
  );
});

it("does not catch up on a long pause", () => {
  const pace = new Pace(100, 0);
  expect(pace.take(Infinity, 100)).toBe(10);
  // An hour without a connection: one second's worth, and from then on the rate again.
  expect(pace.take(Infinity, 3_600_000)).toBeLessThanOrEqual(101);
  expect(pace.take(Infinity, 3_601_000)).toBe(100);
});

it("no more than is wanted; the rest stays due", () => {
  const pace = new Pace(1_000, 0);
  expect(pace.take(50, 100)).toBe(50);
  expect(pace.wait(100)).toBe(0);
  expect(pace.take(500, 100)).toBe(50);
});
