import { about, type Finding } from "./finding";

/** Asks the API of a workspace. */
export type AskDatabricks = (workspaceUrl: string, path: string) => Promise<Response>;

/** What teams put into a region's metastore. */
export interface MetastoreDemand {
  readonly region: string;
  /** Each wants a catalog, a storage credential and an external location. */
  readonly teams: number;
  /** Undefined: there is none to ask. */
  readonly workspaceUrl: string | undefined;
}

/** A count of a metastore's objects (`QuotaInfo` in databricks-sdk-go, service/catalog/model.go). */
interface Quota {
  readonly parent_securable_type?: string;
  readonly quota_name?: string;
  readonly quota_count?: number;
  readonly quota_limit?: number;
}

const PATH = "/api/2.1/unity-catalog/resource-quotas/all-resource-quotas";
/** Pages may be empty and name a next one; a metastore of thousands of schemas has many. */
const MOST_PAGES = 20;

/** What teams create, and how its quota is called: the singular or plural of its kind, and `-quota`. */
const kinds = [
  { shown: "catalogs", name: /^catalogs?-quota$/ },
  { shown: "storage credentials", name: /^storage[-_]credentials?-quota$/ },
  { shown: "external locations", name: /^external[-_]locations?-quota$/ },
];

/** Asks how many more objects a region's metastore takes, through one of its workspaces. */
export async function checkMetastore(demand: MetastoreDemand, ask: AskDatabricks): Promise<Finding> {
  const { region, teams, workspaceUrl } = demand;
  const say = about("metastore's room", region);
  if (workspaceUrl === undefined) {
    return say.unknown("only a workspace of the region can be asked, and there is none yet");
  }
  try {
    const quotas = await quotasOf(workspaceUrl, ask);
    const found = kinds.flatMap(({ shown, name }) => {
      const quota = quotas.find(
        (each) => isMetastore(each) && name.test(each.quota_name?.toLowerCase() ?? ""),
      );
      // A count of 0 is left out (`omitempty`).
      const { quota_count: count = 0, quota_limit: limit } = quota ?? {};
      return limit !== undefined ? [{ shown, count, limit }] : [];
    });
    if (found.length === 0)
      return say.unknown("the workspace lists no quota of catalogs, credentials or locations");
    const text = found.map(({ shown, count, limit }) => `${count} of ${limit} ${shown}`).join(", ");
    const full = found.filter(({ count, limit }) => count + teams > limit);
    if (full.length === 0) return say.ok(text);
    return say.fail(
      `${teams} more of each are wanted: ${text}`,
      `Remove what nobody needs, or have the limit of ${full.map(({ shown }) => shown).join(" and ")} raised.`,
    );
  } catch (error) {
    return say.unknown(`${workspaceUrl} could not be asked: ${(error as Error).message}`);
  }
}

function isMetastore({ parent_securable_type: type = "" }: Quota): boolean {
  return type.toUpperCase() === "METASTORE";
}

/** docs.databricks.com/api/uc-resource-quotas: only a missing token says that a page is the last. */
async function quotasOf(workspaceUrl: string, ask: AskDatabricks): Promise<Quota[]> {
  const found: Quota[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = token === undefined ? "" : `?${new URLSearchParams({ page_token: token }).toString()}`;
    const answer = await ask(workspaceUrl, `${PATH}${query}`);
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const { quotas = [], next_page_token: next } = (await answer.json()) as {
      quotas?: Quota[];
      next_page_token?: string;
    };
    found.push(...quotas);
    if (next === undefined || next === "") return found;
    token = next;
  }
  throw new Error(`its list has more than ${MOST_PAGES} pages`);
}
