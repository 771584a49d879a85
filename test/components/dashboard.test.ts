import { Workspace } from "@pulumi/azure-native/databricks";
import { Provider } from "@pulumi/databricks/provider";
import { RandomString } from "@pulumi/random";
import { Dashboard } from "../../components/dashboard";
import { dashboardDefinition } from "../../queries/dashboard";
import { childrenOf, declared } from "../program/expected";
import { record } from "../program/recording";

describe("Dashboard", () => {
  it("declares the smallest serverless warehouse and the dashboard on the team's schema", async () => {
    const { resources, outputs } = await record(() => {
      const { warehouseId, url } = new Dashboard("board", {
        warehouseName: "clickstream-red",
        title: "Clicks of red",
        catalogName: "cat",
        schemaName: "clickstream",
        folder: new RandomString("folder", { length: 6 }),
        workspaceUrl: "https://adb-1.2.azuredatabricks.net",
        tags: { team: "red" },
        provider: new Provider("databricks", { host: "https://adb-1.2.azuredatabricks.net" }),
        deletedWith: new Workspace("ws", { resourceGroupName: "group-a", workspaceName: "ws" }),
      });
      return { warehouseId, url };
    });
    const inWorkspace = {
      parent: "board",
      provider: "databricks",
      deletedWith: "ws",
      onError: ["board-retry"],
    };
    expect(childrenOf(resources, "board")).toEqual([
      declared("databricks:index/dashboard:Dashboard", "board-dashboard", {
        ...inWorkspace,
        dependencies: ["board-warehouse", "folder"],
        ignoreChanges: ["etag"],
        inputs: {
          displayName: "Clicks of red",
          parentPath: "/Shared/clickstream",
          warehouseId: "5ee1f00d",
          serializedDashboard: dashboardDefinition(),
          datasetCatalog: "cat",
          datasetSchema: "clickstream",
          embedCredentials: false,
        },
      }),
      declared("databricks:index/sqlEndpoint:SqlEndpoint", "board-warehouse", {
        ...inWorkspace,
        inputs: {
          name: "clickstream-red",
          clusterSize: "2X-Small",
          maxNumClusters: 1,
          warehouseType: "PRO",
          enableServerlessCompute: true,
          autoStopMins: 5,
          noWait: true,
          tags: { customTags: [{ key: "team", value: "red" }] },
        },
      }),
    ]);
    expect(outputs).toEqual({
      warehouseId: "5ee1f00d",
      url: "https://adb-1.2.azuredatabricks.net/dashboardsv3/da5b0a4d/published",
    });
  });
});
