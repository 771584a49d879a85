import { setTimeout as sleep } from "node:timers/promises";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel, type Admin, type Message, type Producer } from "kafkajs";
import { jobParameters } from "../program/jobParameters";
import { Broker } from "../runtime/kafka/broker";
import { SparkDriver, type NotebookResult, type SparkDriverOptions } from "../runtime/spark/driver";
import { prepareToolchain } from "../runtime/toolchain";
import { prepareConnect, type ConnectServer } from "../testbed/connect/connect";
import { bootstrapServersOf } from "../clients/eventHubs";
import { StatementClient } from "../clients/sqlClient";
import { connectionString, hubClient, ownerAccess } from "./runtime/kafka/hubClient";

const root = join(__dirname, "..");
const HOUR_MS = 3_600_000;
const sendRule = { rule: "send", key: "c2VuZC1rZXk=" };
const listen = { rule: "listen", key: "bGlzdGVuLWtleQ==" };
export const ACCOUNT_KEY = "YWNjb3VudC1rZXk=";

/** A broker and a Spark driver, with the project's notebooks as a team finds them: one pair for all tests. */
export class SparkWorkspace {
  readonly #producer: Producer;

  private constructor(
    readonly folder: string,
    readonly broker: Broker,
    readonly driver: SparkDriver,
    producer: Producer,
  ) {
    this.#producer = producer;
  }

  /** @param server where notebooks run over Spark Connect */
  static async open(server?: ConnectServer): Promise<SparkWorkspace> {
    const folder = mkdtempSync(join(tmpdir(), "workspace-"));
    const toolchainFolder = join(root, ".local", "toolchain");
    const toolchain = await prepareToolchain({ folder: toolchainFolder });
    const driver = server === undefined ? { toolchain } : await prepareConnect(toolchainFolder, server);
    const broker = await Broker.start({
      namespace: "clicks-a1b2",
      folder: join(folder, "broker"),
      toolchain,
    });
    try {
      return await SparkWorkspace.#with(broker, folder, driver);
    } catch (error) {
      await broker.stop();
      throw error;
    }
  }

  static async #with(
    broker: Broker,
    folder: string,
    kind: Pick<SparkDriverOptions, "toolchain" | "program">,
  ): Promise<SparkWorkspace> {
    const { truststoreFile, truststorePassword } = broker.certificateAuthority;
    const driver = await SparkDriver.start({
      ...kind,
      folder: join(folder, "spark"),
      hosts: {},
      truststore: { file: truststoreFile, password: truststorePassword },
      lakeFolder: join(folder, "lake"),
      warehouseFolder: join(folder, "warehouse"),
    });
    // Afterwards, as when a namespace is created after the workspace.
    await driver.setHosts({ [broker.host]: broker.address });
    for (const rule of ["send", "listen"] as const) {
      const { key } = rule === "send" ? sendRule : listen;
      await broker.putRule({ hub: "test", name: rule, key, rights: [rule === "send" ? "Send" : "Listen"] });
    }
    await driver.putSecret("clickstream", "listen", connectionString(broker, listen));
    await driver.putSecret("clickstream", "account-key", ACCOUNT_KEY);
    const notebooks = { ingest: "PYTHON", explore: "PYTHON" } as const;
    for (const [name, language] of Object.entries(notebooks))
      await driver.importNotebook(`/${name}.py`, language, readNotebook(`${name}.py`));
    await driver.importNotebook("/explore.sql", "SQL", readNotebook("explore.sql"));
    await driver.importNotebook("/explore.scala", "SCALA", readNotebook("explore.scala"));
    // KafkaJS drops, without a word, what is sent to a partition that is younger than its metadata.
    const producer = hubClient(broker, connectionString(broker, sendRule)).producer({
      metadataMaxAge: 0,
      retry: { retries: 10 },
    });
    return new SparkWorkspace(folder, broker, driver, producer);
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.driver.stop();
    await this.broker.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An empty hub in place of the one before, if there was one. */
  async newHub(partitions: number): Promise<void> {
    const hubs = await this.asOwner((admin) => admin.listTopics());
    if (hubs.includes("test")) await this.broker.deleteTopic("test");
    await this.broker.createTopic("test", partitions, HOUR_MS);
    await this.#producer.disconnect();
    await this.#connect();
  }

  /** A login that is cut off is a lost connection, which this client takes for a refusal and does not try again. */
  async #connect(tries = 5): Promise<void> {
    try {
      await this.#producer.connect();
    } catch (error) {
      if (tries === 1 || !/Closed connection/.test(String(error))) throw error;
      await sleep(200);
      await this.#connect(tries - 1);
    }
  }

  async send(messages: Message[]): Promise<void> {
    await this.#producer.send({ topic: "test", messages });
  }

  /** Its owner's access to the broker; no rule of Event Hubs gives that much. */
  async asOwner<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const { address, password } = ownerAccess(join(this.folder, "broker"));
    const sasl = { mechanism: "plain", username: "admin", password } as const;
    const admin = new Kafka({ brokers: [address], sasl, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Parameters of `ingest` for a schema of that name, with the checkpoint {@link checkpoint}. */
  parameters(schema: string): Record<string, string> {
    return jobParameters({
      bootstrapServers: bootstrapServersOf(this.broker.host),
      eventHub: "test",
      secretScope: "clickstream",
      connectionSecret: "listen",
      tables: { schema },
      checkpointPath: this.checkpoint(schema),
      trigger: "availableNow",
    });
  }

  checkpoint(schema: string): string {
    return join(this.folder, "checkpoints", schema);
  }

  /** Folder of the checkpoint in use. */
  stream(schema: string): string {
    const folder = join(this.checkpoint(schema), "identity");
    const file = readdirSync(folder).find((name) => name.startsWith("part-")) ?? "";
    const { id } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { id: string };
    return join(this.checkpoint(schema), id);
  }

  /** Runs `ingest` until it has caught up. */
  async ingest(parameters: Record<string, string>): Promise<void> {
    expectSuccess(await this.driver.runNotebook("/ingest.py", parameters));
  }

  /** Imports `ingest` with one more cell of Python: behind all that it defines, before the last, which runs it. */
  async importIngestWith(path: string, cell: string): Promise<void> {
    const notebook = readFileSync(join(root, "notebooks", "ingest.py"), "utf8");
    const last = "# COMMAND ----------\n\n# MAGIC %md\n# MAGIC ## Run\n";
    expect(notebook.split(last)).toHaveLength(2);
    const text = notebook.replace(last, () => `# COMMAND ----------\n${cell}\n\n${last}`);
    await this.driver.importNotebook(path, "PYTHON", Buffer.from(text).toString("base64"));
  }

  /** Runs statements that no question may be, as somebody does who may write to the tables. */
  async change(schema: string, ...statements: string[]): Promise<void> {
    const cells = [`USE ${schema}`, ...statements].map(
      (statement) => `spark.sql(${JSON.stringify(statement)})`,
    );
    const text = ["# Databricks notebook source", ...cells].join("\n");
    await this.driver.importNotebook("/change.py", "PYTHON", Buffer.from(text).toString("base64"));
    expectSuccess(await this.driver.runNotebook("/change.py", {}));
  }

  /** @param schema of the tables that the question names */
  async ask(question: string, schema = "default"): Promise<(string | null)[][]> {
    const client = new StatementClient({
      host: this.driver.sqlUrl,
      token: () => Promise.resolve(this.driver.token),
      warehouseId: "local",
      schema,
    });
    const { rows } = await client.query(question);
    return rows.map((row) => [...row]);
  }

  /** A container of the lake. */
  container(account: string, container: string): string {
    mkdirSync(join(this.folder, "lake", account, container), { recursive: true });
    return `abfss://${container}@${account}.dfs.core.windows.net`;
  }
}

/** As the program uploads it for a test's own parameters: the placeholders are given as widgets' values. */
function readNotebook(name: string): string {
  return readFileSync(join(root, "notebooks", name)).toString("base64");
}

export function expectSuccess(result: NotebookResult): NotebookResult {
  expect(result.error).toBeNull();
  return result;
}

export const tablesOf = ({ outputs }: NotebookResult): (readonly (readonly (string | null)[])[])[] =>
  outputs.flatMap((output) => (output.type === "table" ? [output.rows] : []));
