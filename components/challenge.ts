import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import type { Settings } from "../program/settings";
import { Catalog } from "./catalog";
import { ClickGenerator, containerCreateCommand, type ClickSource } from "./clickGenerator";
import { Dashboard } from "./dashboard";
import { DataLake } from "./dataLake";
import { EventStream } from "./eventStream";
import { keepFixedSettings } from "./fixedSettings";
import { Members } from "./members";
import { namesFor, SUFFIX_LENGTH, type Names } from "../program/names";
import { StreamingJob } from "./streamingJob";
import { Workspace } from "./workspace";

/** What every part of the challenge is made from. */
interface Context {
  readonly name: string;
  readonly settings: Settings;
  readonly names: pulumi.Output<Names>;
  readonly suffix: pulumi.Output<string>;
  readonly group: ResourceGroup;
  readonly place: { resourceGroupName: pulumi.Output<string>; location: string };
  readonly tags: Record<string, string>;
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
    const context = this.#createContext(name, settings);
    const { throughStep } = settings;
    this.resourceGroup = context.group;
    new Members(
      `${name}-members`,
      { resourceGroupId: context.group.id, members: settings.members },
      { parent: this },
    );
    this.stream = this.#streamOn(context);
    const source = sourceOf(context, this.stream);
    this.containerCreateCommand = source && containerCreateCommand(source);
    this.lake = throughStep >= 3 ? this.#lakeOn(context) : undefined;
    this.generator = source && throughStep >= 5 ? this.#generatorOn(context, source) : undefined;
    if (throughStep >= 4 && this.lake) {
      this.workspace = this.#workspaceOn(context);
      this.catalog =
        settings.lakeAccess === "unityCatalog"
          ? this.#catalogOn(context, this.lake, this.workspace)
          : undefined;
      this.job = this.#jobOn(context, this.lake, this.workspace);
      this.dashboard = this.#dashboardOn(context, this.workspace, this.job);
    }
    this.registerOutputs({ resourceGroupName: context.group.name });
  }

  #createContext(name: string, settings: Settings): Context {
    const suffix = new RandomString(
      `${name}-suffix`,
      { length: SUFFIX_LENGTH, upper: false, special: false },
      { parent: this },
    ).result;
    const names = suffix.apply((text) => namesFor(settings.team, text));
    const tags = {
      team: settings.team,
      owner: settings.owner,
      expires: settings.expires,
      challenge: "what-the-hack-019-04",
    };
    const group = new ResourceGroup(
      `${name}-group`,
      { resourceGroupName: names.resourceGroup, location: settings.location, tags },
      { parent: this },
    );
    const place = { resourceGroupName: group.name, location: settings.location };
    return { name, settings, names, suffix, group, place, tags };
  }

  #streamOn({ name, settings, names, group, place, tags }: Context): EventStream {
    return new EventStream(
      `${name}-stream`,
      {
        ...place,
        namespaceName: names.namespace,
        throughputUnits: settings.throughputUnits,
        maxThroughputUnits: settings.maxThroughputUnits,
        partitions: settings.partitions,
        retentionHours: settings.retentionHours,
        rights: [
          ...(settings.throughStep >= 2 ? (["Send"] as const) : []),
          ...(settings.throughStep >= 4 ? (["Listen"] as const) : []),
        ],
        tags,
        deletedWith: group,
      },
      { parent: this },
    );
  }

  #lakeOn({ name, settings, names, group, place, tags }: Context): DataLake {
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

  #workspaceOn({ name, names, group, place, tags }: Context): Workspace {
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

  #catalogOn(context: Context, lake: DataLake, workspace: Workspace): Catalog {
    const { name, names, group, place, tags } = context;
    return new Catalog(
      `${name}-catalog`,
      {
        ...place,
        accessConnectorName: names.accessConnector,
        lakeAccountId: lake.accountId,
        lakeUrl: lake.url,
        catalogName: names.catalog,
        provider: workspace.provider,
        tags,
        deletedWith: group,
      },
      { parent: this },
    );
  }

  #generatorOn({ name, names, tags }: Context, source: ClickSource): ClickGenerator {
    return new ClickGenerator(
      `${name}-generator`,
      { ...source, containerGroupName: names.containerGroup, tags },
      { parent: this },
    );
  }

  #jobOn(context: Context, lake: DataLake, workspace: Workspace): StreamingJob {
    const { name, settings, names, suffix, tags } = context;
    const { listen, bootstrapServers, eventHubName } = this.stream;
    if (!listen) throw new Error("the streaming job needs the hub's Listen rule");
    return new StreamingJob(
      `${name}-job`,
      {
        jobName: names.job,
        bootstrapServers,
        eventHubName,
        connectionString: listen.connectionString,
        lakeUrl: lake.url,
        tables: this.#tablesOf(lake),
        suffix,
        running: settings.throughStep >= 6,
        cluster: settings,
        tags,
        provider: workspace.provider,
        deletedWith: workspace.resource,
        removedBefore: this.generator ? [this.generator.resource] : [],
      },
      { parent: this },
    );
  }

  #dashboardOn(context: Context, workspace: Workspace, job: StreamingJob): Dashboard | undefined {
    const { name, settings, names, tags } = context;
    if (!this.catalog || !settings.dashboard || settings.throughStep < 6) return undefined;
    const { catalogName, schemaName } = this.catalog;
    return new Dashboard(
      `${name}-dashboard`,
      {
        warehouseName: names.warehouse,
        title: names.dashboard,
        catalogName,
        schemaName,
        folder: job.folder,
        workspaceUrl: workspace.url,
        tags,
        provider: workspace.provider,
        deletedWith: workspace.resource,
      },
      { parent: this },
    );
  }

  #tablesOf(lake: DataLake): ConstructorParameters<typeof StreamingJob>[1]["tables"] {
    if (this.catalog) return { schema: this.catalog.schema, checkpointFolder: this.catalog.volumePath };
    if (lake.accountKey) return { accountKey: lake.accountKey };
    throw new Error("the tables need a catalog or the lake's account key");
  }
}

/** @returns undefined before the Send rule's step. */
function sourceOf({ settings, place }: Context, stream: EventStream): ClickSource | undefined {
  return (
    stream.send && {
      ...place,
      image: settings.generatorImage,
      registry: settings.registry,
      hostName: stream.namespaceName,
      eventHubName: stream.eventHubName,
      ruleName: stream.send.ruleName,
      key: stream.send.key,
      clicksPerSecond: settings.clicksPerSecond,
    }
  );
}
