import type { Properties } from "../core/cloudApi";
import { AZURE, type CloudResource, type CloudState } from "../core/cloudState";
import { records } from "../core/properties";
import { ApiError, type ApiRequest, type Endpoint } from "./endpoint";

/** Hidden property of a workspace: what was asked through its warehouses and serverless compute. */
const HISTORY = "queryHistory";

/** More than a page takes (`ListQueryHistoryRequest` in databricks-sdk-go, service/sql/model.go). */
const TOO_MANY = 1000;

/** One statement as the history tells of it: fields of `QueryInfo` there. */
export interface PastQuery {
  readonly query_id: string;
  readonly query_text: string;
  readonly statement_type: string;
  readonly status: "FINISHED" | "FAILED" | "CANCELED" | "RUNNING";
  readonly query_start_time_ms: number;
  readonly user_name: string;
  readonly client_application?: string;
  readonly query_source?: Readonly<Record<string, unknown>>;
}

/** Notes that somebody has asked something in a workspace. */
export function noteQuery(state: CloudState, { id, type }: CloudResource, query: PastQuery): void {
  const workspace = state.find(AZURE, type, id);
  if (workspace === undefined) return;
  const before = records(workspace.hidden, HISTORY);
  state.put({ ...workspace, hidden: { ...workspace.hidden, [HISTORY]: [...before, query] } });
}

/** The history of queries; asking it starts no warehouse. */
export const queryHistoryEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/api/2.0/sql/history/queries", answer: list },
];

/** The newest first; a filter's fields are written with dots, and a page's end says only that there is another. */
function list({ workspace, query }: ApiRequest): Properties {
  const size = Number(query["max_results"] ?? 100);
  if (!(size > 0 && size < TOO_MANY))
    throw new ApiError(400, "INVALID_PARAMETER_VALUE", `max_results must be below ${TOO_MANY}, not ${size}`);
  const since = Number(query["filter_by.query_start_time_range.start_time_ms"] ?? 0);
  const status = query["filter_by.statuses"];
  const found = records(workspace.hidden, HISTORY)
    .filter((each) => Number(each["query_start_time_ms"]) >= since)
    .filter((each) => status === undefined || each["status"] === status)
    .sort((one, other) => Number(other["query_start_time_ms"]) - Number(one["query_start_time_ms"]));
  const from = Number(query["page_token"] ?? 0);
  const more = from + size < found.length;
  return {
    res: found.slice(from, from + size),
    has_next_page: more,
    ...(more && { next_page_token: String(from + size) }),
  };
}
