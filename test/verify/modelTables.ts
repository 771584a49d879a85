import type { StatementAnswer } from "../clients/statementApi";

/** One row of `clicks`, or of `clicks_rejected`. */
export interface Row {
  readonly partition: number;
  readonly offset: number;
  readonly productid: number;
  readonly rejected?: boolean;
}

/**
 * Answers the verification's statements from rows in memory, as Spark would. Which statement it is shows in its
 * text; that the text means what the model computes is proven where it runs on a real Spark.
 */
export class ModelTables {
  /** What `clicks_per_product` says; undefined: the recount. */
  perProduct: Map<number, number> | undefined;
  /** p50, p95, p99, max in seconds. */
  delay: readonly number[] = [0.5, 1, 1.5, 2];

  constructor(public rows: readonly Row[]) {}

  /** @throws Error for a statement that it does not know. */
  answer = (sql: string): StatementAnswer => {
    if (sql.includes("min(offset)")) return { rows: this.#bounds() };
    if (sql.includes("lead(offset)")) return { rows: this.#gaps() };
    if (sql.includes("AS accepted")) return { rows: [this.#totals()] };
    if (sql.includes("AS times")) return { rows: this.#repeated() };
    if (sql.includes("AS said")) return { rows: this.#wrongCounts() };
    if (sql.includes("percentile(")) {
      return { rows: [this.#clicks().length > 0 ? this.delay.map(String) : [null, null, null, null]] };
    }
    if (sql.startsWith("SELECT productid, count(*)")) return { rows: this.#products(sql) };
    throw new Error(`the model does not know the statement: ${sql}`);
  };

  #clicks(): Row[] {
    return this.rows.filter((row) => !row.rejected);
  }

  #partitions(): Map<number, Row[]> {
    const groups = new Map<number, Row[]>();
    for (const row of this.rows) groups.set(row.partition, [...(groups.get(row.partition) ?? []), row]);
    return groups;
  }

  #bounds(): string[][] {
    return [...this.#partitions()].map(([partition, rows]) => {
      const offsets = rows.map((row) => row.offset);
      return [partition, Math.min(...offsets), Math.max(...offsets)].map(String);
    });
  }

  #totals(): string[] {
    const clicks = this.#clicks().length;
    return [clicks, this.rows.length - clicks].map(String);
  }

  #gaps(): string[][] {
    return [...this.#partitions()].flatMap(([partition, rows]) => {
      const offsets = rows.map((row) => row.offset).sort((a, b) => a - b);
      return offsets.flatMap((offset, i) => {
        const next = offsets[i + 1];
        return next !== undefined && next > offset + 1 ? [[partition, offset + 1, next].map(String)] : [];
      });
    });
  }

  #repeated(): string[][] {
    const times = new Map<string, number>();
    for (const { partition, offset } of this.rows) {
      times.set(`${partition},${offset}`, (times.get(`${partition},${offset}`) ?? 0) + 1);
    }
    const repeated = [...times].filter(([, count]) => count > 1);
    const surplus = repeated.reduce((sum, [, count]) => sum + count - 1, 0);
    return repeated
      .slice(0, 20)
      .map(([event, count]) => [...event.split(","), String(count), String(surplus)]);
  }

  #recount(rows: readonly Row[]): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { productid } of rows) counts.set(productid, (counts.get(productid) ?? 0) + 1);
    return counts;
  }

  #wrongCounts(): string[][] {
    const recounted = this.#recount(this.#clicks());
    const said = this.perProduct ?? recounted;
    return [...new Set([...recounted.keys(), ...said.keys()])]
      .filter((product) => (recounted.get(product) ?? 0) !== (said.get(product) ?? 0))
      .map((product) =>
        [product, (product % 10) + 1, recounted.get(product) ?? 0, said.get(product) ?? 0].map(String),
      );
  }

  #products(sql: string): string[][] {
    const ranges = [...sql.matchAll(/partition = (\d+) AND offset >= (\d+) AND offset < (\d+)/g)].map(
      (match) => match.slice(1).map(Number),
    );
    const rows = this.#clicks().filter((row) =>
      ranges.some(
        ([partition, first = 0, end = 0]) =>
          row.partition === partition && row.offset >= first && row.offset < end,
      ),
    );
    return [...this.#recount(rows)].map((entry) => entry.map(String));
  }
}
