import type { OffsetRange } from "../clients/hubOffsets";
import type { Ledger } from "../generator/ledger";
import { normalize } from "./offsets";
import type { Expected } from "./verify";

/** What a generator knows that it sent: each click by its offset, and how often each product. */
export function expectedFromLedger(ledger: Ledger): Expected {
  const ranges = new Map<number, OffsetRange[]>();
  for (const { partition, offset, count } of ledger.offsets) {
    const own = ranges.get(partition) ?? [];
    own.push({ first: offset, end: offset + count });
    ranges.set(partition, own);
  }
  return {
    source: "ledger",
    offsets: new Map([...ranges].map(([partition, own]) => [partition, normalize(own)])),
    perProduct: ledger.perProduct,
    uncertain: ledger.uncertain,
  };
}

/** What a hub holds, whoever sent it. @param held the offsets of each of its partitions. */
export function expectedFromHub(held: ReadonlyMap<number, OffsetRange>): Expected {
  return {
    source: "hub",
    offsets: new Map([...held].map(([partition, range]) => [partition, normalize([range])])),
    uncertain: 0,
  };
}
