import { teamLinks } from "../../../event/handout/teamLinks";
import { outputs, PORTAL, WORKSPACE } from "./handouts";

describe("what a team is given of a stack's outputs", () => {
  it("is names and links, and nothing that a stack tells besides, secret or not", () => {
    expect(teamLinks({ ...outputs, addedSomeDay: "Canary/Key+1=" })).toEqual({
      portal: PORTAL,
      hub: "test",
      namespace: "clicks-red-6irej9",
      bootstrapServers: "clicks-red-6irej9.servicebus.windows.net:9093",
      lake: "abfss://clicks@red0006irej9.dfs.core.windows.net",
      workspace: WORKSPACE,
      notebooks: outputs["notebookUrls"],
      job: `${WORKSPACE}/#job/142284675288591`,
      tables: {
        clicks: "red.clickstream.clicks",
        clicksPerProduct: "red.clickstream.clicks_per_product",
        clicksRejected: "red.clickstream.clicks_rejected",
      },
      dashboard: `${WORKSPACE}/dashboardsv3/23827881cdf94e5ed58426bae8b1cffc/published`,
    });
  });

  it("is less before the stack has all", () => {
    const { portalUrl, eventHubName, eventHubsNamespace, bootstrapServers } = outputs;
    expect(teamLinks({ portalUrl, eventHubName, eventHubsNamespace, bootstrapServers })).toEqual({
      portal: PORTAL,
      hub: "test",
      namespace: "clicks-red-6irej9",
      bootstrapServers: "clicks-red-6irej9.servicebus.windows.net:9093",
      lake: undefined,
      workspace: undefined,
      notebooks: undefined,
      job: undefined,
      tables: undefined,
      dashboard: undefined,
    });
  });

  it.each(["javascript:alert(1)", "http://adb-1.azuredatabricks.net", "//adb-1", "[secret]", 7, null])(
    "takes %p for no link",
    (workspaceUrl) => {
      expect(teamLinks({ ...outputs, workspaceUrl }).workspace).toBeUndefined();
      const notebookUrls = { ...(outputs["notebookUrls"] as object), exploreScala: workspaceUrl };
      expect(teamLinks({ ...outputs, notebookUrls }).notebooks).toBeUndefined();
    },
  );
});
