import type { OffsetRange } from "../clients/hubOffsets";

/** Ranges by partition: sorted, not empty, neither overlapping nor touching. */
export type Offsets = ReadonlyMap<number, readonly OffsetRange[]>;

/** Sorts ranges and joins those that touch or overlap; leaves out the empty ones. */
export function normalize(ranges: Iterable<OffsetRange>): OffsetRange[] {
  const sorted = [...ranges].filter(({ first, end }) => end > first).sort((a, b) => a.first - b.first);
  const joined: OffsetRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && range.first <= last.end) {
      joined[joined.length - 1] = { first: last.first, end: Math.max(last.end, range.end) };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

/** @returns how many offsets the ranges hold. */
export function countOffsets(offsets: Offsets): number {
  let count = 0;
  for (const ranges of offsets.values()) {
    for (const { first, end } of ranges) count += end - first;
  }
  return count;
}

function without(ranges: readonly OffsetRange[], removed: readonly OffsetRange[]): OffsetRange[] {
  const left: OffsetRange[] = [];
  let next = 0;
  for (const { first, end } of ranges) {
    let from = first;
    // `removed` is sorted: what ends before this range begins concerns no later range either.
    while ((removed[next]?.end ?? Infinity) <= first) next++;
    for (let i = next; from < end; i++) {
      const hole = removed[i];
      if (!hole || hole.first >= end) break;
      if (hole.first > from) left.push({ first: from, end: hole.first });
      from = Math.max(from, hole.end);
    }
    if (from < end) left.push({ first: from, end });
  }
  return left;
}

/** @returns the offsets of `from` that `removed` lacks; partitions left with none are left out. */
export function subtract(from: Offsets, removed: Offsets): Map<number, OffsetRange[]> {
  const left = new Map<number, OffsetRange[]>();
  for (const [partition, ranges] of from) {
    const rest = without(ranges, removed.get(partition) ?? []);
    if (rest.length > 0) left.set(partition, rest);
  }
  return left;
}

/** @returns the first and the last offset of each partition as one range. */
export function hull(offsets: Offsets): Map<number, OffsetRange[]> {
  const hulls = new Map<number, OffsetRange[]>();
  for (const [partition, ranges] of offsets) {
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (first && last) hulls.set(partition, [{ first: first.first, end: last.end }]);
  }
  return hulls;
}
