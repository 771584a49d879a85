import * as pulumi from "@pulumi/pulumi";
import type { Challenge } from "../components/challenge";
import { readmeOf } from "./readme";
import type { Settings } from "./settings";

/**
 * What a coach hands to a team, as links where one exists. Keys only as secrets; what the stack's step does
 * not include yet is left out.
 */
export function outputsOf(challenge: Challenge, settings: Settings): Record<string, unknown> {
  const { resourceGroup, stream, lake, workspace, catalog, job, dashboard } = challenge;
  const shown = {
    team: settings.team,
    resourceGroupName: resourceGroup.name,
    portalUrl: pulumi.interpolate`https://portal.azure.com/#resource${resourceGroup.id}/overview`,
    eventHubsNamespace: stream.namespaceName,
    eventHubName: stream.eventHubName,
    bootstrapServers: stream.bootstrapServers,
    lakeUrl: lake?.url,
    workspaceUrl: workspace?.url,
    notebookUrls: job && {
      ingest: job.notebookUrls["ingest.py"],
      exploreSql: job.notebookUrls["explore.sql"],
      exploreScala: job.notebookUrls["explore.scala"],
      explorePython: job.notebookUrls["explore.py"],
    },
    jobUrl: job?.jobUrl,
    jobId: job?.jobId,
    schema: catalog?.schema,
    clicksTable: job?.tables.clicks,
    clicksPerProductTable: job?.tables.clicksPerProduct,
    clicksRejectedTable: job?.tables.clicksRejected,
    warehouseId: dashboard?.warehouseId,
    dashboardUrl: dashboard?.url,
  };
  const outputs = {
    ...shown,
    containerCreateCommand: challenge.containerCreateCommand,
    readme: pulumi.output(shown).apply((values) => readmeOf(values, settings.throughStep)),
  };
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
