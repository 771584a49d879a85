import { readLedger } from "../generator/ledger";
import { normalize, type OffsetRange } from "./offsets";
import type { Expected } from "./verify";

/**
 * Reads what a generator knows to be sent, also while it goes on sending.
 *
 * @throws Error when there is no such file or it is no ledger.
 */
export async function expectedFromLedger(file: string): Promise<Expected> {
  const ledger = await readLedger(file);
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
