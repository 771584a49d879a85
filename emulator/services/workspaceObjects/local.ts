import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { NotebookLanguage } from "../../../runtime/spark/driver";
import type { Properties } from "../../core/cloudApi";
import type { CloudResource } from "../../core/cloudState";
import { requireText, text } from "../../core/properties";
import type { ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** Secrets and notebooks are kept by the workspace's Spark driver. */
export function workspaceObjectHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  const importNotebook = async (resource: CloudResource): Promise<void> => {
    const { language, content } = await notebookIn(resource.inputs);
    await registry.driverOf(resource).importNotebook(resource.id, language, content);
  };
  return {
    "databricks:index/secret:Secret": {
      make: (resource) => {
        const { scope, key, stringValue } = resource.inputs;
        return registry.driverOf(resource).putSecret(String(scope), String(key), String(stringValue));
      },
      remove: async ({ home, inputs }) => {
        await registry.drivers.get(home)?.deleteSecret(String(inputs["scope"]), String(inputs["key"]));
      },
    },
    "databricks:index/notebook:Notebook": {
      make: importNotebook,
      change: importNotebook,
      remove: async ({ home, id }) => {
        await registry.drivers.get(home)?.deleteNotebook(id);
      },
    },
  };
}

/** By what Databricks calls them, and by a file's extension, from which the provider takes them otherwise. */
const languages: Readonly<Record<string, NotebookLanguage>> = {
  PYTHON: "PYTHON",
  ".py": "PYTHON",
  SQL: "SQL",
  ".sql": "SQL",
  SCALA: "SCALA",
  ".scala": "SCALA",
};

async function notebookIn(inputs: Properties): Promise<{ language: NotebookLanguage; content: string }> {
  const source = text(inputs, "source");
  const called = text(inputs, "language") ?? extname(source ?? "").toLowerCase();
  const language = languages[called];
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
