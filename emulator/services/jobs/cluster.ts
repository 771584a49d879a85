import type { Properties } from "../../core/cloudApi";
import { record, records, text } from "../../core/properties";

/** Whether a job runs by itself: continuous, and not paused. */
export function runs(inputs: Properties): boolean {
  const continuous = record(inputs, "continuous");
  return Object.keys(continuous).length > 0 && (text(continuous, "pauseStatus") ?? "UNPAUSED") === "UNPAUSED";
}

/** Machines of a job's clusters. */
export interface Machines {
  readonly nodeType: string;
  readonly count: number;
  /** Of all of them; the number in an Azure node type's name is its vCPUs (`Standard_D4ds_v5`). */
  readonly vcpus: number;
}

/** @returns the machines of each cluster that a run of the job has. */
export function machinesOf(inputs: Properties): Machines[] {
  const clusters = [
    ...records(inputs, "jobClusters").map((cluster) => record(cluster, "newCluster")),
    ...records(inputs, "tasks").map((task) => record(task, "newCluster")),
  ];
  return clusters.flatMap((cluster) => {
    const nodeType = text(cluster, "nodeTypeId");
    if (nodeType === undefined) return [];
    const workers = typeof cluster["numWorkers"] === "number" ? cluster["numWorkers"] : 0;
    const vcpus = Number(/^[A-Za-z]+_[A-Za-z]+(\d+)/.exec(nodeType)?.[1] ?? 0);
    return [{ nodeType, count: 1 + workers, vcpus: vcpus * (1 + workers) }];
  });
}
