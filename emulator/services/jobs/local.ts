import type { Properties } from "../../core/cloudApi";
import type { CloudResource } from "../../core/cloudState";
import { record, records, requireText, text } from "../../core/properties";
import type { SparkService } from "../launchers";
import type { ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** A job is a notebook that the workspace's driver runs for as long as the job is there and not paused. */
export function jobHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "databricks:index/job:Job": {
      make: (resource) => runJob(registry, registry.driverOf(resource), resource),
      change: async (resource, before) => {
        if (same(resource.inputs, before.inputs)) return;
        if (runs(before.inputs)) await registry.driverOf(resource).cancelJob(resource.id);
        registry.jobs.delete(resource.id);
        await runJob(registry, registry.driverOf(resource), resource);
      },
      remove: async ({ home, id, inputs }) => {
        if (!runs(inputs)) return;
        registry.jobs.delete(id);
        await registry.drivers.get(home)?.cancelJob(id);
      },
    },
  };
}

/** Whether the job runs by itself: continuous, and not paused. */
function runs(inputs: Properties): boolean {
  const continuous = record(inputs, "continuous");
  return Object.keys(continuous).length > 0 && (text(continuous, "pauseStatus") ?? "UNPAUSED") === "UNPAUSED";
}

async function runJob(
  registry: ServiceRegistry,
  driver: SparkService,
  { id, inputs }: CloudResource,
): Promise<void> {
  if (!runs(inputs)) return;
  const [task, ...more] = records(inputs, "tasks").map((each) => record(each, "notebookTask"));
  if (task === undefined || more.length > 0) {
    throw new Error("On this machine a job runs exactly one notebook task.");
  }
  const parameters = Object.entries(record(task, "baseParameters")).map(([name, value]) => [
    name,
    String(value),
  ]);
  registry.jobs.set(id, driver);
  await driver.startJob(id, {
    notebookPath: requireText(task, "notebookPath"),
    // A laptop is no cluster: parameters that only tune a run are set here, not by the program.
    parameters: { ...(Object.fromEntries(parameters) as Record<string, string>), ...registry.tuning },
    continuous: true,
  });
}

function same(one: Properties, other: Properties): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
