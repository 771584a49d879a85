import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Directory } from "@pulumi/databricks/directory";
import { Job, type JobArgs } from "@pulumi/databricks/job";
import { Notebook } from "@pulumi/databricks/notebook";
import type { Provider } from "@pulumi/databricks/provider";
import { Secret } from "@pulumi/databricks/secret";
import { SecretScope } from "@pulumi/databricks/secretScope";
import type { JobJobClusterNewCluster } from "@pulumi/databricks/types/input";
import * as pulumi from "@pulumi/pulumi";
import { jobParameters, type JobParameters } from "../program/jobParameters";
import type { Settings } from "../program/settings";
import { failureHook } from "./failureHook";
import { placesOf, type TableStore } from "./tableStore";

/**
 * Folder of everything that people see in the workspace. Paths in it are built from this, never from what the
 * service says of the folder: a path that came back written otherwise would replace what is in it.
 */
export const WORKSPACE_FOLDER = "/Shared/clickstream";

/** The notebooks, by file, with Databricks' name of their language and their path in the workspace. */
const notebooks = [
  { file: "ingest.py", language: "PYTHON", path: `${WORKSPACE_FOLDER}/ingest` },
  { file: "explore.py", language: "PYTHON", path: `${WORKSPACE_FOLDER}/explore-python` },
  { file: "explore.scala", language: "SCALA", path: `${WORKSPACE_FOLDER}/explore-scala` },
  { file: "explore.sql", language: "SQL", path: `${WORKSPACE_FOLDER}/explore-sql` },
] as const;

/** File of a notebook under `notebooks/`. */
export type NotebookFile = (typeof notebooks)[number]["file"];

const LISTEN_SECRET = "event-hub-listen";

/** Arguments of {@link StreamingJob}. */
export interface StreamingJobArgs {
  readonly jobName: pulumi.Input<string>;
  /** Kafka's, `HOST:PORT`. */
  readonly bootstrapServers: pulumi.Input<string>;
  readonly eventHubName: pulumi.Input<string>;
  /** Of a rule that may only listen. Secret. */
  readonly connectionString: pulumi.Output<string>;
  /** Root of the lake's container, `abfss://…`. */
  readonly lakeUrl: pulumi.Output<string>;
  readonly tables: TableStore;
  /**
   * The stack's random suffix: a hub made anew counts its offsets from the start, and must not meet the
   * checkpoint of the one before.
   */
  readonly suffix: pulumi.Input<string>;
  /** Whether the job runs; else it is there, paused. */
  readonly running: boolean;
  readonly cluster: Pick<Settings, "compute" | "sparkVersion" | "nodeType" | "workers">;
  readonly tags: Record<string, string>;
  /** Provider of the team's workspace. */
  readonly provider: Provider;
  /** The workspace: what lives in it alone goes away with it. */
  readonly deletedWith: pulumi.Resource;
  /** What the job is removed before. */
  readonly removedBefore: readonly pulumi.Resource[];
}

/** The notebooks, the secrets they read, and the continuous job that runs `ingest`. */
export class StreamingJob extends pulumi.ComponentResource {
  readonly jobId: pulumi.Output<string>;
  readonly jobUrl: pulumi.Output<string>;
  /** {@link WORKSPACE_FOLDER}, for what else lies in it. */
  readonly folder: Directory;
  /** Link of each notebook. */
  readonly notebookUrls: Record<NotebookFile, pulumi.Output<string>>;
  /** Full names or, path-based, `` delta.`URL` `` of the tables. */
  readonly tables: Record<"clicks" | "clicksPerProduct" | "clicksRejected", pulumi.Output<string>>;

  constructor(name: string, args: StreamingJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:StreamingJob", name, {}, opts);
    const base = {
      parent: this,
      provider: args.provider,
      hooks: { onError: [failureHook(`${name}-retry`)] },
    };
    const inWorkspace = { ...base, deletedWith: args.deletedWith };
    const places = placesOf(args.tables, args.lakeUrl, args.suffix);
    const secrets = createSecrets(
      name,
      { [LISTEN_SECRET]: args.connectionString, ...places.secrets },
      inWorkspace,
    );
    const parameters = jobParameters<pulumi.Input<string>>({
      bootstrapServers: args.bootstrapServers,
      eventHub: args.eventHubName,
      secretScope: secrets.scope,
      connectionSecret: LISTEN_SECRET,
      tables: places.tables,
      checkpointPath: places.checkpoint,
      // Serverless compute streams what there is and ends; the continuous job starts it again.
      trigger: args.cluster.compute === "serverless" ? "availableNow" : "processingTime=0 seconds",
    });
    this.folder = new Directory(`${name}-folder`, { path: WORKSPACE_FOLDER }, inWorkspace);
    const uploaded = createNotebooks(name, parameters, {
      ...inWorkspace,
      // Each would make the folder where it is missing, and fail where another has just done so; no output says it.
      dependsOn: [this.folder],
    });
    const job = new Job(`${name}-job`, jobArgs(args, uploaded["ingest.py"].path, parameters), {
      ...base,
      // It reads the secrets, and is removed before the generator; no output says either.
      dependsOn: [...secrets.resources, ...args.removedBefore],
      // Unpaused in place, the provider asks for a run while the service begins one by itself, and is refused with 409
      // (databricks/terraform-provider-databricks#4267); a new job is not asked to run. And only a deleted one surely
      // ends a run on a cluster that it has no longer.
      replaceOnChanges: ["continuous.pauseStatus", "tasks[*].jobClusterKey"],
      deleteBeforeReplace: true,
    });
    this.jobId = job.id;
    this.jobUrl = job.url;
    this.notebookUrls = mapValues(uploaded, (notebook) => notebook.url);
    this.tables = {
      clicks: places.table("clicks"),
      clicksPerProduct: places.table("clicks_per_product"),
      clicksRejected: places.table("clicks_rejected"),
    };
    this.registerOutputs({ jobId: this.jobId, jobUrl: this.jobUrl });
  }
}

/** A secret scope with secrets in it, by their keys. */
function createSecrets(
  name: string,
  values: Readonly<Record<string, pulumi.Input<string>>>,
  options: pulumi.CustomResourceOptions,
): { scope: pulumi.Output<string>; resources: pulumi.Resource[] } {
  const scope = new SecretScope(`${name}-secrets`, { name: "clickstream" }, options);
  // A new value replaces the secret under the same key: removing the old one after that would remove the new one.
  const inPlace = { ...options, deleteBeforeReplace: true };
  const resources = Object.entries(values).map(
    ([key, stringValue]) => new Secret(`${name}-${key}`, { scope: scope.name, key, stringValue }, inPlace),
  );
  return { scope: scope.name, resources };
}

/** Uploads every notebook, its placeholders filled with names and addresses, never with a secret's value. */
function createNotebooks(
  name: string,
  parameters: JobParameters<pulumi.Input<string>>,
  options: pulumi.CustomResourceOptions,
): Record<NotebookFile, Notebook> {
  const placeholders: Record<string, pulumi.Input<string>> = {
    "@schema@": parameters.schema,
    "@lake_url@": parameters.lake_url,
    "@secret_scope@": parameters.secret_scope,
    "@account_key_secret@": parameters.account_key_secret,
    "@checkpoint_path@": parameters.checkpoint_path,
  };
  const entries = notebooks.map(({ file, language, path }) => {
    const source = readFileSync(join(__dirname, "..", "notebooks", file), "utf8");
    // Only its own: a notebook does not wait for a volume that it does not name.
    const own = Object.entries(placeholders).filter(([mark]) => source.includes(mark));
    const content = pulumi
      .all(Object.fromEntries(own))
      .apply((values) =>
        Object.entries(values).reduce((text, [mark, value]) => text.replaceAll(mark, () => value), source),
      );
    const notebook = new Notebook(
      `${name}-${file}`,
      {
        path,
        language,
        format: "SOURCE",
        contentBase64: content.apply((text) => Buffer.from(text).toString("base64")),
      },
      options,
    );
    return [file, notebook] as const;
  });
  return Object.fromEntries(entries) as Record<NotebookFile, Notebook>;
}

function jobArgs(
  args: StreamingJobArgs,
  notebookPath: pulumi.Input<string>,
  baseParameters: JobParameters<pulumi.Input<string>>,
): JobArgs {
  const { compute } = args.cluster;
  const jobClusterKey = "cluster";
  return {
    name: args.jobName,
    description: "Clicks from the event hub into Delta tables",
    continuous: { pauseStatus: args.running ? "UNPAUSED" : "PAUSED" },
    // A change of the job restarts its run on a cluster, which would go on as before; serverless runs end by themselves,
    // and the next one is a new one.
    controlRunState: compute === "jobCluster",
    maxConcurrentRuns: 1,
    tags: args.tags,
    ...(compute === "jobCluster" && {
      jobClusters: [{ jobClusterKey, newCluster: clusterArgs(args) }],
    }),
    tasks: [
      {
        taskKey: "ingest",
        ...(compute === "jobCluster" && { jobClusterKey }),
        notebookTask: { notebookPath, baseParameters, source: "WORKSPACE" },
      },
    ],
  };
}

/** A dedicated cluster; without workers one node that is driver and executor, so that it fits 4 vCPUs. */
function clusterArgs({ cluster, tags }: StreamingJobArgs): JobJobClusterNewCluster {
  const { sparkVersion, nodeType, workers } = cluster;
  const single = workers === 0;
  return {
    sparkVersion,
    nodeTypeId: nodeType,
    numWorkers: workers,
    dataSecurityMode: "SINGLE_USER",
    azureAttributes: { availability: "ON_DEMAND_AZURE", firstOnDemand: 1 },
    ...(single && {
      sparkConf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*, 4]" },
    }),
    customTags: { ...tags, ...(single && { ResourceClass: "SingleNode" }) },
  };
}

function mapValues<K extends string, V, W>(record: Record<K, V>, change: (value: V) => W): Record<K, W> {
  return Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, change(value)])) as Record<
    K,
    W
  >;
}
