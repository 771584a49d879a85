import type { OffsetRange } from "../../clients/hubOffsets";
import fc from "fast-check";
import { countOffsets, hull, normalize, subtract } from "../../verify/offsets";

const range = fc
  .tuple(fc.nat(60), fc.nat(12))
  .map(([first, length]): OffsetRange => ({ first, end: first + length }));
const ranges = fc.array(range, { maxLength: 12 });

const members = (list: readonly OffsetRange[]): number[] =>
  list.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i));
const set = (list: readonly OffsetRange[]): number[] => [...new Set(members(list))].sort((a, b) => a - b);

describe("offset ranges", () => {
  it("normalized hold the same offsets, once, in ranges that do not touch", () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const normal = normalize(list);
        expect(members(normal)).toEqual(set(list));
        for (const [i, { first, end }] of normal.entries()) {
          expect(end).toBeGreaterThan(first);
          expect(first).toBeGreaterThan(normal[i - 1]?.end ?? -1);
        }
      }),
    );
  });

  it("subtract as sets do", () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const left = subtract(new Map([[3, normalize(a)]]), new Map([[3, normalize(b)]])).get(3) ?? [];
        const removed = new Set(members(b));
        expect(members(left)).toEqual(set(a).filter((offset) => !removed.has(offset)));
      }),
    );
  });

  it("of another partition remove nothing, and partitions without offsets are left out", () => {
    const some = new Map([[0, [{ first: 1, end: 3 }]]]);
    expect(subtract(some, new Map([[1, [{ first: 0, end: 9 }]]]))).toEqual(some);
    expect(subtract(some, some)).toEqual(new Map());
  });

  it("are counted over all partitions", () => {
    expect(
      countOffsets(
        new Map([
          [0, [{ first: 0, end: 5 }]],
          [
            7,
            [
              { first: 2, end: 3 },
              { first: 10, end: 20 },
            ],
          ],
        ]),
      ),
    ).toBe(16);
  });

  it("have a hull from the first to the last, and none where there are no offsets", () => {
    const offsets = new Map<number, OffsetRange[]>([
      [
        0,
        [
          { first: 2, end: 3 },
          { first: 10, end: 20 },
        ],
      ],
      [1, []],
    ]);
    expect(hull(offsets)).toEqual(new Map([[0, [{ first: 2, end: 20 }]]]));
  });
});
