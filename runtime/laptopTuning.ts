/**
 * What suits two cores and a terminal that wants every second's clicks, and would not suit a cluster:
 * parameters of the ingest notebook that only tune it.
 */
export const laptopTuning: Readonly<Record<string, string>> = {
  trigger: "processingTime=0 seconds",
  compile_small_batches: "false",
  read_logs_ahead: "true",
};
