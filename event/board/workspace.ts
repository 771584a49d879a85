import { NO_RUN } from "./lights";
import { objects, toldBy, type BoardSources, type Told } from "./sources";
import type { PastStatement } from "./statements";

/** A page of the query history: of the newest. */
const STATEMENTS = 100;

/** GETs an address of one workspace. */
export type GetFromWorkspace = (path: string) => Promise<Response>;

/** @returns how to ask one workspace. */
export function asking(
  { databricks }: Pick<BoardSources, "databricks">,
  workspaceUrl: string,
  signal: AbortSignal,
): GetFromWorkspace {
  return (path) => databricks(workspaceUrl, path, signal);
}

/** @returns the id of a job by its name; undefined where the workspace has none. */
export async function jobNamed(ask: GetFromWorkspace, name: string): Promise<Told<string | undefined>> {
  const told = await toldBy(ask(`/api/2.2/jobs/list?${new URLSearchParams({ name }).toString()}`));
  if ("unknown" in told) return told;
  const [job] = objects(told.value["jobs"]);
  const id = job?.["job_id"];
  return { value: typeof id === "number" || typeof id === "string" ? String(id) : undefined };
}

/** @returns the state of a job's active run; {@link NO_RUN} where it has none. Jobs API 2.2, databricks-sdk-go. */
export async function activeRun(ask: GetFromWorkspace, job: string): Promise<Told<string>> {
  const query = new URLSearchParams({ job_id: job, active_only: "true", limit: "1" });
  const told = await toldBy(ask(`/api/2.2/jobs/runs/list?${query.toString()}`));
  if ("unknown" in told) return told;
  const [run] = objects(told.value["runs"]);
  if (run === undefined) return { value: NO_RUN };
  const { life_cycle_state: state } = (run["state"] ?? {}) as { readonly life_cycle_state?: unknown };
  return typeof state === "string" ? { value: state } : { unknown: "a run without a state" };
}

/** One page of what was asked in a workspace, the newest first. */
export interface HistoryPage {
  readonly statements: readonly PastStatement[];
  /** Undefined: there is no older one. */
  readonly next: string | undefined;
}

/**
 * Statements that succeeded through warehouses and serverless compute, whoever asked: an administrator sees all
 * (learn.microsoft.com/azure/databricks/sql/user/queries/query-history). A run of a notebook on a cluster is not among them.
 *
 * @param page where an earlier answer said that the list goes on.
 */
export async function historyOf(
  ask: GetFromWorkspace,
  since: number,
  page: string | undefined,
): Promise<Told<HistoryPage>> {
  const query = new URLSearchParams({
    "filter_by.statuses": "FINISHED",
    "filter_by.query_start_time_range.start_time_ms": String(since),
    max_results: String(STATEMENTS),
    ...(page !== undefined && { page_token: page }),
  });
  const told = await toldBy(ask(`/api/2.0/sql/history/queries?${query.toString()}`));
  if ("unknown" in told) return told;
  const { res, has_next_page: more, next_page_token: next } = told.value;
  const statements = objects(res).flatMap(({ query_id: id, query_text: text, query_source: source }) =>
    typeof text === "string"
      ? [{ id: String(id), text, askedIn: Object.keys((source ?? {}) as object) }]
      : [],
  );
  return { value: { statements, next: more === true && typeof next === "string" ? next : undefined } };
}
