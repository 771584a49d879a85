import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jobParameters } from "../../program/jobParameters";
import { laptopTuning } from "../../runtime/laptopTuning";

const notebook = readFileSync(join(__dirname, "..", "..", "notebooks", "ingest.py"), "utf8");
/** Names of the widgets in each group; a blank line ends one. */
const [set = [], tuning = []] = notebook
  .split("\n\n")
  .map((group) => [...group.matchAll(/^dbutils\.widgets\.text\("(\w+)"/gm)].map(([, name = ""]) => name))
  .filter((names) => names.length > 0);

const settings = {
  bootstrapServers: "clicks.servicebus.windows.net:9093",
  eventHub: "test",
  secretScope: "clickstream",
  connectionSecret: "listen",
  tables: { schema: "cat.clickstream" },
  checkpointPath: "/checkpoints/ingest",
  trigger: "availableNow",
} as const;

describe("the job's parameters", () => {
  it("are the widgets that the notebook says the job sets, in their order", () => {
    expect(Object.keys(jobParameters(settings))).toEqual(set);
  });

  it("name a schema, or a lake and the secret that opens it", () => {
    const parameters = {
      bootstrap_servers: "clicks.servicebus.windows.net:9093",
      event_hub: "test",
      secret_scope: "clickstream",
      connection_secret: "listen",
      schema: "cat.clickstream",
      lake_url: "",
      account_key_secret: "",
      checkpoint_path: "/checkpoints/ingest",
      trigger: "availableNow",
    };
    expect(jobParameters(settings)).toEqual(parameters);
    const tables = { lakeUrl: "abfss://clicks@red.dfs.core.windows.net", accountKeySecret: "key" };
    expect(jobParameters({ ...settings, tables })).toEqual({
      ...parameters,
      schema: "",
      lake_url: "abfss://clicks@red.dfs.core.windows.net",
      account_key_secret: "key",
    });
  });

  it("are tuned for a laptop by widgets that the notebook has", () => {
    const { trigger, ...others } = laptopTuning;
    expect(trigger).toBeDefined();
    expect(tuning).toEqual(expect.arrayContaining(Object.keys(others)));
    expect(tuning).toHaveLength(9);
  });
});
