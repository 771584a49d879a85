import { connect, removeWorkspace } from "../../components/workspaceRemoval";
import { AzureError } from "../../emulator/core/errors";
import { serveArm, type ArmServer } from "../../emulator/armRest/server";

const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/managed`;
const workspace = `/subscriptions/${SUBSCRIPTION}/resourceGroups/team/providers/Microsoft.Databricks/workspaces/ws`;

let arm: ArmServer;
let existing: Set<string>;
/** Whether the managed group goes with a workspace whose deletion is forced. */
let groupGoes: boolean;
/** Whether the managed group is locked though the workspace is gone. */
let groupLocked: boolean;
/** Whose the group is. */
let managedBy: string | undefined;

/** ARM compares ids without regard to case, and its SDK writes them differently. */
const find = (id: string): string | undefined =>
  [...existing].find((each) => each.toLowerCase() === id.toLowerCase());

beforeEach(async () => {
  existing = new Set([workspace, group]);
  groupGoes = true;
  groupLocked = false;
  managedBy = workspace;
  arm = await serveArm({
    get: (id) =>
      find(id) ? { name: id.split("/").at(-1), ...(find(id) === group && { managedBy }) } : undefined,
    delete: async (asked, { force }) => {
      const id = find(asked) ?? asked;
      if (id === group && (groupLocked || existing.has(workspace))) {
        throw new AzureError(403, "DenyAssignmentAuthorizationFailed", "a deny assignment forbids it");
      }
      existing.delete(id);
      if (id === workspace && force && groupGoes) existing.delete(group);
    },
  });
});

afterEach(() => arm.stop());

/** Removes the workspace as the program's dynamic resource does, with a short timeout. */
function remove(patience = 10_000): Promise<void> {
  const client = connect(SUBSCRIPTION, { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address });
  return removeWorkspace(
    { workspaceId: workspace, managedResourceGroupId: group },
    { client, patience, pause: 10 },
  );
}

const asked = (): string[] =>
  arm.requests.map(({ method, path }) => `${method} ${path.split("/").at(-1) ?? ""}`);
const left = `Left are ${workspace} and, maybe, the resource group managed; run \`pulumi destroy\` again`;

describe("the removal of a workspace, against ARM's REST API", () => {
  it("forces the deletion, waits for its end, and proves the managed group gone", async () => {
    await remove();
    expect([...existing]).toEqual([]);
    expect(arm.requests[0]).toMatchObject({
      method: "DELETE",
      path: workspace,
      query: { forceDeletion: "true" },
    });
    expect(asked().at(-1)).toBe("GET managed");
  });

  it("succeeds where somebody has removed both by hand", async () => {
    existing.clear();
    await remove();
    expect(asked()).toEqual(["DELETE ws", "GET managed"]);
  });

  it("removes the managed group that a deletion elsewhere has left", async () => {
    existing.delete(workspace);
    await remove();
    expect([...existing]).toEqual([]);
    expect(asked()).toContain("DELETE managed");
  });

  it("knows its own group by the workspace's id, however that is written", async () => {
    groupGoes = false;
    managedBy = workspace.toUpperCase();
    await remove();
    expect([...existing]).toEqual([]);
  });

  it.each([
    ["another workspace", `${workspace}-of-others`, `${workspace}-of-others`],
    ["nobody", undefined, "nobody"],
  ])(
    "leaves a group alone that has the name and is managed by %s, and says so",
    async (_, manager, named) => {
      groupGoes = false;
      managedBy = manager;
      const said = jest.spyOn(console, "warn").mockImplementation(() => undefined);
      await remove();
      expect([...existing]).toEqual([group]);
      expect(asked().filter((request) => request.endsWith(" managed"))).toEqual(["GET managed"]);
      expect(said.mock.calls).toEqual([[expect.stringContaining(`left alone: it is managed by ${named}`)]]);
      said.mockRestore();
    },
  );

  it("waits where the workspace is busy", async () => {
    arm.fail({ method: "DELETE", path: /ws$/, status: 409, code: "Conflict", message: "busy", times: 3 });
    await remove();
    expect(asked().filter((request) => request === "DELETE ws")).toHaveLength(4);
    expect([...existing]).toEqual([]);
  });

  it("gives up where it stays busy, saying what is left", async () => {
    arm.fail({ method: "DELETE", path: /ws$/, status: 409, code: "Conflict", message: "busy", times: 99 });
    await expect(remove(50)).rejects.toThrow(`The workspace stays busy and cannot be deleted: busy. ${left}`);
  });

  it("says at once that the identity may not delete", async () => {
    arm.fail({
      method: "DELETE",
      path: /ws$/,
      status: 403,
      code: "AuthorizationFailed",
      message: "no right",
    });
    await expect(remove()).rejects.toThrow(
      `Azure does not let this identity delete the workspace: no right. ${left}`,
    );
    expect(asked()).toEqual(["DELETE ws"]);
  });

  it("waits as long as ARM asks for where there are too many requests", async () => {
    arm.fail({ method: "DELETE", path: /ws$/, status: 429, code: "TooManyRequests", retryAfter: 1 });
    const started = Date.now();
    await remove();
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    expect([...existing]).toEqual([]);
  });

  it.each([500, 503, "cut"] as const)("tries again after %s", async (status) => {
    arm.fail({ method: "DELETE", path: /ws$/, status, retryAfter: 0 });
    await remove();
    expect([...existing]).toEqual([]);
  });

  it("fails where the accepted deletion ends in failure, saying what is left", async () => {
    arm.failOperation({ code: "InternalServerError", message: "a cluster would not stop" });
    await expect(remove()).rejects.toThrow(/^Azure did not delete the workspace: .*a cluster would not stop/);
    expect([...existing]).toEqual([workspace, group]);
  });

  it("waits while the managed group is locked, and removes it where it is run again after that", async () => {
    groupGoes = false;
    groupLocked = true;
    await expect(remove(300)).rejects.toThrow(
      "The workspace is gone, its managed resource group managed is not",
    );
    groupLocked = false;
    await remove();
    expect([...existing]).toEqual([]);
  });
});
