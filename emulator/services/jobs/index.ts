import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { jobHandlers } from "./local";
import { dashboard, getCurrentUser, job, sqlEndpoint } from "./model";

const durations: Durations = {
  // The provider waits for a run's end before it removes the job's cluster (estimated).
  "databricks:index/job:Job": seconds(3, 10, 20),
  // The provider is told not to wait until it runs.
  "databricks:index/sqlEndpoint:SqlEndpoint": seconds(2, 2, 3),
  "databricks:index/dashboard:Dashboard": seconds(3, 3, 2),
};

/** Jobs, SQL warehouses and dashboards: a job is a notebook that the Spark driver runs. */
export const jobs: Service = {
  models: [job, sqlEndpoint, dashboard],
  functions: {
    "databricks:index/getCurrentUser:getCurrentUser": getCurrentUser,
  },
  durations,
  local: jobHandlers,
};
