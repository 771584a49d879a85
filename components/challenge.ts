import type { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../program/settings";
import { Catalog } from "./catalog";
import { ClickGenerator, containerCreateCommand, type ClickSource } from "./clickGenerator";
import { createContext, type Context } from "./context";
import { CostBudget } from "./costBudget";
import { Dashboard } from "./dashboard";
import { DataLake } from "./dataLake";
import { EventStream, type HubKey } from "./eventStream";
import { generatorContainer } from "./generatorContainer";
import { keepFixedSettings } from "./fixedSettings";
import { Members } from "./members";
import { StreamingJob } from "./streamingJob";
import type { TableStore } from "./tableStore";
import { Workspace } from "./workspace";

/** What keeps the tables, and the catalog whole, as the dashboard wants it. */
type KeptTables =
  | { readonly keptBy: "catalog"; readonly catalog: Catalog }
  | Extract<TableStore, { readonly keptBy: "lake" }>;

/** What the job takes from the steps before it. */
interface JobParts {
  readonly stream: EventStream;
  readonly lake: DataLake;
  readonly workspace: Workspace;
  readonly tables: KeptTables;
  readonly removedBefore: readonly pulumi.Resource[];
}

/**
 * The challenge of one team, as far as `settings.throughStep` says: 1 hub, 2 Send rule, 3 lake, 4 workspace,
 * catalog, notebooks and the job, paused, 5 generator, 6 the job runs.
 *
 * Raising the step of a stack only adds to it, or lets the job run. Another team or location is refused.
 */
export class Challenge extends pulumi.ComponentResource {
  readonly resourceGroup: ResourceGroup;
  readonly stream: EventStream;
  /** Step 2 and later. Secret. */
  readonly containerCreateCommand: pulumi.Output<string> | undefined;
  /** Step 3 and later. */
  readonly lake: DataLake | undefined;
  /** Step 4 and later. */
  readonly workspace: Workspace | undefined;
  /** Step 4 and later, with Unity Catalog. */
  readonly catalog: Catalog | undefined;
  /** Step 4 and later. */
  readonly job: StreamingJob | undefined;
  /** Step 5 and later. */
  readonly generator: ClickGenerator | undefined;
  /** Step 6, with Unity Catalog, unless `settings.dashboard` is false. */
  readonly dashboard: Dashboard | undefined;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    const fixed = { team: settings.team, location: settings.location };
    const beforeUpdate = [keepFixedSettings(`${name}-fixed-settings`, fixed)];
    super("clickstream:challenge:Challenge", name, fixed, { ...opts, hooks: { beforeUpdate } });
    const context = createContext(name, settings, this);
    const { throughStep } = settings;
    this.resourceGroup = context.group;
    this.registerOutputs({ resourceGroupName: context.group.name });
    new Members(
      `${name}-members`,
      { resourceGroupId: context.group.id, members: settings.members },
      { parent: this },
    );

    this.#createBudget(context);

    // 1. Event hub
    this.stream = this.#createStream(context);
    if (throughStep < 2) return;

    // 2. Click source
    const source = clickSourceOf(context, this.stream, this.stream.createKey("Send"));
    this.containerCreateCommand = containerCreateCommand(source);
    if (throughStep < 3) return;

    // 3. Data lake
    this.lake = this.#createLake(context);
    if (throughStep < 4) return;

    // 4. Workspace
    this.workspace = this.#createWorkspace(context);
    const tables = this.#createTables(context, this.lake, this.workspace);
    this.catalog = tables.keptBy === "catalog" ? tables.catalog : undefined;

    // 5. Click generator: before the job of step 4, which is to be removed before it and so needs to know it.
    this.generator = throughStep < 5 ? undefined : this.#createGenerator(context, source);

    // 4. and 6. Stream: the job is there from step 4 on, and runs in step 6.
    this.job = this.#createJob(context, {
      stream: this.stream,
      lake: this.lake,
      workspace: this.workspace,
      tables,
      removedBefore: this.generator ? [this.generator.resource] : [],
    });
    if (throughStep < 6 || !this.catalog || !settings.dashboard) return;
    this.dashboard = this.#createDashboard(context, this.workspace, this.catalog, this.job);
  }

  #createBudget({ name, settings: { costBudget }, names, group }: Context): void {
    if (costBudget === undefined) return;
    new CostBudget(
      `${name}-budget`,
      {
        resourceGroupId: group.id,
        resourceGroupNames: [names.resourceGroup, names.managedResourceGroup],
        budgetName: names.budget,
        ...costBudget,
      },
      { parent: this },
    );
  }

  #createStream({ name, settings, names, group, place, tags }: Context): EventStream {
    return new EventStream(
      `${name}-stream`,
      {
        ...place,
        namespaceName: names.namespace,
        throughputUnits: settings.throughputUnits,
        maxThroughputUnits: settings.maxThroughputUnits,
        partitions: settings.partitions,
        retentionHours: settings.retentionHours,
        tags,
        deletedWith: group,
      },
      { parent: this },
    );
  }

  #createLake({ name, settings, names, group, place, tags }: Context): DataLake {
    return new DataLake(
      `${name}-lake`,
      {
        ...place,
        accountName: names.storageAccount,
        sharedKeys: settings.lakeAccess === "accountKey",
        tags,
        deletedWith: group,
      },
      { parent: this },
    );
  }

  #createWorkspace({ name, names, group, place, tags }: Context): Workspace {
    return new Workspace(
      `${name}-workspace`,
      {
        ...place,
        resourceGroupId: group.id,
        workspaceName: names.workspace,
        managedResourceGroupName: names.managedResourceGroup,
        tags,
      },
      { parent: this },
    );
  }

  /** What `lakeAccess` decided when the lake was declared: a lake without a key for its tables has a catalog. */
  #createTables(context: Context, lake: DataLake, workspace: Workspace): KeptTables {
    return lake.accountKey
      ? { keptBy: "lake", accountKey: lake.accountKey }
      : { keptBy: "catalog", catalog: this.#createCatalog(context, lake, workspace) };
  }

  #createCatalog(context: Context, lake: DataLake, workspace: Workspace): Catalog {
    const { name, settings, names, group, place, tags } = context;
    return new Catalog(
      `${name}-catalog`,
      {
        ...place,
        accessConnectorName: names.accessConnector,
        lakeAccountId: lake.accountId,
        lakeUrl: lake.url,
        catalogName: names.catalog,
        coaches: settings.coaches,
        provider: workspace.provider,
        tags,
        deletedWith: group,
      },
      { parent: this },
    );
  }

  #createGenerator({ name, names, tags }: Context, source: ClickSource): ClickGenerator {
    return new ClickGenerator(
      `${name}-generator`,
      { ...source, containerGroupName: names.containerGroup, tags },
      { parent: this },
    );
  }

  #createJob(context: Context, parts: JobParts): StreamingJob {
    const { name, settings, names, suffix, tags } = context;
    const { stream, lake, workspace, tables, removedBefore } = parts;
    return new StreamingJob(
      `${name}-job`,
      {
        jobName: names.job,
        bootstrapServers: stream.bootstrapServers,
        eventHubName: stream.eventHubName,
        connectionString: stream.createKey("Listen").connectionString,
        lakeUrl: lake.url,
        tables,
        suffix,
        running: settings.throughStep >= 6,
        cluster: settings,
        tags,
        provider: workspace.provider,
        deletedWith: workspace.resource,
        removedBefore,
      },
      { parent: this },
    );
  }

  #createDashboard(context: Context, workspace: Workspace, catalog: Catalog, job: StreamingJob): Dashboard {
    const { name, names, tags } = context;
    return new Dashboard(
      `${name}-dashboard`,
      {
        warehouseName: names.warehouse,
        title: names.dashboard,
        catalogName: catalog.catalogName,
        schemaName: catalog.schemaName,
        folder: job.folder,
        workspaceUrl: workspace.url,
        tags,
        provider: workspace.provider,
        deletedWith: workspace.resource,
      },
      { parent: this },
    );
  }
}

function clickSourceOf({ settings, place }: Context, stream: EventStream, send: HubKey): ClickSource {
  return {
    ...place,
    container: generatorContainer(settings),
    registry: settings.registry,
    hostName: stream.namespaceName,
    eventHubName: stream.eventHubName,
    ruleName: send.ruleName,
    key: send.key,
    clicksPerSecond: settings.clicksPerSecond,
    clicksPattern: settings.clicksPattern,
  };
}
