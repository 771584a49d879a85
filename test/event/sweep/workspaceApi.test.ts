import type { SeenWorkspace } from "../../../event/sweep/seen";
import { lookAtMetastore } from "../../../event/sweep/metastoreLists";
import { WorkspaceApi, type CallWorkspace } from "../../../event/sweep/workspaceApi";

const workspace: SeenWorkspace = {
  id: "/subscriptions/1/resourcegroups/g/providers/microsoft.databricks/workspaces/w",
  ...{ tags: {}, region: "westeurope", url: "adb-1.1.azuredatabricks.net", number: "1", managedGroup: "" },
};

/** Answers in their order, and the paths that were asked. */
function answering(...answers: readonly Response[]): { call: CallWorkspace; asked: string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const call: CallWorkspace = (_, { path }) => {
    asked.push(path);
    return Promise.resolve(left.shift() ?? Response.json({}, { status: 500 }));
  };
  return { call, asked };
}

describe("a list of a workspace", () => {
  it("is read to its end through pages that are empty", async () => {
    const { call, asked } = answering(
      Response.json({ next_page_token: "a b" }),
      Response.json({ catalogs: [{ name: "one" }], next_page_token: "c" }),
      Response.json({ catalogs: [{ name: "two" }] }),
    );
    const found = await new WorkspaceApi(workspace, call).list("/catalogs?max_results=0", "catalogs");
    expect(found).toEqual([{ name: "one" }, { name: "two" }]);
    expect(asked).toEqual([
      "/catalogs?max_results=0",
      "/catalogs?max_results=0&page_token=a%20b",
      "/catalogs?max_results=0&page_token=c",
    ]);
  });

  it("waits as long as the service says where there were too many requests", async () => {
    const busy = (after: string): Response =>
      new Response("{}", { status: 429, headers: { "retry-after": after } });
    const waited: number[] = [];
    const { call } = answering(busy("7"), busy("900"), Response.json({ catalogs: [{ name: "one" }] }));
    const api = new WorkspaceApi(workspace, call, (milliseconds) =>
      Promise.resolve(waited.push(milliseconds)),
    );
    expect(await api.list("/catalogs?", "catalogs")).toEqual([{ name: "one" }]);
    expect(waited).toEqual([7_000, 30_000]);
  });

  it("is not had after four times too many", async () => {
    const busy = Array.from({ length: 5 }, () => new Response("", { status: 429 }));
    const { call, asked } = answering(...busy);
    const api = new WorkspaceApi(workspace, call, () => Promise.resolve());
    await expect(api.list("/catalogs?", "catalogs")).rejects.toThrow("429");
    expect(asked).toHaveLength(4);
  });

  it("that never ends is none", async () => {
    const call: CallWorkspace = () => Promise.resolve(Response.json({ next_page_token: "again" }));
    await expect(new WorkspaceApi(workspace, call).list("/catalogs?", "catalogs")).rejects.toThrow(
      "the list of catalogs has more than 200 pages",
    );
  });
});

describe("a metastore", () => {
  it("is unknown, list by list, where a workspace lets one in and refuses some", async () => {
    const call: CallWorkspace = (_, { path }) =>
      Promise.resolve(
        path.includes("scim")
          ? Response.json({ userName: "coach" })
          : path.includes("storage-credentials")
            ? Response.json({ error_code: "PERMISSION_DENIED", message: "not you" }, { status: 403 })
            : Response.json({}),
      );
    const seen = await lookAtMetastore(
      "westeurope",
      { workspaces: [workspace], unlisted: false },
      call,
      () => new Date(0),
    );
    expect(seen).toMatchObject({
      ...{ me: "coach", through: workspace, catalogs: { value: [] }, locations: { value: [] } },
      credentials: { unknown: "w: 403 PERMISSION_DENIED: not you" },
    });
  });

  it("is asked through the next workspace where one does not let one in", async () => {
    const other = { ...workspace, url: "adb-2.2.azuredatabricks.net" };
    const call: CallWorkspace = ({ url }) =>
      Promise.resolve(
        url === workspace.url ? new Response("", { status: 403 }) : Response.json({ userName: "coach" }),
      );
    const seen = await lookAtMetastore(
      "westeurope",
      { workspaces: [workspace, other], unlisted: false },
      call,
      () => new Date(0),
    );
    expect(seen.through).toBe(other);
  });
});
