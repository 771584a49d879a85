import { byPath } from "./tablesByPath";
import { StatementError, Transport, pause, type TransportOptions } from "./sqlTransport";

export { StatementError } from "./sqlTransport";

/** Whether a statement failed because the stream has not made its tables yet. */
export function isMissingTable(error: unknown): boolean {
  return (
    error instanceof StatementError &&
    (error.sqlState === "42P01" ||
      /\[(TABLE_OR_VIEW|SCHEMA|PATH)_NOT_FOUND\]|\[DELTA_(TABLE|PATH).*NOT/.test(error.message))
  );
}

/** Where statements are run, and as whom. */
export interface StatementClientOptions extends TransportOptions {
  /** Id of the SQL warehouse, e.g. `1a2b3c4d5e6f7890`. */
  readonly warehouseId: string;
  /**
   * Schema in which unqualified table names are looked up, as `catalog.schema` or `schema`.
   *
   * @default the warehouse's own default.
   */
  readonly schema?: string;
  /**
   * Root of the lake, e.g. `abfss://lake@account.dfs.core.windows.net`, where the clicks' tables have no schema
   * and are reached by their path.
   *
   * @default none: tables have names.
   */
  readonly lakeUrl?: string;
}

/** Value of a named parameter marker (`:name`) in a statement. */
export interface StatementParameter {
  readonly name: string;
  /** As text, whatever the type; null or absent is SQL's NULL. */
  readonly value?: string | null;
  /** SQL type such as `INT` or `TIMESTAMP`. @default `STRING` */
  readonly type?: string;
}

/** How one statement is run. */
export interface QueryOptions {
  /** Rows to return at the most; `truncated` then says whether there were more. @default no limit */
  readonly rowLimit?: number;
  /** Aborting it cancels the statement on the warehouse, too, and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly parameters?: readonly StatementParameter[];
}

/** One column of a result. */
export interface Column {
  readonly name: string;
  /** SQL type in capitals, e.g. `BIGINT`, `TIMESTAMP`, `DECIMAL(10,2)`. */
  readonly type: string;
}

/** Answer to a statement. */
export interface QueryResult {
  readonly columns: readonly Column[];
  /** Values as Databricks writes them in JSON_ARRAY: text, numbers in decimal, times in ISO 8601; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether rows were left out because of the limit. */
  readonly truncated: boolean;
}

/** Whatever answers SQL: a {@link StatementClient}, or a stand-in. */
export type SqlClient = Pick<StatementClient, "query">;

const STATEMENTS = "/api/2.0/sql/statements";

/** How long the service holds the first request before it answers “still running”. It allows 5 to 50 seconds. */
const WAIT_TIMEOUT = "10s";

/** Waits between two looks at a running statement, in milliseconds: short first, for those almost done. */
const FIRST_LOOK = 100;
const LONGEST_LOOK = 2_000;

interface ResultChunk {
  readonly data_array?: (string | null)[][];
  readonly next_chunk_index?: number;
}

interface StatementResponse {
  readonly statement_id: string;
  readonly status: {
    readonly state: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELED" | "CLOSED";
    readonly error?: { readonly error_code?: string; readonly message?: string };
    readonly sql_state?: string;
  };
  readonly manifest?: {
    readonly schema?: { readonly columns?: { name: string; type_text?: string; type_name?: string }[] };
    readonly truncated?: boolean;
  };
  readonly result?: ResultChunk;
}

const unfinished = (response: StatementResponse): boolean =>
  response.status.state === "PENDING" || response.status.state === "RUNNING";

/**
 * Asks questions of tables through Databricks' SQL Statement Execution API, be it a SQL warehouse's or the
 * one that the local Spark driver serves.
 *
 * Results come inline as text, in as many chunks as the service makes of them. Source:
 * https://docs.databricks.com/api/workspace/statementexecution
 */
export class StatementClient {
  readonly #transport: Transport;
  readonly #target: object;
  readonly #lakeUrl: string | undefined;

  constructor(options: StatementClientOptions) {
    this.#transport = new Transport(options);
    this.#lakeUrl = options.lakeUrl;
    const [schema, catalog] = (options.schema ?? "").split(".").reverse();
    this.#target = {
      warehouse_id: options.warehouseId,
      ...(catalog ? { catalog } : {}),
      ...(schema ? { schema } : {}),
    };
  }

  /**
   * Runs one statement to its end.
   *
   * @throws StatementError where the statement fails, is cancelled by somebody else, or the service refuses.
   */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    const { signal } = options;
    signal?.throwIfAborted();
    const begun = await this.#begin(sql, options);
    const done = await this.#end(begun, signal);
    const columns = (done.manifest?.schema?.columns ?? []).map((column) => ({
      name: column.name,
      type: (column.type_text ?? column.type_name ?? "STRING").toUpperCase(),
    }));
    const rows = await this.#rows(done, signal);
    return { columns, rows, truncated: done.manifest?.truncated ?? false };
  }

  /**
   * Submits the statement. The request itself is never aborted: only its answer holds the id without which
   * the statement could not be cancelled.
   */
  async #begin(sql: string, { rowLimit, parameters, signal }: QueryOptions): Promise<StatementResponse> {
    const submitted = this.#transport.send("POST", STATEMENTS, {
      statement: this.#lakeUrl ? byPath(sql, this.#lakeUrl) : sql,
      ...this.#target,
      disposition: "INLINE",
      format: "JSON_ARRAY",
      wait_timeout: WAIT_TIMEOUT,
      on_wait_timeout: "CONTINUE",
      ...(rowLimit === undefined ? {} : { row_limit: rowLimit }),
      ...(parameters?.length ? { parameters } : {}),
    }) as Promise<StatementResponse>;
    if (!signal) return await submitted;
    let onAbort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => {
        reject(signal.reason);
        submitted.then((response) => this.#cancel(response)).catch(() => undefined);
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
    return await Promise.race([submitted, aborted]).finally(() =>
      signal.removeEventListener("abort", onAbort),
    );
  }

  /** Looks again and again until the statement has ended. */
  async #end(begun: StatementResponse, signal?: AbortSignal): Promise<StatementResponse> {
    let response = begun;
    let wait = FIRST_LOOK;
    try {
      while (unfinished(response)) {
        await pause(wait, signal);
        wait = Math.min(wait * 1.5, LONGEST_LOOK);
        const path = `${STATEMENTS}/${encodeURIComponent(begun.statement_id)}`;
        response = (await this.#transport.send("GET", path, undefined, signal)) as StatementResponse;
      }
    } catch (error) {
      // Whoever stopped waiting does not want it to keep the warehouse busy either.
      if (signal?.aborted) await this.#cancel(response);
      throw error;
    }
    if (response.status.state !== "SUCCEEDED") throw failure(response);
    return response;
  }

  async #rows(done: StatementResponse, signal?: AbortSignal): Promise<(string | null)[][]> {
    const rows: (string | null)[][] = [];
    let chunk = done.result;
    for (;;) {
      for (const row of chunk?.data_array ?? []) rows.push(row);
      if (chunk?.next_chunk_index === undefined) return rows;
      const id = encodeURIComponent(done.statement_id);
      const path = `${STATEMENTS}/${id}/result/chunks/${chunk.next_chunk_index}`;
      chunk = (await this.#transport.send("GET", path, undefined, signal)) as ResultChunk;
    }
  }

  /** Asks the service to stop a statement; that it cannot be told is no reason to fail. */
  async #cancel(response: StatementResponse): Promise<void> {
    if (!unfinished(response)) return;
    const path = `${STATEMENTS}/${encodeURIComponent(response.statement_id)}/cancel`;
    await this.#transport.send("POST", path, {}).catch(() => undefined);
  }
}

function failure({ status }: StatementResponse): StatementError {
  const { state, error, sql_state: sqlState } = status;
  const fallback = {
    CANCELED: "The statement was cancelled.",
    CLOSED: "The statement's result is no longer kept: run it again.",
  } as Partial<Record<typeof state, string>>;
  const message = error?.message ?? fallback[state] ?? `The statement ended as ${state}.`;
  return new StatementError(message, error?.error_code ?? state, sqlState);
}
