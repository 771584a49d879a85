import * as pulumi from "@pulumi/pulumi";
import { readmeOf } from "./readme";
import type { Settings } from "./settings";

type Text = pulumi.Output<string>;

/** What a challenge tells of itself; what its step does not include yet is undefined. */
export interface ProvisionedChallenge {
  readonly resourceGroup: { readonly id: Text; readonly name: Text };
  readonly stream: {
    readonly namespaceName: Text;
    readonly eventHubName: Text;
    readonly bootstrapServers: Text;
  };
  /** Secret. */
  readonly containerCreateCommand: Text | undefined;
  readonly lake: { readonly url: Text } | undefined;
  readonly workspace: { readonly url: Text } | undefined;
  readonly catalog: { readonly schema: Text } | undefined;
  readonly job:
    | {
        readonly jobId: Text;
        readonly jobUrl: Text;
        readonly notebookUrls: Readonly<
          Record<"ingest.py" | "explore.py" | "explore.scala" | "explore.sql", Text>
        >;
        readonly tables: Readonly<Record<"clicks" | "clicksPerProduct" | "clicksRejected", Text>>;
      }
    | undefined;
  readonly dashboard: { readonly warehouseId: Text; readonly url: Text } | undefined;
}

/**
 * What a coach hands to a team, as links where one exists. Keys only as secrets; what the stack's step does
 * not include yet is left out.
 */
export function outputsOf(challenge: ProvisionedChallenge, settings: Settings): Record<string, unknown> {
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
