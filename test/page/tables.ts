import { questions } from "../../queries";
import type { StatementAnswer } from "../clients/statementApi";

/** Tables as the stream would fill them, from which the emulated statement API answers. */
export class Tables {
  /** Clicks by product number; product n is of category n % 10 + 1. */
  readonly clicks = new Map<number, number>();
  /** Clicks by the second in which they reached the hub, milliseconds since the epoch. */
  readonly seconds = new Map<number, number>();
  rejected: readonly (readonly [reason: string, events: number])[] = [];
  /** Seconds; undefined: no clicks in the last minute. */
  delay: { readonly p50: number; readonly p95: number } | undefined;
  /** Whether the stream has created its tables yet. */
  made = true;

  get total(): number {
    return [...this.clicks.values()].reduce((sum, clicks) => sum + clicks, 0);
  }

  /** Adds clicks of a product. */
  add(product: number, clicks: number, at = Date.now()): void {
    this.clicks.set(product, (this.clicks.get(product) ?? 0) + clicks);
    const second = Math.floor(at / 1000) * 1000;
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + clicks);
  }

  /** Answers the questions of `queries/`; anything else is no statement it knows. */
  answer(sql: string): StatementAnswer {
    const known = Object.entries(this.#answers).find(([name]) =>
      questions.some((one) => one.name === name && one.sql.trim() === sql.trim()),
    );
    if (!known) return { error: { error_code: "BAD_REQUEST", message: `unknown statement: ${sql}` } };
    if (!this.made) {
      const message = "[TABLE_OR_VIEW_NOT_FOUND] The table or view cannot be found. SQLSTATE: 42P01";
      return { error: { error_code: "BAD_REQUEST", message, sqlState: "42P01" } };
    }
    return known[1]();
  }

  readonly #answers: Record<string, () => StatementAnswer> = {
    clicks_per_product: () => ({
      columns: [
        ["productid", "INT"],
        ["category", "INT"],
        ["clicks", "BIGINT"],
      ],
      rows: [...this.clicks]
        .sort(([a, clicksA], [b, clicksB]) => clicksB - clicksA || a - b)
        .map(([product, clicks]) => [String(product), String((product % 10) + 1), String(clicks)]),
    }),
    clicks_per_category: () => {
      const sums = new Map<number, number>();
      for (const [product, clicks] of this.clicks) {
        const category = (product % 10) + 1;
        sums.set(category, (sums.get(category) ?? 0) + clicks);
      }
      return {
        columns: [
          ["category", "INT"],
          ["clicks", "BIGINT"],
        ],
        rows: [...sums].sort(([a], [b]) => a - b).map(([category, clicks]) => [`${category}`, `${clicks}`]),
      };
    },
    clicks_per_second: () => ({
      columns: [
        ["second", "TIMESTAMP"],
        ["clicks", "BIGINT"],
      ],
      rows: [...this.seconds]
        .filter(([at]) => at >= Date.now() - 600_000)
        .sort(([a], [b]) => a - b)
        .map(([at, clicks]) => [new Date(at).toISOString(), String(clicks)]),
    }),
    clicks_per_minute: () => ({
      columns: [
        ["minute", "TIMESTAMP"],
        ["clicks", "BIGINT"],
      ],
      rows: Array.from({ length: 30 }, (_, minute) => [
        new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString(),
        String(58_000 + ((minute * 7919) % 4000)),
      ]),
    }),
    delay: () => ({
      columns: [
        ["clicks", "BIGINT"],
        ["p50_seconds", "DOUBLE"],
        ["p95_seconds", "DOUBLE"],
      ],
      rows: [this.delay ? ["60000", String(this.delay.p50), String(this.delay.p95)] : ["0", null, null]],
    }),
    rejected: () => ({
      columns: [
        ["reason", "STRING"],
        ["events", "BIGINT"],
      ],
      rows: this.rejected.map(([reason, events]) => [reason, String(events)]),
    }),
  };
}
