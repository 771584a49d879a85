import type { Placement } from "../file/model";
import { objects, toldBy, type BoardSources, type Told } from "./sources";

/** What a namespace took in and gave out, as far as Azure Monitor has counted. */
export interface Traffic {
  /** End of the last minute that was counted, ms since the epoch. */
  readonly until: number;
  /** In that minute. */
  readonly incoming: number;
  readonly outgoing: number;
  /** Of the last half hour: what came in and was not read. */
  readonly behind: number;
}

/** Most resources of one request (learn.microsoft.com/azure/azure-monitor/metrics/migrate-to-batch-api). */
const MOST_RESOURCES = 50;
/** Version of azure-rest-api-specs, specification/monitor/data-plane/Insights/stable. */
const VERSION = "2024-02-01";
const MINUTE_MS = 60_000;
/** Time over which it is summed how far reading is behind, ms. */
const BEHIND_MS = 30 * MINUTE_MS;

/** Namespaces of one subscription and region. */
export interface TrafficQuestion extends Placement {
  /** ARM ids, at most {@link MOST_RESOURCES}. */
  readonly namespaces: readonly string[];
  readonly now: number;
}

/** @returns the questions after all these namespaces: one for fifty of a subscription and region. */
export function trafficQuestions(
  resources: readonly (Placement & { readonly namespace: string })[],
  now: number,
): readonly TrafficQuestion[] {
  const places = new Map<string, Placement & { readonly namespaces: string[] }>();
  for (const { subscription, region, namespace } of resources) {
    const key = `${subscription} ${region}`;
    const place = places.get(key) ?? { subscription, region, namespaces: [] };
    places.set(key, place);
    place.namespaces.push(namespace);
  }
  return [...places.values()].flatMap(({ namespaces, subscription, region }) =>
    Array.from({ length: Math.ceil(namespaces.length / MOST_RESOURCES) }, (_, index) => ({
      subscription,
      region,
      namespaces: namespaces.slice(index * MOST_RESOURCES, (index + 1) * MOST_RESOURCES),
      now,
    })),
  );
}

/** @returns the traffic of each namespace that was counted, by its id in lower case. */
export async function trafficOf(
  sources: Pick<BoardSources, "metrics">,
  question: TrafficQuestion,
  signal: AbortSignal,
): Promise<Told<ReadonlyMap<string, Traffic>>> {
  const told = await batch(sources, question, { from: question.now - BEHIND_MS, interval: "PT1M" }, signal);
  if ("unknown" in told) return told;
  const found = [...told.value].flatMap(([id, series]) => {
    const traffic = trafficIn(series);
    return traffic === undefined ? [] : ([[id, traffic]] as const);
  });
  return { value: new Map(found) };
}

/** @returns how many clicks each namespace has taken in since a moment, by its id in lower case. */
export async function clicksSince(
  sources: Pick<BoardSources, "metrics">,
  question: TrafficQuestion & { readonly from: number },
  signal: AbortSignal,
): Promise<Told<ReadonlyMap<string, number>>> {
  const told = await batch(sources, question, { from: question.from, interval: "FULL" }, signal);
  if ("unknown" in told) return told;
  const sums = [...told.value].map(([id, { incoming }]) => [id, sum(incoming)] as const);
  return { value: new Map(sums) };
}

interface Point {
  readonly at: number;
  readonly total: number;
}

interface Series {
  readonly incoming: readonly Point[];
  readonly outgoing: readonly Point[];
}

/** learn.microsoft.com/azure/event-hubs/monitor-event-hubs-reference has the metrics' names. */
async function batch(
  { metrics }: Pick<BoardSources, "metrics">,
  { subscription, region, namespaces, now }: TrafficQuestion,
  { from, interval }: { readonly from: number; readonly interval: "PT1M" | "FULL" },
  signal: AbortSignal,
): Promise<Told<ReadonlyMap<string, Series>>> {
  const query = new URLSearchParams({
    "api-version": VERSION,
    starttime: new Date(from).toISOString(),
    endtime: new Date(now).toISOString(),
    interval,
    metricnamespace: "Microsoft.EventHub/namespaces",
    metricnames: "IncomingMessages,OutgoingMessages",
    aggregation: "total",
  });
  const path = `/subscriptions/${subscription}/metrics:getBatch?${query.toString()}`;
  const told = await toldBy(metrics(region, path, { resourceids: namespaces }, signal));
  if ("unknown" in told) return told;
  const values = objects(told.value["values"]).flatMap((each) => {
    const id = each["resourceid"];
    const of = (name: string): readonly Point[] | undefined => pointsOf(each, name);
    const [incoming, outgoing] = [of("IncomingMessages"), of("OutgoingMessages")];
    return typeof id === "string" && incoming !== undefined && outgoing !== undefined
      ? ([[id.toLowerCase(), { incoming, outgoing }]] as const)
      : [];
  });
  return { value: new Map(values) };
}

/** @returns the minutes that were counted; undefined where the metric could not be told. */
function pointsOf(value: Readonly<Record<string, unknown>>, name: string): readonly Point[] | undefined {
  const metric = objects(value["value"]).find(
    (each) => (each["name"] as { value?: unknown })?.value === name,
  );
  if (metric === undefined || (metric["errorCode"] ?? "Success") !== "Success") return undefined;
  return objects(metric["timeseries"]).flatMap(({ data }) =>
    objects(data).flatMap(({ timeStamp, total }) =>
      typeof timeStamp === "string" && typeof total === "number"
        ? [{ at: Date.parse(timeStamp), total }]
        : [],
    ),
  );
}

/** The last minute in which both were counted says what happens now. */
function trafficIn({ incoming, outgoing }: Series): Traffic | undefined {
  const read = new Map(outgoing.map(({ at, total }) => [at, total]));
  const last = incoming.filter(({ at }) => read.has(at)).at(-1);
  if (last === undefined) return undefined;
  return {
    until: last.at + MINUTE_MS,
    incoming: last.total,
    outgoing: read.get(last.at) ?? 0,
    behind: Math.max(0, sum(incoming) - sum(outgoing)),
  };
}

const sum = (points: readonly Point[]): number => points.reduce((all, { total }) => all + total, 0);
