import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { CloudResource } from "../..";
import { record, records, requireText, text } from "../../core/properties";
import { endService } from "../leftovers";
import type { NotebookLanguage } from "../../../runtime/spark/driver";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";
import type { SparkService } from "../launchers";

/** How long a workspace waits for a namespace in its group to be declared, ms. */
const NAMESPACE_PATIENCE = 30_000;

type Inputs = CloudResource["inputs"];

/** A workspace is a Spark driver with notebooks, secrets, databases and jobs of its own. */
export function workspaceHandlers(site: ServiceRegistry): Record<string, ServiceHandler> {
  const driverOf = ({ home }: CloudResource): SparkService => {
    const driver = site.drivers.get(home);
    if (driver === undefined) throw new Error(`No Spark driver runs for the workspace ${home}.`);
    return driver;
  };
  const importNotebook = async (resource: CloudResource): Promise<void> => {
    const { language, content } = await notebookIn(resource.inputs);
    await driverOf(resource).importNotebook(resource.id, language, content);
  };
  return {
    "azure-native:databricks:Workspace": {
      make: (resource) => startDriver(site, resource),
      remove: async ({ id }) => {
        const driver = site.drivers.get(id);
        if (driver !== undefined) await endService(driver);
        site.drivers.delete(id);
        await site.removeFolder(groupIn(id), "spark");
        await site.removeFolder(groupIn(id), "volumes");
      },
    },
    "databricks:index/secret:Secret": {
      make: (resource) => {
        const { scope, key, stringValue } = resource.inputs;
        return driverOf(resource).putSecret(String(scope), String(key), String(stringValue));
      },
      remove: async ({ home, inputs }) => {
        await site.drivers.get(home)?.deleteSecret(String(inputs["scope"]), String(inputs["key"]));
      },
    },
    "databricks:index/notebook:Notebook": {
      make: importNotebook,
      change: importNotebook,
      remove: async ({ home, id }) => {
        await site.drivers.get(home)?.deleteNotebook(id);
      },
    },
    "databricks:index/job:Job": jobPart(site, driverOf),
  };
}

/** A job is a notebook that the workspace's driver runs for as long as the job is there and not paused. */
function jobPart(site: ServiceRegistry, driverOf: (resource: CloudResource) => SparkService): ServiceHandler {
  return {
    make: (resource) => runJob(site, driverOf(resource), resource),
    change: async (resource, before) => {
      if (same(resource.inputs, before.inputs)) return;
      if (runs(before.inputs)) await driverOf(resource).cancelJob(resource.id);
      site.jobs.delete(resource.id);
      await runJob(site, driverOf(resource), resource);
    },
    remove: async ({ home, id, inputs }) => {
      if (!runs(inputs)) return;
      site.jobs.delete(id);
      await site.drivers.get(home)?.cancelJob(id);
    },
  };
}

async function startDriver(site: ServiceRegistry, { id }: CloudResource): Promise<void> {
  const group = groupIn(id);
  const { truststoreFile, truststorePassword } = await site
    .authority(group)
    .wait(
      NAMESPACE_PATIENCE,
      `The workspace needs an Event Hubs namespace in its resource group ${group}; none was declared.`,
      site.signal,
    );
  const driver = await site.tools.startSpark({
    folder: await site.makeFolder(group, "spark"),
    toolchain: site.toolchain,
    hosts: {},
    truststore: { file: truststoreFile, password: truststorePassword },
    lakeFolder: await site.makeFolder(group, "lake"),
    warehouseFolder: await site.makeFolder(group, "spark", "warehouse"),
    signal: site.signal,
  });
  site.drivers.set(id, driver);
  const { hostname, port } = new URL(driver.sqlUrl);
  site.ports.push({ host: hostname, port: Number(port) });
  await site.tellHosts();
}

/** By what Databricks calls them, and by a file's extension, from which the provider takes them otherwise. */
const LANGUAGES: Readonly<Record<string, NotebookLanguage>> = {
  PYTHON: "PYTHON",
  ".py": "PYTHON",
  SQL: "SQL",
  ".sql": "SQL",
  SCALA: "SCALA",
  ".scala": "SCALA",
};

async function notebookIn(inputs: Inputs): Promise<{ language: NotebookLanguage; content: string }> {
  const source = text(inputs, "source");
  const called = text(inputs, "language") ?? extname(source ?? "").toLowerCase();
  const language = LANGUAGES[called];
  if (language === undefined) {
    throw new Error(
      `${requireText(inputs, "path")}: this machine runs notebooks in Python, SQL and Scala, not in "${called}".`,
    );
  }
  const content =
    text(inputs, "contentBase64") ??
    (source === undefined ? undefined : (await readFile(source)).toString("base64"));
  if (content === undefined) throw new Error(`${requireText(inputs, "path")}: the notebook has no content.`);
  return { language, content };
}

/** Whether the job runs by itself: continuous, and not paused. */
function runs(inputs: Inputs): boolean {
  const continuous = record(inputs, "continuous");
  return Object.keys(continuous).length > 0 && (text(continuous, "pauseStatus") ?? "UNPAUSED") === "UNPAUSED";
}

async function runJob(site: ServiceRegistry, driver: SparkService, { id, inputs }: CloudResource): Promise<void> {
  if (!runs(inputs)) return;
  const [task, ...more] = records(inputs, "tasks").map((each) => record(each, "notebookTask"));
  if (task === undefined || more.length > 0) {
    throw new Error("On this machine a job runs exactly one notebook task.");
  }
  const parameters = Object.entries(record(task, "baseParameters")).map(([name, value]) => [
    name,
    String(value),
  ]);
  site.jobs.set(id, driver);
  await driver.startJob(id, {
    notebookPath: requireText(task, "notebookPath"),
    // A laptop is no cluster: what only tunes the run is set for it here, and not by the program.
    parameters: { ...(Object.fromEntries(parameters) as Record<string, string>), ...site.tuning },
    continuous: true,
  });
}

function same(one: Inputs, other: Inputs): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
