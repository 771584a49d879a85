import { setTimeout as sleep } from "node:timers/promises";
import type { SparkWorkspace } from "../../sparkWorkspace";

export interface WireAnswer {
  readonly code: number;
  readonly statement_id: string;
  readonly status: { state: string; error?: { error_code: string; message: string } };
  readonly manifest: {
    readonly schema: { column_count: number; columns: Record<string, unknown>[] };
    readonly chunks: { chunk_index: number; row_offset: number; row_count: number }[];
    readonly total_chunk_count: number;
    readonly total_row_count: number;
    readonly truncated: boolean;
  };
  readonly result: { data_array?: (string | null)[][]; next_chunk_index?: number };
  readonly message?: string;
}

export const PATH = "/api/2.0/sql/statements";
const RETRY_MS = 500;

/** Long enough that nobody waits for its end. */
export const ENDLESS =
  "SELECT count(*) FROM range(10000000000) AS a WHERE sha2(CAST(a.id AS STRING), 512) = 'x'";

export interface WireApi {
  /** @param body absent: GET */
  call(path: string, body?: object | string, token?: string): Promise<WireAnswer>;
  start(statement: string, fields?: object): Promise<WireAnswer>;
  /** Waits for its end, however slow the machine is. */
  execute(statement: string, fields?: object): Promise<WireAnswer>;
}

/** Asks the SQL Statement Execution API of a workspace, as it is on the wire. */
export function statementApi(open: () => SparkWorkspace): WireApi {
  const call = async (
    path: string,
    body?: object | string,
    token = open().driver.token,
  ): Promise<WireAnswer> => {
    const response = await fetch(`${open().driver.sqlUrl}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { code: response.status, ...((await response.json()) as Omit<WireAnswer, "code">) };
  };
  const start = (statement: string, fields: object = {}) =>
    call(PATH, { statement, warehouse_id: "local", ...fields });
  const execute = async (statement: string, fields: object = {}): Promise<WireAnswer> => {
    const asked = () => start(statement, { wait_timeout: "50s", ...fields });
    let answer = await asked();
    // On a busy machine the process that answers may take longer to be there than a request waits: clients try again then.
    for (; answer.code === 503; answer = await asked()) await sleep(RETRY_MS);
    if (answer.code !== 200) throw new Error(`${statement}: ${answer.code} ${answer.message ?? ""}`);
    while (["PENDING", "RUNNING"].includes(answer.status.state)) {
      await sleep(100);
      answer = await call(`${PATH}/${answer.statement_id}`);
    }
    return answer;
  };
  return { call, start, execute };
}
