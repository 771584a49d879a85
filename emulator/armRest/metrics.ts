import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { AzureError } from "../core/errors";
import type { World } from "../core/model";
import { record, records, text, texts } from "../core/properties";
import { runs } from "../services/jobs/cluster";
import { CONTAINER_GROUP } from "./containerGroups";
import type { ArmCall } from "./server";

const NAMESPACE = "azure-native:eventhub:Namespace";
const JOB = "databricks:index/job:Job";

/** Most resources that one request may name (learn.microsoft.com/azure/azure-monitor/metrics/migrate-to-batch-api). */
const MOST_RESOURCES = 50;
/** What has been counted is told this much later, ms; learn.microsoft.com/azure/azure-monitor says minutes. */
export const METRICS_LATE_MS = 2 * 60_000;
const MINUTE_MS = 60_000;

/** Of a namespace, in one minute; undefined: nobody has counted yet. */
type CountOf = (world: World, namespace: CloudResource, minute: number) => number;

/** learn.microsoft.com/azure/event-hubs/monitor-event-hubs-reference. */
const counts: Readonly<Record<string, CountOf>> = { IncomingMessages: incoming, OutgoingMessages: outgoing };

/**
 * Azure Monitor's batch of metrics: azure-rest-api-specs, specification/monitor/data-plane/Insights/stable/2024-02-01/
 * metricBatch.json. It is at a host of its own there, `REGION.metrics.monitor.azure.com`.
 */
export function answerMetrics(world: World, { query, body }: ArmCall, now = Date.now()): Properties {
  const ids = texts(body, "resourceids");
  const metrics = (query["metricnames"] ?? "").split(",");
  if (ids.length > MOST_RESOURCES)
    throw new AzureError(400, "BadRequest", `At most ${MOST_RESOURCES} resources, not ${ids.length}.`);
  const strange = metrics.find((name) => !(name in counts));
  if (strange !== undefined || query["metricnamespace"]?.toLowerCase() !== "microsoft.eventhub/namespaces")
    throw new AzureError(400, "BadRequest", `Failed to find metric configuration for metric: ${strange}.`);
  const span = spanOf(query, now);
  return {
    values: ids.flatMap((id) => {
      const namespace = world.state.at(id);
      if (namespace?.type !== NAMESPACE) return [];
      const value = metrics.map((name) => ({
        id: `${id}/providers/Microsoft.Insights/metrics/${name}`,
        type: "Microsoft.Insights/metrics",
        name: { value: name, localizedValue: name },
        unit: "Count",
        timeseries: [
          {
            metadatavalues: [],
            data: pointsOf(span, (at) => counts[name]?.(world, namespace, at) ?? 0, now),
          },
        ],
        errorCode: "Success",
      }));
      return [{ ...span.told, namespace: "microsoft.eventhub/namespaces", resourceid: id, value }];
    }),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
  readonly told: Properties;
}

function spanOf({ starttime, endtime, interval = "PT1M" }: ArmCall["query"], now: number): Span {
  const from = starttime === undefined ? now - 60 * MINUTE_MS : Date.parse(starttime);
  const to = endtime === undefined ? now : Date.parse(endtime);
  if (!(from < to) || (interval !== "PT1M" && interval !== "FULL"))
    throw new AzureError(
      400,
      "BadRequest",
      `Invalid time interval input: ${starttime}/${endtime}, ${interval}.`,
    );
  const told = { starttime: new Date(from).toISOString(), endtime: new Date(to).toISOString(), interval };
  return { from, to, whole: interval === "FULL", told };
}

/** A minute that nobody has counted yet has a time and no value, as in that specification's example. */
function pointsOf({ from, to, whole }: Span, count: (at: number) => number, now: number): Properties[] {
  const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  const minutes = Array.from({ length: Math.max(0, Math.ceil((to - first) / MINUTE_MS)) }, (_, index) => {
    const at = first + index * MINUTE_MS;
    return { at, total: at + MINUTE_MS + METRICS_LATE_MS <= now ? count(at) : undefined };
  });
  if (whole)
    return [
      {
        timeStamp: new Date(from).toISOString(),
        total: minutes.reduce((sum, { total = 0 }) => sum + total, 0),
      },
    ];
  return minutes.map(({ at, total }) => ({
    timeStamp: new Date(at).toISOString(),
    ...(total !== undefined && { total }),
  }));
}

/** What the click generator beside the namespace sends: a click a second where it is not told otherwise. */
function incoming({ state }: World, namespace: CloudResource, minute: number): number {
  const generator = state.resources(CONTAINER_GROUP).find(({ id }) => isBeside(id, namespace));
  const [container] = generator === undefined ? [] : records(generator.outputs, "containers");
  const current = record(record(container ?? {}, "instanceView"), "currentState");
  if (generator === undefined || current["state"] !== "Running") return 0;
  if (minute < Date.parse(text(current, "startTime") ?? "")) return 0;
  const asked = records(container ?? {}, "environmentVariables").find(
    ({ name }) => name === "clicksPerSecond",
  );
  return Number(asked?.["value"] ?? 1) * 60;
}

/** What the job reads of it: all, for as long as it runs. */
function outgoing(world: World, namespace: CloudResource, minute: number): number {
  const reads = world.state
    .resources(JOB)
    .some(({ home, inputs }) => isBeside(home, namespace) && runs(inputs));
  return reads ? incoming(world, namespace, minute) : 0;
}

/** Whether a resource is in the namespace's resource group. */
function isBeside(id: string, { id: namespace }: CloudResource): boolean {
  const groupOf = (each: string): string => each.toLowerCase().split("/").slice(0, 5).join("/");
  return groupOf(id) === groupOf(namespace);
}
