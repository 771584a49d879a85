import { randomBytes, randomUUID } from "node:crypto";
import type { CheckFailure, Properties } from "../../core/cloudApi";
import type { CloudResource } from "../../core/cloudState";
import { workspaceModel } from "../databricks";
import { DatabricksError } from "../../core/errors";
import { requireFolder } from "../workspaceObjects/folders";
import type { FunctionModel, World } from "../../core/model";
import { familyOf } from "../../core/vmSizes";
import { exceededQuota, type ExceededQuota } from "../quotas";
import { machinesOf, runs } from "./cluster";
import { objectNumber } from "../workspaceObjects/objectNumber";
import { record, records, requireText, text, without } from "../../core/properties";
import { NOTEBOOK } from "../workspaceObjects/model";
import { configuredWorkspace } from "../workspaces/model";

export const JOB = "databricks:index/job:Job";
export const SQL_ENDPOINT = "databricks:index/sqlEndpoint:SqlEndpoint";
export const DASHBOARD = "databricks:index/dashboard:Dashboard";

/** Hidden property of a job that runs by itself: its run. */
const RUN = "run";

/** What `run-now` says meanwhile: the words of jobs/resource_job_test.go in terraform-provider-databricks. */
export const RUN_BEGINS =
  "A concurrent request to run the continuous job is already in progress. Please wait for it to complete before issuing a new request.";

/** A job's run: an unpaused continuous one has one at all times. */
export interface JobRun {
  readonly id: number;
  /** Until when the service is starting it by itself, in seconds of the cloud's clock; 0 where it was asked to. */
  readonly beginsUntil: number;
}

/** @returns the run of a job that runs by itself. */
export function runOf({ hidden }: Pick<CloudResource, "hidden">): JobRun | undefined {
  return hidden[RUN] as JobRun | undefined;
}

/** A run that somebody asks for. */
export function newRun(): JobRun {
  return { id: objectNumber(), beginsUntil: 0 };
}

/** A run that the service starts by itself. */
function ownRun({ clock, late }: World): JobRun {
  return { ...newRun(), beginsUntil: clock.now() + late.run };
}

/** @returns what a job keeps of its run. */
export function keptOf(run: JobRun): Properties {
  return { [RUN]: run };
}

/** Whether the service is just starting a job's run by itself, and refuses to start another. */
export function isBeginning({ clock }: World, { beginsUntil }: JobRun): boolean {
  return clock.now() < beginsUntil;
}

/** A job. An unpaused continuous one runs from its creation on, on a cluster that takes quota. */
export const job = workspaceModel({
  type: JOB,
  replaces: [],
  check: checkJob,
  id: () => String(objectNumber()),
  accept: acceptJob,
  acceptUpdate: (world, resource, inputs, attempt) =>
    acceptJob(world, resource.home, inputs, attempt, resource),
  afterUpdate: runNow,
  hidden: (world, inputs) => (runs(inputs) ? keptOf(ownRun(world)) : {}),
  outputs: (_, id, workspace) => ({
    url: `https://${requireText(workspace.outputs, "workspaceUrl")}/#job/${id}`,
  }),
});

function checkJob(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const continuous = Object.keys(record(inputs, "continuous")).length > 0;
  const tasks = records(inputs, "tasks");
  tasks.forEach((task, index) => {
    if (text(task, "taskKey") === undefined) {
      failures.push({ property: `tasks[${index}].taskKey`, reason: "missing required property" });
    }
    // docs.databricks.com/jobs/continuous: neither dependencies nor retries of a task's own.
    for (const property of ["dependsOns", "maxRetries"]) {
      if (!continuous || task[property] === undefined) continue;
      const reason = "a continuous job cannot use task dependencies or task retries";
      failures.push({ property: `tasks[${index}].${property}`, reason });
    }
  });
  if (continuous && Object.keys(record(inputs, "schedule")).length > 0) {
    failures.push({ property: "schedule", reason: 'conflicts with "continuous"' });
  }
  return failures;
}

function acceptJob(
  world: World,
  home: string,
  inputs: Properties,
  attempt: string,
  before?: CloudResource,
): void {
  for (const task of records(inputs, "tasks")) {
    const path = text(record(task, "notebookTask"), "notebookPath");
    // A job may name a notebook that is not there yet; it would only fail when it runs.
    if (path === undefined || !runs(inputs)) continue;
    if (world.state.find(home, NOTEBOOK, path) === undefined) {
      throw new DatabricksError(attempt, `Unable to access the notebook "${path}".`);
    }
  }
  requireQuota(world, home, inputs, attempt, before);
}

/**
 * With `controlRunState` the provider asks for a run of an unpaused job after it has reset it, which ends the run there
 * is. The service refuses with 409 while it begins one by itself, as it does for a job that was paused until then. For
 * a job with tasks the provider takes that for a failure (`controlRunStateLifecycleManagerGoSdk` in
 * terraform-provider-databricks, jobs/jobs_api_go_sdk.go; #4267 there), by which time the reset is done.
 */
function runNow(world: World, before: CloudResource, attempt: string): void {
  const job = world.state.find(before.home, before.type, before.id);
  if (job === undefined) return;
  if (!runs(job.inputs)) {
    world.state.put({ ...job, hidden: without(job.hidden, RUN) });
    return;
  }
  const asked = job.inputs["controlRunState"] === true;
  const run = runOf(before) ?? ownRun(world);
  const begins = isBeginning(world, run);
  const next = asked && !begins ? newRun() : run;
  world.state.put({ ...job, hidden: { ...job.hidden, ...keptOf(next) } });
  if (!asked || !begins) return;
  throw new DatabricksError(attempt, RUN_BEGINS);
}

/**
 * The regional vCPU quota, and that of the VM family, are shared by every running cluster of the subscription. A run
 * without it fails with Azure's message, which the job shows (Azure/azure-dev#6708).
 */
function requireQuota(
  world: World,
  home: string,
  inputs: Properties,
  attempt: string,
  before?: CloudResource,
): void {
  if (!runs(inputs)) return;
  const others = world.state.resources(JOB).filter((each) => each.id !== before?.id && runs(each.inputs));
  const used = others.reduce((sum, each) => sum + vcpus(each.inputs), 0);
  const wanted = vcpus(inputs);
  if (used + wanted > world.limits.cores) {
    throw quotaExceeded(attempt, "Total Regional Cores", { limit: world.limits.cores, used, wanted });
  }
  const more = before !== undefined && runs(before.inputs) ? wanted - vcpus(before.inputs) : wanted;
  const families = machinesOf(inputs).map(({ nodeType }) => [familyOf(nodeType) ?? nodeType, more]);
  const location = world.state.at(home)?.inputs["location"];
  const exceeded = exceededQuota(world, location, { cores: more, ...Object.fromEntries(families) });
  if (exceeded === undefined) return;
  throw quotaExceeded(
    attempt,
    exceeded.name === "cores" ? "Total Regional Cores" : `${exceeded.name} Cores`,
    exceeded,
  );
}

function quotaExceeded(
  attempt: string,
  quota: string,
  { limit, used, wanted }: Omit<ExceededQuota, "name">,
): DatabricksError {
  return new DatabricksError(
    attempt,
    `AZURE_QUOTA_EXCEEDED_EXCEPTION: Operation could not be completed as it results in exceeding approved ${quota} quota. Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${wanted}.`,
  );
}

function vcpus(inputs: Properties): number {
  return machinesOf(inputs).reduce((sum, machines) => sum + machines.vcpus, 0);
}

/** A SQL warehouse; its name is the only one in its workspace. */
export const sqlEndpoint = workspaceModel({
  type: SQL_ENDPOINT,
  replaces: [],
  check: (inputs) => {
    const minutes = inputs["autoStopMins"];
    if (typeof minutes !== "number" || minutes === 0 || minutes >= 5) return [];
    return [{ property: "autoStopMins", reason: `${minutes} must be 0 (never) or at least 5` }];
  },
  id: () => randomBytes(8).toString("hex"),
  accept: (world, home, inputs, attempt) => {
    const name = requireText(inputs, "name");
    const taken = world.state
      .resources(SQL_ENDPOINT)
      .some((each) => each.home === home && each.inputs["name"] === name);
    if (!taken) return;
    // databricks/terraform-provider-databricks#4750
    throw new DatabricksError(attempt, `SQL warehouse with name \`${name}\` already exists`);
  },
  outputs: (inputs, id, workspace, before) => {
    const host = requireText(workspace.outputs, "workspaceUrl");
    return {
      // Starts within seconds of its creation; whoever waits for it sees it run.
      state: before === undefined && inputs["noWait"] === true ? "STARTING" : "RUNNING",
      numClusters: 1,
      creatorName: before?.outputs["creatorName"] ?? "coach@example.com",
      dataSourceId: before?.outputs["dataSourceId"] ?? randomUUID(),
      jdbcUrl: `jdbc:spark://${host}:443/default;transportMode=http;ssl=1;httpPath=/sql/1.0/warehouses/${id};`,
      odbcParams: { hostname: host, path: `/sql/1.0/warehouses/${id}`, port: 443, protocol: "https" },
    };
  },
});

/** A dashboard, published on creation. */
export const dashboard = workspaceModel({
  type: DASHBOARD,
  replaces: ["parentPath"],
  check: (inputs) => {
    const content = text(inputs, "serializedDashboard");
    if (content === undefined || isJson(content)) return [];
    return [{ property: "serializedDashboard", reason: "must be JSON" }];
  },
  id: () => randomBytes(16).toString("hex"),
  accept: (world, home, inputs, attempt) => {
    const path = dashboardPath(inputs);
    const taken = world.state
      .resources(dashboard.type)
      .some((each) => each.home === home && each.outputs["path"] === path);
    if (taken) throw new DatabricksError(attempt, `Node named '${path}' already exists`);
    requireFolder(world, home, path, attempt);
  },
  outputs: (inputs, id) => ({
    dashboardId: id,
    path: dashboardPath(inputs),
    lifecycleState: "ACTIVE",
    etag: randomBytes(4).toString("hex"),
  }),
});

function dashboardPath(inputs: Properties): string {
  return `${requireText(inputs, "parentPath")}/${requireText(inputs, "displayName")}.lvdash.json`;
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

/** Who the caller is in the workspace. */
export const getCurrentUser: FunctionModel = (world) => {
  const { userName, objectId } = world.identity;
  return {
    id: objectId,
    userName,
    externalId: objectId,
    home: `/Users/${userName}`,
    repos: `/Repos/${userName}`,
    alphanumeric: userName.replace(/[^a-z0-9]/gi, "_"),
    aclPrincipalId: `users/${userName}`,
    workspaceUrl: `https://${requireText(configuredWorkspace(world, "read current user").outputs, "workspaceUrl")}`,
  };
};
