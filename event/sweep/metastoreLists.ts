import { nameIn } from "./ownNames";
import type {
  Listed,
  SeenMetastore,
  SeenSecurable,
  SeenWarehouse,
  SeenWarehouses,
  SeenWorkspace,
} from "./seen";
import { WorkspaceApi, type CallWorkspace } from "./workspaceApi";

export const UNITY_CATALOG = "/api/2.1/unity-catalog";

/**
 * Isolated objects are not shown elsewhere than in their workspaces, but to whoever may change that; without `max_results`
 * an answer has no pages (databricks-sdk-go, service/catalog/model.go).
 */
const ALL = "include_unbound=true&max_results=0";

type ApiEntry = Readonly<Record<string, unknown>>;

const text = (entry: ApiEntry, key: string): string => String(entry[key] ?? "");

/**
 * Looks into a region's metastore through the first workspace that lets one in.
 *
 * @param unlisted whether some subscription did not tell its workspaces.
 */
export async function lookAtMetastore(
  region: string,
  { workspaces, unlisted }: { readonly workspaces: readonly SeenWorkspace[]; readonly unlisted: boolean },
  call: CallWorkspace,
  now: () => Date,
): Promise<SeenMetastore> {
  const refusals: string[] = [];
  for (const workspace of workspaces) {
    const api = new WorkspaceApi(workspace, call);
    const me = await userOf(api).catch((error: unknown) => {
      refusals.push(`${workspace.url}: ${(error as Error).message}`);
      return undefined;
    });
    if (me !== undefined) return { region, me, ...(await listsOf(api, now)) };
  }
  const none = unlisted ? "the workspaces could not be listed" : "there is no workspace in the region to ask";
  const [first = none, ...others] = refusals;
  const more = others.length === 0 ? "" : ` (and ${others.length} other workspaces refuse, too)`;
  const unknown = { unknown: `${first}${more}` };
  return {
    region,
    at: now().toISOString(),
    through: undefined,
    me: undefined,
    catalogs: unknown,
    locations: unknown,
    credentials: unknown,
  };
}

/** `GET /scim/v2/Me`, as Databricks' provider asks it. */
async function userOf(api: WorkspaceApi): Promise<string> {
  const me = (await api.ask({ method: "GET", path: "/api/2.0/preview/scim/v2/Me" })) as ApiEntry;
  return text(me, "userName");
}

async function listsOf(api: WorkspaceApi, now: () => Date): Promise<Omit<SeenMetastore, "region" | "me">> {
  const list = (
    path: string,
    field: string,
    at: (entry: ApiEntry) => string,
  ): Promise<Listed<SeenSecurable>> =>
    listed(api, `${UNITY_CATALOG}/${path}?${ALL}`, field, (entry) => ({
      name: text(entry, "name"),
      creator: text(entry, "created_by"),
      at: at(entry),
    }));
  const [catalogs, locations, credentials] = await Promise.all([
    list("catalogs", "catalogs", (entry) => text(entry, "storage_root")),
    list("external-locations", "external_locations", (entry) => text(entry, "url")),
    list("storage-credentials", "storage_credentials", (entry) =>
      text((entry["azure_managed_identity"] ?? {}) as ApiEntry, "access_connector_id"),
    ),
  ]);
  return { at: now().toISOString(), through: api.workspace, catalogs, locations, credentials };
}

/** Lists the SQL warehouses of a workspace; asking for them wakes none. */
export async function lookAtWarehouses(
  workspace: SeenWorkspace,
  call: CallWorkspace,
): Promise<SeenWarehouses> {
  const api = new WorkspaceApi(workspace, call);
  const warehouses = await listed(
    api,
    "/api/2.0/sql/warehouses?page_size=100",
    "warehouses",
    (entry): SeenWarehouse => ({
      id: text(entry, "id"),
      name: text(entry, "name"),
      tags: customTagsOf(entry),
    }),
  );
  return { workspace, warehouses };
}

/** `EndpointTags` in databricks-sdk-go, service/sql/model.go. */
function customTagsOf(entry: ApiEntry): Readonly<Record<string, string>> {
  const { custom_tags: tags } = (entry["tags"] ?? {}) as { custom_tags?: unknown };
  const pairs = Array.isArray(tags) ? (tags as ApiEntry[]) : [];
  return Object.fromEntries(pairs.map((pair) => [text(pair, "key"), text(pair, "value")]));
}

async function listed<T>(
  api: WorkspaceApi,
  path: string,
  field: string,
  read: (entry: ApiEntry) => T,
): Promise<Listed<T>> {
  try {
    return { value: (await api.list(path, field)).map(read) };
  } catch (error) {
    return { unknown: `${nameIn(api.workspace.id)}: ${(error as Error).message}` };
  }
}
