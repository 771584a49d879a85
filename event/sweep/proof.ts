import type { Clock } from "../../emulator/core/clock";
import { ArmReader } from "../check/armReader";
import type { EventFile } from "../file/model";
import { subscriptionsOf, type SweepSources } from "./look";
import type { Selection, SweepItem, Unlooked } from "./model";
import type { AllSeen } from "./seen";

/** One list that was asked whether what was removed is gone. */
export interface ProofList {
  readonly asked:
    "Azure Resource Manager" | "Azure Resource Graph" | "metastore" | "SQL warehouses" | "stacks";
  /** Whose list: a subscription, a region; empty: all. */
  readonly of: string;
  /** E.g. `POST /providers/Microsoft.ResourceGraph/resources`. */
  readonly request: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How much of what was removed it still shows; undefined: it could not be had. */
  readonly count: number | undefined;
  /** What it shows; where it could not be had, why, and how to look. */
  readonly detail: readonly string[];
}

/** How a proof is had. */
export interface ProofOptions {
  readonly event: EventFile;
  readonly sources: SweepSources;
  readonly clock: Clock;
  /** Looks at everything again. */
  readonly look: () => Promise<{ readonly seen: AllSeen; readonly selection: Selection }>;
  /** The metastores as they were last seen: a region's last workspace may be among what was removed. */
  readonly before: AllSeen["metastores"];
  readonly tell: (lists: readonly ProofList[]) => void;
}

/** How long it is asked again, in seconds. */
const LIMIT = 30 * 60;
/** First wait between two times, and the longest: each is twice the one before. */
const PAUSES = { first: 30, longest: 300 } as const;

/**
 * Proves that items are gone by lists that do not depend on each other, asked until none shows any of them or half an
 * hour is over: Resource Graph is a copy that lags.
 */
export async function proveGone(items: readonly SweepItem[], options: ProofOptions): Promise<ProofList[]> {
  const { clock, tell } = options;
  const deadline = clock.now() + LIMIT;
  for (let pause: number = PAUSES.first; ; pause = Math.min(2 * pause, PAUSES.longest)) {
    const lists = await askAll(items, options);
    tell(lists);
    const left = deadline - clock.now();
    // What cannot be asked will not be answered by waiting.
    if (left <= 0 || lists.every(({ count = 0 }) => count === 0)) return lists;
    await clock.sleep(Math.min(pause, left));
  }
}

async function askAll(items: readonly SweepItem[], options: ProofOptions): Promise<ProofList[]> {
  const { event, sources } = options;
  const [{ seen, selection }, graph] = await Promise.all([options.look(), askGraph(items, event, sources)]);
  const at = sources.now().toISOString();
  const of = (belongs: (item: SweepItem) => boolean): SweepItem[] => items.filter(belongs);
  const azure = subscriptionsOf(event).map((subscription): ProofList => {
    const own = of(({ list, id }) => list.startsWith(`${subscription}/`) && id.startsWith("/subscriptions/"));
    const request = `GET /subscriptions/${subscription}/resourcegroups, …/workspaces, …/containerGroups, …/budgets, …/roleAssignments`;
    return listOf({ asked: "Azure Resource Manager", of: subscription, request, at }, own, selection);
  });
  const regions = seen.metastores.map((metastore): ProofList => {
    const own = of(({ list }) => list.startsWith(`${metastore.region}/`));
    const request = "GET /api/2.1/unity-catalog/catalogs, …/external-locations, …/storage-credentials";
    const asked = { asked: "metastore", of: metastore.region, request, at: metastore.at } as const;
    if (metastore.through !== undefined) return listOf(asked, own, selection);
    return beforeItsLast(asked, own, options.before, selection);
  });
  const besides = (["warehouse", "stack"] as const).flatMap((kind): ProofList[] => {
    const own = of((item) => item.kind === kind);
    const asked = { ...besidesAsked[kind], of: "", at };
    return own.length === 0 ? [] : [listOf(asked, own, selection)];
  });
  return [...azure, graph, ...regions, ...besides];
}

const besidesAsked = {
  warehouse: { asked: "SQL warehouses", request: "GET /api/2.0/sql/warehouses" },
  stack: { asked: "stacks", request: "the state of each stack" },
} as const;

type AskedList = Omit<ProofList, "count" | "detail">;

function listOf(asked: AskedList, items: readonly SweepItem[], { shown, unlooked }: Selection): ProofList {
  const lists = new Set(items.map(({ list }) => list));
  const isAsked = (list: string): boolean =>
    lists.has(list) || (asked.of !== "" && list.startsWith(`${asked.of}/`));
  const blind = unlooked.filter(({ list }) => isAsked(list));
  if (blind.length > 0) return { ...asked, count: undefined, detail: blind.map(inWords) };
  const left = items.filter(({ id }) => shown.has(id)).map(({ id }) => id);
  return { ...asked, count: left.length, detail: left };
}

/** A region whose last workspace was removed cannot be asked any more: what it showed last counts, with its time. */
function beforeItsLast(
  asked: AskedList,
  items: readonly SweepItem[],
  before: AllSeen["metastores"],
  selection: Selection,
): ProofList {
  const last = before.find(({ region }) => region === asked.of);
  const lists = last === undefined ? [] : [last.catalogs, last.locations, last.credentials];
  if (last?.through === undefined || lists.some((each) => "unknown" in each))
    return listOf(asked, items, selection);
  const names = new Set(lists.flatMap((each) => ("value" in each ? each.value : [])).map(({ name }) => name));
  const left = items.map(({ id }) => id).filter((id) => names.has(id.slice(id.lastIndexOf("/") + 1)));
  const said = `asked before its last workspace, ${last.through.url}, was removed`;
  return { ...asked, at: last.at, count: left.length, detail: [...left, said] };
}

const GRAPH = "/providers/Microsoft.ResourceGraph/resources";
/** Ids in one query, whose text is bounded. */
const IDS_IN_QUERY = 100;

/**
 * Resource Graph has resource groups in a table of its own (learn.microsoft.com/azure/governance/resource-graph/concepts/query-language:
 * `union` between `resources` and `resourcecontainers`). Budgets and role assignments are in neither.
 */
async function askGraph(
  items: readonly SweepItem[],
  event: EventFile,
  { connect, now }: SweepSources,
): Promise<ProofList> {
  const kinds = ["workspace", "group", "managedGroup", "containerGroup"];
  const ids = items.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const subscriptions = subscriptionsOf(event);
  const asked = { asked: "Azure Resource Graph", of: "", request: `POST ${GRAPH}` } as const;
  const reader = new ArmReader(connect(subscriptions[0] ?? ""));
  const left: string[] = [];
  for (let from = 0; from < Math.max(1, ids.length); from += IDS_IN_QUERY) {
    const answer = await graphRows(reader, subscriptions, ids.slice(from, from + IDS_IN_QUERY));
    if ("unknown" in answer) {
      const how = `az graph query -q "resourcecontainers | where tags.event == '${event.event}'"`;
      const detail = [`${answer.unknown}. Look with: ${how}`];
      return { ...asked, at: now().toISOString(), count: undefined, detail };
    }
    left.push(...answer.value);
  }
  return { ...asked, at: now().toISOString(), count: left.length, detail: left };
}

/** azure-rest-api-specs, resourcegraph/…/stable/2021-03-01/resourcegraph.json: `QueryRequest`, `QueryResponse`. */
async function graphRows(
  reader: ArmReader,
  subscriptions: readonly string[],
  ids: readonly string[],
): Promise<{ readonly value: readonly string[] } | { readonly unknown: string }> {
  const wanted = `where id in~ (${ids.map((id) => `'${id}'`).join(", ") || "''"}) | project id`;
  const query = `resourcecontainers | ${wanted} | union (resources | ${wanted})`;
  const answer = await reader.post(GRAPH, "2021-03-01", {
    subscriptions,
    query,
    options: { resultFormat: "objectArray", $top: 1000 },
  });
  if ("unknown" in answer) return { unknown: answer.unknown };
  const { data, resultTruncated } = answer.value;
  if (!Array.isArray(data) || String(resultTruncated) === "true")
    return { unknown: "the answer is not the whole list" };
  return { value: (data as { readonly id?: unknown }[]).map(({ id }) => String(id).toLowerCase()) };
}

function inWords({ why, how }: Unlooked): string {
  return `${why}. Look with: ${how}`;
}
