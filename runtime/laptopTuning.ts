/**
 * Parameters of the ingest notebook that only tune it: they suit two cores and a page that shows clicks within a second
 * or two, and would not suit a cluster.
 */
export const laptopTuning: Readonly<Record<string, string>> = {
  trigger: "processingTime=0 seconds",
  compile_small_batches: "false",
  read_logs_ahead: "true",
};
