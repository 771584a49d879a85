import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the emulated API answers to a statement. */
export interface StatementAnswer {
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly rows?: readonly (readonly (string | null)[])[];
  /** Looks that find the statement unfinished before it ends. @default 0 */
  readonly looks?: number;
  /** Rows in a chunk. @default all */
  readonly chunkRows?: number;
  /** Fails with this instead of succeeding. */
  readonly error?: { readonly error_code: string; readonly message: string; readonly sqlState?: string };
  /** Ends in this state instead of succeeding. */
  readonly state?: "CANCELED" | "CLOSED";
}

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
}

/** An answer that is given instead of the API's own, once. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Statement {
  readonly id: string;
  readonly answer: StatementAnswer;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncated: boolean;
  looksLeft: number;
  cancelled: boolean;
}

const PREFIX = "/api/2.0/sql/statements";

/**
 * Emulates Databricks' SQL Statement Execution API on loopback: asynchronous statements, chunks, row
 * limits, failures with HTTP 200, cancellation, in the shapes that its reference documents.
 */
export class StatementApi {
  /** Every request, oldest first. */
  readonly seen: Seen[] = [];
  /** Given in turn to the next requests, before the API itself answers. */
  readonly refusals: Refusal[] = [];
  /** Milliseconds before a submitted statement is answered at all. */
  submitDelay = 0;
  readonly #statements = new Map<string, Statement>();
  #server: Server | undefined;
  #port = 0;

  /** @param answer called with the text of each statement and its request. */
  constructor(public answer: (sql: string, body: Record<string, unknown>) => StatementAnswer) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Ids of the statements that somebody cancelled. */
  get cancelled(): string[] {
    return [...this.#statements.values()].filter((one) => one.cancelled).map((one) => one.id);
  }

  /** Listens; after `stop`, on the same port again. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    const { method = "", url = "", headers } = request;
    this.seen.push({ method, path: url, token: headers.authorization, body });
    const refusal = this.refusals.shift();
    if (refusal) {
      response.writeHead(refusal.status, refusal.headers).end(refusal.body ?? "");
      return;
    }
    if (method === "POST" && url === PREFIX && this.submitDelay > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.submitDelay));
    }
    const found = method === "POST" && url === PREFIX ? this.#submit(body) : this.#existing(method, url);
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? { error_code: "NOT_FOUND", message: `no ${url}` }));
  }

  #submit(body: Record<string, unknown>): object {
    const answer = this.answer(String(body["statement"]), body);
    const all = answer.rows ?? [];
    const limit = typeof body["row_limit"] === "number" ? body["row_limit"] : all.length;
    const id = `01ef-${this.#statements.size + 1}`;
    const statement: Statement = {
      id,
      answer,
      rows: all.slice(0, limit),
      truncated: all.length > limit,
      looksLeft: answer.looks ?? 0,
      cancelled: false,
    };
    this.#statements.set(id, statement);
    return this.#response(statement);
  }

  #existing(method: string, url: string): object | undefined {
    const [id = "", ...rest] = url.slice(PREFIX.length + 1).split("/");
    const statement = this.#statements.get(id);
    if (!statement) return undefined;
    if (method === "POST" && rest[0] === "cancel") {
      statement.cancelled = true;
      return {};
    }
    if (rest[0] === "result") return this.#chunk(statement, Number(rest[2]));
    statement.looksLeft--;
    return this.#response(statement);
  }

  #response(statement: Statement): object {
    const { id, answer } = statement;
    if (statement.cancelled) return { statement_id: id, status: { state: "CANCELED" } };
    if (statement.looksLeft > 0) {
      return { statement_id: id, status: { state: statement.looksLeft > 1 ? "PENDING" : "RUNNING" } };
    }
    if (answer.error) {
      const { sqlState, ...error } = answer.error;
      const status = { state: "FAILED", error, ...(sqlState ? { sql_state: sqlState } : {}) };
      return { statement_id: id, status };
    }
    if (answer.state) return { statement_id: id, status: { state: answer.state } };
    const columns = (answer.columns ?? []).map(([name, type], position) => ({
      name,
      type_text: type,
      type_name: type === "BIGINT" ? "LONG" : type,
      position,
    }));
    return {
      statement_id: id,
      status: { state: "SUCCEEDED" },
      manifest: {
        format: "JSON_ARRAY",
        schema: { column_count: columns.length, columns },
        total_row_count: statement.rows.length,
        truncated: statement.truncated,
      },
      result: this.#chunk(statement, 0),
    };
  }

  /** The API leaves `data_array` out where a result has no rows. */
  #chunk({ id, rows, answer }: Statement, index: number): object {
    const size = answer.chunkRows ?? Math.max(rows.length, 1);
    const part = rows.slice(index * size, (index + 1) * size);
    const more = (index + 1) * size < rows.length;
    return {
      chunk_index: index,
      row_offset: index * size,
      row_count: part.length,
      ...(part.length > 0 ? { data_array: part } : {}),
      ...(more
        ? {
            next_chunk_index: index + 1,
            next_chunk_internal_link: `${PREFIX}/${id}/result/chunks/${index + 1}?row_offset=${(index + 1) * size}`,
          }
        : {}),
    };
  }
}
