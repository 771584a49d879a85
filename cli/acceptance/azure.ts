import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, type OutputMap } from "@pulumi/pulumi/automation";
import { databricksToken } from "../../clients/databricksToken";
import { fetchOutside } from "../../clients/outside";
import { StatementClient } from "../../clients/sqlClient";
import { ask } from "../ask";
import { commandsOf } from "./commands";
import type { AcceptanceStack } from "./run";

const root = join(__dirname, "..", "..");

/** A stack on Azure, run by the Pulumi CLI with whoever is signed in, in the state that `pulumi login` chose. */
export async function azureStack(
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<AcceptanceStack> {
  const stack = await LocalWorkspace.createStack({ stackName: name, workDir: root });
  const set = (values: Readonly<Record<string, string>>): Promise<void> =>
    stack.setAllConfig(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }])));
  await set(settings);
  let group = "";
  return {
    ...commandsOf(stack),
    set,
    signInAsSecond: async () => {
      if (settings["coaches"] === undefined) return false;
      const said = await ask(
        `Sign in as a second member of "${settings["coaches"]}" now (\`az login\` in another terminal), then type ` +
          "done; anything else leaves this out: ",
      );
      return said === "done";
    },
    ...probesOf(() => stack.outputs()),
    destroy: async () => {
      group = String((await stack.outputs())["resourceGroupName"]?.value ?? "");
      return commandsOf(stack).destroy();
    },
    leftovers: async () => {
      if (group === "") return ["unknown: the stack never told its resource group"];
      const groups = [group, `${group}-databricks`];
      const there = await Promise.all(groups.map(async (each) => ((await exists(each)) ? [each] : [])));
      return there.flat();
    },
    metastoreLeftovers: async () => undefined,
  };
}

/** Looks at what the stack's outputs name, with whoever is signed in. */
function probesOf(outputs: () => Promise<OutputMap>): Pick<AcceptanceStack, "generator" | "runs" | "clicks"> {
  const token = databricksToken(process.env["DATABRICKS_TOKEN"]);
  const told = async (): Promise<(name: string) => string> => {
    const all = await outputs();
    return (name) => String(all[name]?.value ?? "");
  };
  return {
    generator: async () => {
      const group = (await told())("resourceGroupName");
      const [name = ""] = await az("container", "list", "--resource-group", group, "--query", "[].name");
      const [state = ""] = await az(
        ...[
          "container",
          "show",
          "--resource-group",
          group,
          "--name",
          name,
          "--query",
          "[instanceView.state]",
        ],
      );
      return state;
    },
    runs: async () => {
      const output = await told();
      const query = `job_id=${output("jobId")}&active_only=true`;
      const answer = await fetchOutside(
        `https://${hostOf(output("workspaceUrl"))}/api/2.2/jobs/runs/list?${query}`,
        {
          headers: { Authorization: `Bearer ${await token()}` },
        },
      );
      if (!answer.ok) throw new Error(`the job's runs: ${answer.status} ${await answer.text()}`);
      return runIds(await answer.text());
    },
    clicks: async () => {
      const output = await told();
      const client = new StatementClient({
        host: output("workspaceUrl"),
        token,
        warehouseId: output("warehouseId"),
        schema: output("schema"),
      });
      const { rows } = await client.query("SELECT coalesce(sum(clicks), 0) FROM clicks_per_product");
      return Number(rows[0]?.[0] ?? 0);
    },
  };
}

const hostOf = (address: string): string => address.replace(/^https:\/\//, "").replace(/\/$/, "");

/** @returns the ids of a list of runs, which a double cannot always hold. */
export function runIds(answer: string): readonly string[] {
  return [...answer.matchAll(/"run_id"\s*:\s*(\d+)/g)].map(([, id]) => String(id));
}

async function az(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("az", [...args, "--output", "json"]);
  return JSON.parse(stdout) as string[];
}

async function exists(group: string): Promise<boolean> {
  return JSON.stringify(await az("group", "exists", "--name", group)) === "true";
}
