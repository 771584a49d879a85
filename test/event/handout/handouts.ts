import type { Handout } from "../../../event/handout/handout";
import { teamLinks, type StackOutputs } from "../../../event/handout/teamLinks";

export const WORKSPACE = "https://adb-1150411998616944.4.azuredatabricks.net";
export const PORTAL =
  "https://portal.azure.com/#resource/subscriptions/00000000-0000-4000-8000-000000000011/resourceGroups/clickstream-red-6irej9/overview";

/** What a whole stack tells, as `pulumi stack output --json --show-secrets` prints it. */
export const outputs: StackOutputs = {
  team: "red",
  resourceGroupName: "clickstream-red-6irej9",
  portalUrl: PORTAL,
  eventHubsNamespace: "clicks-red-6irej9",
  eventHubName: "test",
  bootstrapServers: "clicks-red-6irej9.servicebus.windows.net:9093",
  lakeUrl: "abfss://clicks@red0006irej9.dfs.core.windows.net",
  workspaceUrl: WORKSPACE,
  notebookUrls: {
    ingest: `${WORKSPACE}/#workspace/Shared/clickstream/ingest`,
    exploreSql: `${WORKSPACE}/#workspace/Shared/clickstream/explore-sql`,
    exploreScala: `${WORKSPACE}/#workspace/Shared/clickstream/explore-scala`,
    explorePython: `${WORKSPACE}/#workspace/Shared/clickstream/explore-python`,
  },
  jobUrl: `${WORKSPACE}/#job/142284675288591`,
  clicksTable: "red.clickstream.clicks",
  clicksPerProductTable: "red.clickstream.clicks_per_product",
  clicksRejectedTable: "red.clickstream.clicks_rejected",
  dashboardUrl: `${WORKSPACE}/dashboardsv3/23827881cdf94e5ed58426bae8b1cffc/published`,
  containerCreateCommand: "az container create --secure-environment-variables sasKeyValue=Canary/Key+1=",
  readme: "anything Canary/Key+1=",
};

/** A team's page at a step. */
export function handoutOf(more: Partial<Handout> = {}): Handout {
  return { event: "contoso", team: "red", label: "Red", step: 6, links: teamLinks(outputs), ...more };
}
