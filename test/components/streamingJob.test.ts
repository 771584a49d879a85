import { Workspace } from "@pulumi/azure-native/databricks";
import { Provider } from "@pulumi/databricks/provider";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StreamingJob, type StreamingJobArgs } from "../../components/streamingJob";
import { childrenOf, declared } from "../program/expected";
import { record, type Recording } from "../program/recording";

const tags = { team: "red" };
const provider = () => new Provider("databricks", { host: "https://adb-1.2.azuredatabricks.net" });

describe("StreamingJob", () => {
  const lakeUrl = "abfss://clicks@red.dfs.core.windows.net";
  const stream = (changes: Partial<StreamingJobArgs> = {}) =>
    record(() => {
      const { jobId, jobUrl, notebookUrls, tables } = new StreamingJob("job", {
        jobName: "clickstream-red",
        bootstrapServers: "clicks-red.servicebus.windows.net:9093",
        eventHubName: "test",
        connectionString: pulumi.secret("Endpoint=sb://…"),
        lakeUrl: pulumi.output(lakeUrl),
        tables: {
          keptBy: "catalog",
          catalog: { schema: "cat.clickstream", volumePath: "/Volumes/cat/clickstream/checkpoints" },
        },
        suffix: "abc123",
        running: true,
        cluster: {
          compute: "jobCluster",
          sparkVersion: "17.3.x-scala2.13",
          nodeType: "Standard_D4ds_v5",
          workers: 0,
        },
        tags,
        provider: provider(),
        deletedWith: new Workspace("ws", { resourceGroupName: "group-a", workspaceName: "ws" }),
        removedBefore: [new RandomString("generator", { length: 6 })],
        ...changes,
      });
      return { jobId, jobUrl, notebookUrls, tables };
    });
  const jobOf = ({ resources }: Recording) => resources.find(({ name }) => name === "job-job");

  const parameters = {
    bootstrap_servers: "clicks-red.servicebus.windows.net:9093",
    event_hub: "test",
    secret_scope: "clickstream",
    connection_secret: "event-hub-listen",
    schema: "cat.clickstream",
    lake_url: "",
    account_key_secret: "",
    checkpoint_path: "/Volumes/cat/clickstream/checkpoints/ingest-abc123",
    trigger: "processingTime=0 seconds",
  };
  const notebookTask = { notebookPath: "/Shared/clickstream/ingest", source: "WORKSPACE" };
  const dedicated = {
    dataSecurityMode: "SINGLE_USER",
    azureAttributes: { availability: "ON_DEMAND_AZURE", firstOnDemand: 1 },
  };
  const newCluster = {
    ...dedicated,
    sparkVersion: "17.3.x-scala2.13",
    nodeTypeId: "Standard_D4ds_v5",
    numWorkers: 0,
    sparkConf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*, 4]" },
    customTags: { team: "red", ResourceClass: "SingleNode" },
  };
  const serverless = {
    name: "clickstream-red",
    description: "Clicks from the event hub into Delta tables",
    continuous: { pauseStatus: "UNPAUSED" },
    controlRunState: false,
    maxConcurrentRuns: 1,
    tags,
  };
  const job = {
    ...serverless,
    controlRunState: true,
    jobClusters: [{ jobClusterKey: "cluster", newCluster }],
    tasks: [
      {
        taskKey: "ingest",
        jobClusterKey: "cluster",
        notebookTask: { ...notebookTask, baseParameters: parameters },
      },
    ],
  };

  it("declares a continuous job on a single node, removed for itself and before the generator", async () => {
    const recorded = await stream();
    expect(childrenOf(recorded.resources, "job").find(({ name }) => name === "job-job")).toEqual(
      declared("databricks:index/job:Job", "job-job", {
        parent: "job",
        provider: "databricks",
        onError: ["job-retry"],
        dependencies: ["generator", "job-event-hub-listen", "job-ingest.py", "job-secrets"],
        replaceOnChanges: ["continuous.pauseStatus", "tasks[*].jobClusterKey"],
        deleteBeforeReplace: true,
        inputs: job,
      }),
    );
  });

  it("declares the job paused where it shall not run", async () => {
    expect(jobOf(await stream({ running: false }))?.inputs).toEqual({
      ...job,
      continuous: { pauseStatus: "PAUSED" },
    });
  });

  it("runs on the runtime, node type and workers of the settings", async () => {
    const cluster = {
      compute: "jobCluster",
      sparkVersion: "18.x-scala2.13",
      nodeType: "Standard_E8ads_v5",
      workers: 2,
    } as const;
    expect(jobOf(await stream({ cluster }))?.inputs["jobClusters"]).toEqual([
      {
        jobClusterKey: "cluster",
        newCluster: {
          ...dedicated,
          sparkVersion: "18.x-scala2.13",
          nodeTypeId: "Standard_E8ads_v5",
          numWorkers: 2,
          customTags: tags,
        },
      },
    ]);
  });

  it("runs serverless without a cluster, with the only trigger that it allows", async () => {
    const cluster = {
      compute: "serverless",
      sparkVersion: "17.3.x-scala2.13",
      nodeType: "Standard_D4ds_v5",
      workers: 0,
    } as const;
    const baseParameters = { ...parameters, trigger: "availableNow" };
    expect(jobOf(await stream({ cluster }))?.inputs).toEqual({
      ...serverless,
      tasks: [{ taskKey: "ingest", notebookTask: { ...notebookTask, baseParameters } }],
    });
  });

  const inWorkspace = { parent: "job", provider: "databricks", deletedWith: "ws", onError: ["job-retry"] };
  const secretOf = (key: string, value: string) =>
    declared("databricks:index/secret:Secret", `job-${key}`, {
      ...inWorkspace,
      dependencies: ["job-secrets"],
      additionalSecretOutputs: ["stringValue"],
      deleteBeforeReplace: true,
      inputs: { scope: "clickstream", key, stringValue: { secret: value } },
    });
  const secretsOf = ({ resources }: Recording) =>
    childrenOf(resources, "job").filter(({ type }) => type.includes("index/secret"));

  it("keeps the Listen connection string in a secret scope, as a secret", async () => {
    expect(secretsOf(await stream())).toEqual([
      secretOf("event-hub-listen", "Endpoint=sb://…"),
      declared("databricks:index/secretScope:SecretScope", "job-secrets", {
        ...inWorkspace,
        inputs: { name: "clickstream" },
      }),
    ]);
  });

  it("with the account key keeps tables and checkpoint by path, and the key as a secret beside", async () => {
    // Given open, to see that it is closed here.
    const recorded = await stream({ tables: { keptBy: "lake", accountKey: "lake-key" } });
    expect(secretsOf(recorded).slice(0, 2)).toEqual([
      secretOf("event-hub-listen", "Endpoint=sb://…"),
      secretOf("lake-account-key", "lake-key"),
    ]);
    expect(jobOf(recorded)?.dependencies).toContain("job-lake-account-key");
    expect(jobOf(recorded)?.inputs).toMatchObject({
      tasks: [
        {
          notebookTask: {
            baseParameters: {
              ...parameters,
              schema: "",
              lake_url: lakeUrl,
              account_key_secret: "lake-account-key",
              checkpoint_path: `${lakeUrl}/checkpoints/ingest-abc123`,
            },
          },
        },
      ],
    });
    expect(recorded.outputs["tables"]).toEqual({
      clicks: `delta.\`${lakeUrl}/clicks\``,
      clicksPerProduct: `delta.\`${lakeUrl}/clicks_per_product\``,
      clicksRejected: `delta.\`${lakeUrl}/clicks_rejected\``,
    });
  });

  const uploaded = [
    ["explore.py", "PYTHON", "/Shared/clickstream/explore-python"],
    ["explore.scala", "SCALA", "/Shared/clickstream/explore-scala"],
    ["explore.sql", "SQL", "/Shared/clickstream/explore-sql"],
    ["ingest.py", "PYTHON", "/Shared/clickstream/ingest"],
  ] as const;

  it.each([
    [
      "Unity Catalog",
      {},
      {
        schema: "cat.clickstream",
        lake_url: "",
        secret_scope: "clickstream",
        account_key_secret: "",
        checkpoint_path: "/Volumes/cat/clickstream/checkpoints/ingest-abc123",
      },
    ],
    [
      "the account key",
      { tables: { keptBy: "lake" as const, accountKey: pulumi.secret("lake-key") } },
      {
        schema: "",
        lake_url: lakeUrl,
        secret_scope: "clickstream",
        account_key_secret: "lake-account-key",
        checkpoint_path: `${lakeUrl}/checkpoints/ingest-abc123`,
      },
    ],
  ])("uploads every notebook with its placeholders filled for %s", async (_, changes, values) => {
    const { resources } = await stream(changes);
    const filled = (file: string): string =>
      Object.entries(values).reduce(
        (text, [name, value]) => text.split(`@${name}@`).join(value),
        readFileSync(join(__dirname, "..", "..", "notebooks", file), "utf8"),
      );
    const notebooks = childrenOf(resources, "job").filter(({ type }) => type.endsWith(":Notebook"));
    expect(notebooks).toEqual(
      uploaded.map(([file, language, path]) =>
        declared("databricks:index/notebook:Notebook", `job-${file}`, {
          ...inWorkspace,
          dependencies: file === "ingest.py" ? ["job-folder"] : ["job-folder", "job-secrets"],
          inputs: {
            path,
            language,
            format: "SOURCE",
            contentBase64: Buffer.from(filled(file)).toString("base64"),
          },
        }),
      ),
    );
  });

  it("creates the notebooks' folder first, and is deleted with the workspace before it would delete what is in it", async () => {
    const { resources } = await stream();
    expect(childrenOf(resources, "job").filter(({ name }) => name === "job-folder")).toEqual([
      declared("databricks:index/directory:Directory", "job-folder", {
        ...inWorkspace,
        inputs: { path: "/Shared/clickstream" },
      }),
    ]);
  });

  it("links the job and each notebook, and names the tables", async () => {
    const { outputs } = await stream();
    const host = "https://adb-1234567890123456.16.azuredatabricks.net";
    expect(outputs).toEqual({
      jobId: "42",
      jobUrl: `${host}/#job/42`,
      notebookUrls: Object.fromEntries(uploaded.map(([file, , path]) => [file, `${host}/#workspace${path}`])),
      tables: {
        clicks: "cat.clickstream.clicks",
        clicksPerProduct: "cat.clickstream.clicks_per_product",
        clicksRejected: "cat.clickstream.clicks_rejected",
      },
    });
  });
});
