import * as databricks from "@pulumi/databricks/dashboard";
import type { Provider } from "@pulumi/databricks/provider";
import { SqlEndpoint } from "@pulumi/databricks/sqlEndpoint";
import * as pulumi from "@pulumi/pulumi";
import { dashboardDefinition } from "../queries/dashboard";
import { failureHook } from "./failureHook";
import { WORKSPACE_FOLDER } from "./streamingJob";

/** Arguments of {@link Dashboard}. */
export interface DashboardArgs {
  readonly warehouseName: pulumi.Input<string>;
  /** What people see; unique in its folder. */
  readonly title: pulumi.Input<string>;
  /** Where the tables are. */
  readonly catalogName: pulumi.Input<string>;
  readonly schemaName: pulumi.Input<string>;
  /** The folder that it lies in, {@link WORKSPACE_FOLDER}. */
  readonly folder: pulumi.Resource;
  /** With `https://`. */
  readonly workspaceUrl: pulumi.Input<string>;
  readonly tags: Record<string, string>;
  /** Provider of the team's workspace. */
  readonly provider: Provider;
  /** The workspace: both go away with it. */
  readonly deletedWith: pulumi.Resource;
}

/** Clicks per product, to look at: a dashboard, and the SQL warehouse that answers it. */
export class Dashboard extends pulumi.ComponentResource {
  readonly warehouseId: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:Dashboard", name, {}, opts);
    const inWorkspace = {
      parent: this,
      provider: args.provider,
      deletedWith: args.deletedWith,
      hooks: { onError: [failureHook(`${name}-retry`)] },
    };
    const warehouse = new SqlEndpoint(
      `${name}-warehouse`,
      {
        name: args.warehouseName,
        clusterSize: "2X-Small",
        maxNumClusters: 1,
        // Serverless starts in seconds and needs none of the subscription's cores.
        warehouseType: "PRO",
        enableServerlessCompute: true,
        autoStopMins: 5,
        // Nothing here asks it yet. Where a start is waited for and fails, the provider deletes the warehouse again,
        // and the state keeps its id (sql/resource_sql_endpoint.go in terraform-provider-databricks).
        noWait: true,
        tags: { customTags: Object.entries(args.tags).map(([key, value]) => ({ key, value })) },
      },
      inWorkspace,
    );
    const dashboard = new databricks.Dashboard(
      `${name}-dashboard`,
      {
        displayName: args.title,
        parentPath: WORKSPACE_FOLDER,
        warehouseId: warehouse.id,
        serializedDashboard: dashboardDefinition(),
        datasetCatalog: args.catalogName,
        datasetSchema: args.schemaName,
        // Everyone looks with their own rights, not with those of who deployed it.
        embedCredentials: false,
      },
      {
        ...inWorkspace,
        // It would make the folder where it is missing, and so would the notebooks at the same time.
        dependsOn: [args.folder],
        // The provider tells by it that somebody edited the dashboard, and every refresh but the first shows it as new
        // ("intentionally NOT Computed" in its dashboards/resource_dashboard.go).
        ignoreChanges: ["etag"],
      },
    );
    this.warehouseId = warehouse.id;
    this.url = pulumi.interpolate`${args.workspaceUrl}/dashboardsv3/${dashboard.id}/published`;
    this.registerOutputs({ warehouseId: this.warehouseId, url: this.url });
  }
}
