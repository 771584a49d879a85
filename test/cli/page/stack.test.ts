import { readStack } from "../../../cli/page/stack";

const outputs = {
  team: "Team A",
  workspaceUrl: "adb-1.2.azuredatabricks.net",
  warehouseId: "w1",
  schema: "team_a.clicks",
  lakeUrl: "abfss://lake@a.dfs.core.windows.net",
};
const urn = (type: string, name: string): string =>
  `urn:pulumi:team-a::clickstream-challenge::${type}::${name}`;
const JOB = "databricks:index/job:Job";

const pulumi =
  (shown: object, pauseStatus = "UNPAUSED") =>
  async (args: readonly string[]): Promise<string> => {
    expect(args).toEqual([
      "stack",
      args[1],
      ...(args[1] === "output" ? ["--json"] : []),
      "--stack",
      "team-a",
    ]);
    if (args[1] === "output") return JSON.stringify(shown);
    const resources = [{ urn: urn(JOB, "ingest"), type: JOB, inputs: { continuous: { pauseStatus } } }];
    return JSON.stringify({ version: 3, deployment: { resources } });
  };

describe("a deployed team's stack", () => {
  it("says where its tables are asked, and how far the team is", async () => {
    const { steps, ...rest } = await readStack(pulumi(outputs), "team-a");
    expect(rest).toEqual({
      team: "Team A",
      workspaceUrl: "adb-1.2.azuredatabricks.net",
      warehouseId: "w1",
      schema: "team_a.clicks",
      lakeUrl: undefined,
    });
    expect(steps.map(({ state }) => state)).toEqual([...new Array<string>(5).fill("pending"), "created"]);
  });

  it("with a paused job has not come to step six", async () => {
    const { steps } = await readStack(pulumi(outputs, "PAUSED"), "team-a");
    expect(steps[5]?.state).toBe("pending");
  });

  it("without a schema has its tables by path, and may borrow a warehouse", async () => {
    const shown = { ...outputs, schema: undefined, warehouseId: undefined };
    const { schema, lakeUrl, warehouseId } = await readStack(pulumi(shown), "team-a", "w9");
    expect([schema, lakeUrl, warehouseId]).toEqual(["", "abfss://lake@a.dfs.core.windows.net", "w9"]);
  });

  it.each([
    [{ workspaceUrl: undefined }, "stack team-a has no workspace yet: set throughStep to 4 or more"],
    [{ warehouseId: undefined }, "stack team-a has no SQL warehouse: `pulumi config set dashboard true`"],
  ])("that lacks %j says what to do", async (change, message) => {
    await expect(readStack(pulumi({ ...outputs, ...change }), "team-a")).rejects.toThrow(message);
  });
});
