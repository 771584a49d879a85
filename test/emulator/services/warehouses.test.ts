import { workspaceStage } from "./stage";

const TYPE = "databricks:index/sqlEndpoint:SqlEndpoint";

describe("a SQL warehouse's name", () => {
  it("is the only one in its workspace", async () => {
    const { databricks } = await workspaceStage();
    const { id } = await databricks.create(TYPE, "one", { name: "clicks" });
    await databricks.update(TYPE, id, { name: "clicks" }, { name: "clicks", autoStopMins: 5 });
    await databricks.create(TYPE, "another", { name: "others" });
    await expect(databricks.create(TYPE, "again", { name: "clicks" })).rejects.toThrow(
      "cannot create sql endpoint: failed creating warehouse: SQL warehouse with name `clicks` already exists",
    );
  });
});
