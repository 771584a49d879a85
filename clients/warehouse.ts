import { Transport, type TransportOptions } from "./sqlTransport";

/** What a question's status is while somebody waits for it. */
const unanswered = ["QUEUED", "RUNNING"] as const;

/**
 * A SQL warehouse, as Databricks' REST API tells of it and stops it. Paths and fields are those of its SDK for Go
 * (databricks-sdk-go 0.170, service/sql).
 */
export class Warehouse {
  readonly #transport: Transport;
  readonly #id: string;

  /** @param id e.g. `1a2b3c4d5e6f7890`. */
  constructor(options: TransportOptions, id: string) {
    this.#transport = new Transport(options);
    this.#id = id;
  }

  /** Whether the next question wakes it. */
  async isAsleep(): Promise<boolean> {
    const { state } = (await this.#transport.send("GET", this.#path())) as { readonly state?: string };
    return state === "STOPPED" || state === "STOPPING";
  }

  /** Stops it, unless somebody waits for an answer of it. @returns whether it was stopped. */
  async stopUnlessUsed(): Promise<boolean> {
    if (await this.#isUsed()) return false;
    await this.#transport.send("POST", `${this.#path()}/stop`);
    return true;
  }

  async #isUsed(): Promise<boolean> {
    // A filter of two statuses is not recommended (QueryFilter).
    const asked = unanswered.map(async (status) => {
      const filter = new URLSearchParams({
        "filter_by.statuses": status,
        "filter_by.warehouse_ids": this.#id,
        max_results: "1",
      });
      const path = `/api/2.0/sql/history/queries?${filter.toString()}`;
      const { res = [] } = (await this.#transport.send("GET", path)) as { readonly res?: readonly unknown[] };
      return res.length > 0;
    });
    return (await Promise.all(asked)).some(Boolean);
  }

  #path(): string {
    return `/api/2.0/sql/warehouses/${encodeURIComponent(this.#id)}`;
  }
}
