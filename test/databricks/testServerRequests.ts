/** A request, `{job}` and the like standing for ids that this server gave before. */
export interface ServerRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The field of the answer that is an id from now on, and its name here. */
  readonly gives?: readonly [field: string, name: string];
  /** Why the emulator answers otherwise, and what it answers. */
  readonly differs?: { readonly why: string; readonly status: number; readonly body: object };
}

const notebook = (overwrite: boolean) => ({
  path: "/Shared/team/ingest",
  format: "SOURCE",
  language: "PYTHON",
  content: Buffer.from("# Databricks notebook source\n").toString("base64"),
  overwrite,
});
const job = (pauseStatus: string) => ({
  name: "ingest",
  tags: { team: "red" },
  max_concurrent_runs: 1,
  continuous: { pause_status: pauseStatus },
  job_clusters: [
    {
      job_cluster_key: "stream",
      new_cluster: {
        spark_version: "17.3.x-scala2.13",
        node_type_id: "Standard_D4ds_v5",
        num_workers: 0,
        data_security_mode: "SINGLE_USER",
      },
    },
  ],
  tasks: [
    {
      task_key: "ingest",
      job_cluster_key: "stream",
      notebook_task: { notebook_path: "/Shared/team/ingest", base_parameters: { hub: "test" } },
    },
  ],
});
const warehouse = (minutes: number) => ({
  name: "clicks",
  cluster_size: "2X-Small",
  max_num_clusters: 1,
  auto_stop_mins: minutes,
  enable_serverless_compute: true,
  warehouse_type: "PRO",
});
const definition = JSON.stringify({
  datasets: [{ name: "clicks", queryLines: ["SELECT 1"] }],
  pages: [{ name: "page", displayName: "Clicks" }],
});
const dashboard = {
  display_name: "Clicks",
  parent_path: "/Shared/team",
  warehouse_id: "{warehouse}",
  serialized_dashboard: definition,
};

const JOBS = "/api/2.2/jobs";
const WORKSPACE_FILES = "/api/2.0/workspace";
const SCOPES = "/api/2.0/secrets/scopes";
const WAREHOUSES = "/api/2.0/sql/warehouses";
const DASHBOARDS = "/api/2.0/lakeview/dashboards";

const files: readonly ServerRequest[] = [
  { method: "POST", path: `${WORKSPACE_FILES}/import`, body: notebook(true) },
  { method: "GET", path: `${WORKSPACE_FILES}/get-status?path=/Shared/team` },
  { method: "POST", path: `${WORKSPACE_FILES}/mkdirs`, body: { path: "/Shared/team" } },
  { method: "POST", path: `${WORKSPACE_FILES}/mkdirs`, body: { path: "/Shared/team" } },
  { method: "GET", path: `${WORKSPACE_FILES}/get-status?path=/Shared/team` },
  { method: "POST", path: `${WORKSPACE_FILES}/import`, body: notebook(false) },
  { method: "POST", path: `${WORKSPACE_FILES}/import`, body: notebook(true) },
  { method: "GET", path: `${WORKSPACE_FILES}/get-status?path=/Shared/team/ingest` },
];
const fileRemoval: readonly ServerRequest[] = [
  { method: "POST", path: `${WORKSPACE_FILES}/delete`, body: { path: "/Shared/team/ingest" } },
  { method: "GET", path: `${WORKSPACE_FILES}/get-status?path=/Shared/team/ingest` },
  {
    method: "POST",
    path: `${WORKSPACE_FILES}/delete`,
    body: { path: "/Shared/team/ingest" },
    differs: {
      why: "the API's reference has RESOURCE_DOES_NOT_EXIST for it (docs.databricks.com/api/workspace/workspace/delete)",
      status: 404,
      body: { message: "Path (/Shared/team/ingest) doesn't exist." },
    },
  },
];
const jobs: readonly ServerRequest[] = [
  { method: "POST", path: `${JOBS}/create`, body: job("PAUSED"), gives: ["job_id", "job"] },
  { method: "GET", path: `${JOBS}/get?job_id={job}` },
  { method: "GET", path: `${JOBS}/list?name=ingest` },
  { method: "GET", path: `${JOBS}/runs/list?job_id={job}` },
  { method: "POST", path: `${JOBS}/reset`, body: { job_id: "{job}", new_settings: job("UNPAUSED") } },
  { method: "GET", path: `${JOBS}/get?job_id={job}` },
  { method: "POST", path: `${JOBS}/delete`, body: { job_id: "{job}" } },
  { method: "GET", path: `${JOBS}/get?job_id={job}` },
  { method: "POST", path: `${JOBS}/delete`, body: { job_id: "{job}" } },
  { method: "POST", path: `${JOBS}/run-now`, body: { job_id: "{job}" } },
  {
    method: "POST",
    path: `${JOBS}/reset`,
    body: { job_id: "{job}", new_settings: job("PAUSED") },
    differs: {
      why: "`Update` in terraform-provider-databricks, jobs/jobs_api_go_sdk.go, takes these words in the answer to a reset for a job that is gone (`wrapMissingJobError`), whatever its status",
      status: 404,
      body: { message: "Job {job} does not exist." },
    },
  },
];
const scopes: readonly ServerRequest[] = [
  { method: "GET", path: `${SCOPES}/list` },
  { method: "POST", path: `${SCOPES}/create`, body: { scope: "clickstream" } },
  { method: "POST", path: `${SCOPES}/create`, body: { scope: "clickstream" } },
  { method: "GET", path: `${SCOPES}/list` },
  {
    method: "POST",
    path: "/api/2.0/secrets/put",
    body: { scope: "clickstream", key: "key", string_value: "a" },
  },
  { method: "GET", path: "/api/2.0/secrets/list?scope=clickstream" },
  { method: "POST", path: `${SCOPES}/delete`, body: { scope: "clickstream" } },
  { method: "POST", path: `${SCOPES}/delete`, body: { scope: "clickstream" } },
  {
    method: "POST",
    path: "/api/2.0/secrets/put",
    body: { scope: "clickstream", key: "key", string_value: "a" },
  },
];
const warehouses: readonly ServerRequest[] = [
  {
    method: "POST",
    path: WAREHOUSES,
    body: warehouse(5),
    gives: ["id", "warehouse"],
    differs: {
      why: "CreateWarehouseResponse of databricks-sdk-go has an id and no more",
      status: 200,
      body: { id: "{warehouse}" },
    },
  },
  { method: "GET", path: `${WAREHOUSES}/{warehouse}` },
  {
    method: "POST",
    path: `${WAREHOUSES}/{warehouse}/edit`,
    body: warehouse(10),
    differs: { why: "the SDK reads no answer (`EditWarehouse` in databricks-sdk-go)", status: 200, body: {} },
  },
  { method: "GET", path: `${WAREHOUSES}/{warehouse}` },
];
const warehouseRemoval: readonly ServerRequest[] = [
  { method: "DELETE", path: `${WAREHOUSES}/{warehouse}` },
  {
    method: "GET",
    path: `${WAREHOUSES}/{warehouse}`,
    differs: {
      why: "what the service said in databrickslabs/ucx#1467",
      status: 404,
      body: { message: "The warehouse {warehouse} was not found." },
    },
  },
  { method: "DELETE", path: `${WAREHOUSES}/{warehouse}` },
];
const dashboards: readonly ServerRequest[] = [
  { method: "POST", path: DASHBOARDS, body: { ...dashboard, parent_path: "/Shared/none" } },
  { method: "POST", path: DASHBOARDS, body: dashboard, gives: ["dashboard_id", "dashboard"] },
  { method: "GET", path: `${DASHBOARDS}/{dashboard}` },
  {
    method: "POST",
    path: `${DASHBOARDS}/{dashboard}/published`,
    body: { embed_credentials: true, warehouse_id: "{warehouse}" },
  },
  {
    method: "PATCH",
    path: `${DASHBOARDS}/{dashboard}?dataset_catalog=red&dataset_schema=clicks`,
    body: { display_name: "Clicks now", warehouse_id: "{warehouse}", serialized_dashboard: definition },
  },
  {
    method: "PATCH",
    path: `${DASHBOARDS}/{dashboard}`,
    body: { ...dashboard, serialized_dashboard: '{ "pages": [] }' },
  },
  { method: "GET", path: `${DASHBOARDS}/{dashboard}` },
  {
    method: "DELETE",
    path: `${DASHBOARDS}/{dashboard}`,
    differs: {
      why: "the provider reads nothing of it, and the API's reference has an empty answer (Trash dashboard)",
      status: 200,
      body: {},
    },
  },
];

/** All of them, in an order that goes through. */
export const requests: readonly ServerRequest[] = [
  ...files,
  ...jobs,
  ...scopes,
  ...warehouses,
  ...dashboards,
  ...warehouseRemoval,
  ...fileRemoval,
];
