import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * The ledger: what a generator sent, in a file that is right at any moment at which the generator may die. One line of
 * JSON each:
 *
 * - `{"started":"2026-11-24T10:00:00.000Z"}`: a generator begins; one that is started again appends to the same file.
 * - `{"sending":7,"products":{"12":1,"345":2}}`: batch 7 of this generator is about to be sent, with so many clicks
 *   of each product.
 * - `{"acknowledged":7,"offsets":[[0,1200,2],[1,1187,1]]}`: the broker has it: partition, first offset, count.
 *
 * A batch is written here before it is sent and after it was acknowledged; others may be sent and acknowledged in
 * between. A batch that is announced and not acknowledged may have arrived or not, in full or in part: it is reported
 * as uncertain.
 */
export class LedgerWriter {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a", 0o600);
    // A generator that died may have left half a line.
    writeSync(this.#file, `\n${JSON.stringify({ started: new Date().toISOString() })}\n`);
  }

  /** To be called before the batch is sent. Has been written when it returns. */
  sending(batch: number, products: ReadonlyMap<number, number>): void {
    this.#write({ sending: batch, products: Object.fromEntries(products) });
  }

  /** To be called when the broker has acknowledged the batch. */
  acknowledged(batch: number, offsets: readonly LedgerRange[]): void {
    const rows = offsets.map(({ partition, offset, count }) => [partition, offset, count]);
    this.#write({ acknowledged: batch, offsets: rows });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** Consecutive offsets of one partition. */
export interface LedgerRange {
  readonly partition: number;
  /** The first one. */
  readonly offset: number;
  readonly count: number;
}

/** What a ledger tells. */
export interface Ledger {
  /** Clicks that the broker acknowledged. */
  readonly sent: number;
  /** Those by product. */
  readonly perProduct: ReadonlyMap<number, number>;
  /** The offsets that they have, in the order of partitions and offsets; neighbours are joined. */
  readonly offsets: readonly LedgerRange[];
  /** Clicks that may have arrived or not: a generator died, or is sending them now. */
  readonly uncertain: number;
  /** Those by product. */
  readonly uncertainPerProduct: ReadonlyMap<number, number>;
  /** How many generators wrote it, one after the other. */
  readonly starts: number;
}

/**
 * Reads a ledger, also one that is being written.
 *
 * @throws when the file does not exist, or a line other than one that a death cut off is none of a ledger
 */
export async function readLedger(path: string): Promise<Ledger> {
  const perProduct = new Map<number, number>();
  const uncertainPerProduct = new Map<number, number>();
  const ranges: LedgerRange[] = [];
  let starts = 0;
  const open = new Map<number, Line["products"]>();
  let broken: string | undefined;
  const giveUp = () => {
    for (const products of open.values()) addTo(uncertainPerProduct, products);
    open.clear();
  };
  for await (const text of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity })) {
    if (text === "") continue;
    const line = parse(text);
    if (broken !== undefined && line?.started === undefined)
      throw new Error(`Not a ledger's line in ${path}: ${broken}`);
    broken = line === undefined ? text : undefined;
    if (line?.started !== undefined) {
      starts++;
      giveUp();
    } else if (line?.sending !== undefined) open.set(line.sending, line.products);
    else if (line?.acknowledged !== undefined && open.has(line.acknowledged)) {
      addTo(perProduct, open.get(line.acknowledged));
      ranges.push(
        ...(line.offsets ?? []).map(([partition, offset, count]) => ({ partition, offset, count })),
      );
      open.delete(line.acknowledged);
    }
  }
  giveUp();
  return {
    sent: total(perProduct),
    perProduct,
    offsets: joined(ranges),
    uncertain: total(uncertainPerProduct),
    uncertainPerProduct,
    starts,
  };
}

interface Line {
  readonly started?: string;
  readonly sending?: number;
  readonly products?: Readonly<Record<string, number>>;
  readonly acknowledged?: number;
  readonly offsets?: readonly (readonly [number, number, number])[];
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function addTo(counts: Map<number, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [product, count] of Object.entries(more)) {
    counts.set(Number(product), (counts.get(Number(product)) ?? 0) + count);
  }
}

const total = (counts: ReadonlyMap<number, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function joined(ranges: LedgerRange[]): LedgerRange[] {
  const result: LedgerRange[] = [];
  for (const range of ranges.sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const last = result.at(-1);
    if (last?.partition === range.partition && last.offset + last.count === range.offset) {
      result[result.length - 1] = { ...last, count: last.count + range.count };
    } else result.push(range);
  }
  return result;
}
