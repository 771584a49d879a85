import { checkMetastore } from "../../../event/check/metastoreCheck";

const quota = (name: string, limit: number, count?: number) => ({
  parent_securable_type: "METASTORE",
  parent_full_name: "id",
  quota_name: name,
  quota_limit: limit,
  ...(count !== undefined && { quota_count: count }),
});
const demand = { region: "westeurope", teams: 40, workspaceUrl: "adb-1.1.azuredatabricks.net" };

/** Pages in their order, each named by its number. */
function paged(...pages: readonly (readonly object[])[]) {
  const asked: string[] = [];
  return {
    asked,
    ask: (host: string, path: string): Promise<Response> => {
      asked.push(`${host}${path}`);
      const page = Number(new URL(`https://x${path}`).searchParams.get("page_token") ?? 0);
      const next = page + 1 < pages.length ? { next_page_token: String(page + 1) } : {};
      const quotas = pages[page] ?? [];
      return Promise.resolve(Response.json({ ...(quotas.length > 0 && { quotas }), ...next }));
    },
  };
}

describe("the check of a metastore's room", () => {
  it("reads every page, empty ones too, and takes a count that is left out for 0", async () => {
    const { asked, ask } = paged(
      [],
      [quota("catalogs-quota", 1000, 960)],
      [
        quota("storage-credentials-quota", 200),
        { ...quota("catalogs-quota", 1, 1), parent_securable_type: "SHARE" },
      ],
    );
    expect(await checkMetastore(demand, ask)).toMatchObject({
      verdict: "ok",
      found: "960 of 1000 catalogs, 0 of 200 storage credentials",
    });
    const path = "adb-1.1.azuredatabricks.net/api/2.1/unity-catalog/resource-quotas/all-resource-quotas";
    expect(asked).toEqual([path, `${path}?page_token=1`, `${path}?page_token=2`]);
  });

  it("fails where one kind has no room for every new team", async () => {
    const { ask } = paged([quota("catalogs-quota", 1000, 5), quota("external-locations-quota", 500, 461)]);
    expect(await checkMetastore(demand, ask)).toMatchObject({
      verdict: "fail",
      found: "40 more of each are wanted: 5 of 1000 catalogs, 461 of 500 external locations",
      remedy: "Remove what nobody needs, or have the limit of external locations raised.",
    });
  });

  it.each([
    [
      "there is no workspace",
      { ...demand, workspaceUrl: undefined },
      paged([]).ask,
      "only a workspace of the region can be asked, and there is none yet",
    ],
    [
      "it lists nothing",
      demand,
      paged([]).ask,
      "the workspace lists no quota of catalogs, credentials or locations",
    ],
    [
      "it refuses",
      demand,
      () => Promise.resolve(new Response(null, { status: 403 })),
      "adb-1.1.azuredatabricks.net could not be asked: it answered 403",
    ],
    [
      "its list does not end",
      demand,
      () => Promise.resolve(Response.json({ next_page_token: "x" })),
      "adb-1.1.azuredatabricks.net could not be asked: its list has more than 20 pages",
    ],
  ])("is unknown, and never zero, where %s", async (_, asked, ask, found) => {
    expect(await checkMetastore(asked, ask)).toMatchObject({ verdict: "unknown", found });
  });
});
