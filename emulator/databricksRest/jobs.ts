import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { record, records } from "../core/properties";
import { OWNER } from "../services/databricks";
import { runs } from "../services/jobs/cluster";
import { isBeginning, JOB, keptOf, newRun, RUN_BEGINS, runOf } from "../services/jobs/model";
import {
  ApiError,
  ASKED,
  askedOf,
  inputsIn,
  inWorkspace,
  keep,
  requireInWorkspace,
  type ApiRequest,
  type Endpoint,
} from "./endpoint";

/** Jobs, as far as the provider asks. */
export const jobEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/api/2.2/jobs/create",
    answer: async (request) => {
      const { cloud, body, workspace } = request;
      const { id } = await cloud.create(JOB, String(body["name"]), inputsIn(body));
      const created = cloud.state.find(workspace.id, JOB, id);
      if (created !== undefined) keepSettings(request, created, body);
      return { job_id: Number(id) };
    },
  },
  { method: "GET", path: "/api/2.2/jobs/get", answer: (request) => answerOf(job(request)) },
  { method: "GET", path: "/api/2.2/jobs/list", answer: list },
  {
    method: "POST",
    path: "/api/2.2/jobs/reset",
    answer: async (request) => {
      const found = job(request);
      const settings = record(request.body, "new_settings");
      await request.cloud.update(JOB, found.id, found.inputs, inputsIn(settings));
      keepSettings(request, found, settings);
      return {};
    },
  },
  {
    method: "POST",
    path: "/api/2.2/jobs/delete",
    answer: async (request) => {
      await request.cloud.delete(JOB, job(request).id);
      return {};
    },
  },
  { method: "POST", path: "/api/2.2/jobs/run-now", answer: runNow },
  { method: "GET", path: "/api/2.2/jobs/runs/list", answer: listRuns },
];

function job(request: ApiRequest): CloudResource {
  const id = String(request.body["job_id"] ?? request.query["job_id"]);
  return requireInWorkspace(request, JOB, id, `Job ${id} does not exist.`);
}

/** New settings replace the old. */
function keepSettings({ cloud }: ApiRequest, resource: CloudResource, settings: Properties): void {
  keep(cloud, resource, { [ASKED]: settings });
}

/** What the service adds to settings: `jobFixUps` and `setSourceIfNotSet` in libs/testserver/jobs.go of github.com/databricks/cli. */
function answerOf(resource: CloudResource): Properties {
  const asked = askedOf(resource);
  const owner = resource.hidden[OWNER];
  return {
    job_id: Number(resource.id),
    creator_user_name: owner,
    run_as_user_name: owner,
    created_time: resource.effectiveAt * 1000,
    settings: {
      ...asked,
      email_notifications: record(asked, "email_notifications"),
      webhook_notifications: record(asked, "webhook_notifications"),
      timeout_seconds: asked["timeout_seconds"] ?? 0,
      format: "MULTI_TASK",
      tasks: records(asked, "tasks").map((task) => ({
        ...task,
        ...(task["notebook_task"] !== undefined && {
          notebook_task: { source: "WORKSPACE", ...record(task, "notebook_task") },
        }),
        email_notifications: record(task, "email_notifications"),
        run_if: task["run_if"] ?? "ALL_SUCCESS",
        timeout_seconds: task["timeout_seconds"] ?? 0,
      })),
    },
  };
}

function list(request: ApiRequest): Properties {
  const { query } = request;
  const jobs = inWorkspace(request, JOB).filter(
    ({ inputs }) => (query["name"] ?? inputs["name"]) === inputs["name"],
  );
  return { jobs: jobs.map(answerOf), has_more: false };
}

/** Of a continuous job it replaces the run, except while the service itself is starting one. */
function runNow(request: ApiRequest): Properties {
  const found = job(request);
  const run = runOf(found);
  if (run !== undefined && isBeginning(request.cloud.world, run)) {
    throw new ApiError(409, "ALREADY_EXISTS", RUN_BEGINS);
  }
  const next = newRun();
  keep(request.cloud, found, keptOf(next));
  return { run_id: next.id, number_in_job: next.id };
}

/** The run of a job that is not paused goes on for ever; a paused one's has ended, and is not active. */
function listRuns(request: ApiRequest): Properties {
  const found = job(request);
  const run = runOf(found);
  const active = runs(found.inputs);
  // An empty list is there, as Databricks' own test server answers.
  if (run === undefined || (!active && request.query["active_only"] === "true"))
    return { runs: [], has_more: false };
  const begins = isBeginning(request.cloud.world, run);
  const state = { life_cycle_state: active ? (begins ? "PENDING" : "RUNNING") : "TERMINATED" };
  return { runs: [{ run_id: run.id, job_id: Number(found.id), state }], has_more: false };
}
