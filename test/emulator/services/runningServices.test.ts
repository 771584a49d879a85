import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAlive } from "../../../runtime/alive";
import { createSimulatedCloud, type SimulatedCloud } from "../../../emulator";
import {
  LeftoverError,
  RunningServices,
  type RunningServicesOptions,
} from "../../../emulator/runningServices";
import type { Toolchain } from "../../../runtime/toolchain";
import { assignRole, inputs, make, makeCatalog, through, types, withProgram } from "./stage";
import { FakeTools } from "./fakeLaunchers";

const toolchain: Toolchain = {
  python: "python",
  sparkHome: "spark",
  java: "java",
  javaHome: "home",
  sparkJars: "jars",
  kafkaJars: "jars",
  extensionJars: "jars",
  classArchive: "classes",
};

let tools: FakeTools;
let folder: string;
let services: RunningServices;
let cloud: SimulatedCloud;

function begin(more: Partial<RunningServicesOptions> = {}): void {
  services = new RunningServices({
    challenges: dirname(folder),
    name: "challenge",
    toolchain,
    launchers: tools,
    ...more,
  });
  cloud = createSimulatedCloud({ localServices: services });
}

beforeEach(async () => {
  tools = new FakeTools();
  folder = join(await mkdtemp(join(tmpdir(), "made-")), "challenge");
  begin();
});

afterEach(async () => {
  await tools.end();
  await rm(join(folder, ".."), { recursive: true, force: true });
});

/** A workspace with its namespace, and the cloud through its provider. */
async function workspace(): Promise<SimulatedCloud> {
  await make(cloud, "group", "namespace", "account", "container", "connector");
  const [one] = await make(cloud, "workspace");
  if (one === undefined) throw new Error("no workspace");
  return through(cloud, one);
}

describe("the cloud with local services", () => {
  it("creates folders of a group, an account and a container, readable by their owner alone", async () => {
    await make(cloud, "group", "account", "container");
    const container = join(folder, "team", "lake", "teamlake", "clicks");
    expect(existsSync(container)).toBe(true);
    expect((await stat(join(folder, "team"))).mode & 0o777).toBe(0o700);
    await cloud.delete(
      types.account,
      "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/team/providers/Microsoft.Storage/storageAccounts/teamlake",
    );
    expect(existsSync(join(folder, "team", "lake", "teamlake"))).toBe(false);
    expect(existsSync(join(folder, "team"))).toBe(true);
  });

  it("starts a broker and creates topics and rules, with the key that the cloud gave", async () => {
    const [, , hub, rule] = await make(cloud, "group", "namespace", "hub", "rule");
    expect(tools.log).toEqual([
      "certificates for clicks-team.servicebus.windows.net",
      `topic test 4 ${7 * 24 * 3_600_000}`,
      "rule test send 44 Send",
    ]);
    expect([...services.brokers.keys()]).toEqual(["clicks-team.servicebus.windows.net"]);
    await cloud.delete(types.rule, rule?.id ?? "");
    await cloud.delete(types.hub, hub?.id ?? "");
    expect(tools.log.slice(3)).toEqual(["no rule test send", "no topic test"]);
  });

  it("keeps events as long as the hub says", async () => {
    await make(cloud, "group", "namespace");
    await cloud.create(types.hub, "hub", {
      ...inputs.hub,
      retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 24 },
    });
    await cloud.create(types.hub, "two", { ...inputs.hub, eventHubName: "two", messageRetentionInDays: 2 });
    expect(tools.log.slice(1)).toEqual([`topic test 4 ${24 * 3_600_000}`, `topic two 4 ${48 * 3_600_000}`]);
  });

  it("starts Spark at the same time as the broker, and tells it where the namespace is", async () => {
    await make(cloud, "group", "account");
    await Promise.all([make(cloud, "workspace"), make(cloud, "namespace")]);
    const group = join(folder, "team");
    expect(tools.log).toContain(`trusts ${join(group, "kafka", "clicks-team", "truststore.jks")}`);
    expect(tools.log).toContain(`lake ${join(group, "lake")}`);
    expect(tools.log.at(-1)).toBe('hosts {"clicks-team.servicebus.windows.net":"127.0.0.77"}');
    expect(services.sql?.token).toBe("token");
    expect(services.sql?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("gives a workspace its secrets, notebooks, schema and volume, by their local names", async () => {
    const databricks = await workspace();
    await assignRole(cloud);
    tools.log.length = 0;
    await databricks.create(types.scope, "s", { name: "team" });
    await databricks.create(types.secret, "s", { scope: "team", key: "listen", stringValue: "hidden" });
    await databricks.create(types.notebook, "n", {
      path: "/ingest",
      language: "PYTHON",
      contentBase64: "YQ==",
    });
    const [, , , schema, volume] = await makeCatalog(
      databricks,
      "credential",
      "location",
      "catalog",
      "schema",
      "volume",
    );
    expect(tools.log).toEqual([
      "secret team listen hidden",
      "notebook /ingest PYTHON YQ==",
      "schema clickstream",
    ]);
    expect(schema?.id).toBe("clickstream");
    const path = join(folder, "team", "volumes", "team", "clickstream", "checkpoints");
    expect(volume?.outputs["volumePath"]).toBe(path);
    expect(existsSync(path)).toBe(true);

    await databricks.create(types.grants, "g", { schema: "clickstream", grants: [] });
    expect(await databricks.read(types.schema, "clickstream")).toMatchObject({ ...schema });
    await databricks.delete(types.schema, "clickstream");
    expect(existsSync(path)).toBe(false);
    expect(cloud.state.resources(types.schema)).toEqual([]);
  });

  it("runs a job that is not paused, with its parameters and this machine's tuning", async () => {
    begin({ tuning: { rows_per_file: "1000" } });
    const databricks = await workspace();
    await databricks.create(types.notebook, "n", { path: "/ingest", source: __filename, language: "PYTHON" });
    const job = (pauseStatus: string, event_hub = "test") => ({
      continuous: { pauseStatus },
      tasks: [
        {
          taskKey: "ingest",
          notebookTask: { notebookPath: "/ingest", baseParameters: { event_hub, rows_per_file: "9" } },
        },
      ],
    });
    tools.log.length = 0;
    const { id } = await databricks.create(types.job, "job", job("PAUSED"));
    expect(tools.log).toEqual([]);
    await databricks.update(types.job, id, job("PAUSED"), job("UNPAUSED"));
    await databricks.update(types.job, id, job("UNPAUSED"), job("UNPAUSED"));
    await databricks.update(types.job, id, job("UNPAUSED"), job("UNPAUSED", "two"));
    expect(await services.jobErrors()).toEqual(["/ingest.py, line 7: no"]);
    await databricks.delete(types.job, id);
    expect(await services.jobErrors()).toEqual([]);
    const started = (event_hub: string) =>
      `job 15 ${JSON.stringify({ notebookPath: "/ingest", parameters: { event_hub, rows_per_file: "1000" }, continuous: true })}`;
    expect(tools.log).toEqual([started("test"), "no job 15", started("two"), "no job 15"]);
  });

  it("runs a container group as a generator with exactly its environment, again when it changes", async () => {
    await make(cloud, "group", "namespace");
    const [group] = await make(cloud, "containers");
    const [first] = services.generators;
    const environment = '{"hostName":"clicks-team","sasKeyValue":"the key"}';
    expect(tools.log.at(-1)).toBe(`generator ${environment} 127.0.0.77 Always`);
    const changed = {
      ...inputs.containers,
      containers: [{ ...inputs.containers.containers[0], image: "mcr.microsoft.com/other:1" }],
    };
    await cloud.update(types.containers, group?.id ?? "", inputs.containers, changed);
    const [second] = services.generators;
    expect(second?.process.pid).not.toBe(first?.process.pid);
    expect(second?.ledgerFile).toBe(first?.ledgerFile);
    expect(isAlive(first?.process.pid ?? 0)).toBe(false);
    await cloud.delete(types.containers, group?.id ?? "");
    expect(services.processes().map(({ name }) => name)).toEqual(["broker"]);
  });

  it("runs the very file that a secret volume holds, and another one when that changes", async () => {
    await make(cloud, "group", "namespace");
    const one = withProgram("one");
    const { id } = await cloud.create(types.containers, "containers", one);
    expect(readFileSync(tools.program ?? "", "utf8")).toBe("one");
    await cloud.update(types.containers, id, one, withProgram("two"));
    expect(readFileSync(tools.program ?? "", "utf8")).toBe("two");
    const file = tools.program ?? "";
    await cloud.update(types.containers, id, withProgram("two"), inputs.containers);
    expect([tools.program, existsSync(file)]).toEqual([undefined, false]);
  });

  it.each([
    [
      "another program",
      { command: ["python", "/generator/generator.mjs"] },
      "on this machine it must be `node FILE`",
    ],
    [
      "arguments",
      { command: ["node", "/generator/generator.mjs", "-x"] },
      "on this machine it must be `node FILE`",
    ],
    [
      "a file of no volume",
      { command: ["node", "/generator/other.mjs"] },
      "no secret volume of its group has",
    ],
    ["a volume that is not mounted", { volumeMounts: [] }, "no secret volume of its group has"],
  ])("does not run %s", async (_, change, message) => {
    await make(cloud, "group", "namespace");
    const group = withProgram("one");
    const [container] = group["containers"] as object[];
    const wrong = { ...group, containers: [{ ...container, ...change }] };
    await expect(cloud.create(types.containers, "containers", wrong)).rejects.toThrow(message);
    expect(services.generators).toEqual([]);
  });

  it("says what it cannot do", async () => {
    await make(cloud, "group");
    await expect(make(cloud, "containers")).rejects.toThrow(
      "The container's hostName leads to clicks-team.servicebus.windows.net, for which no broker runs on this machine.",
    );
    const databricks = await workspaceWithoutGroup();
    await expect(
      databricks.create(types.notebook, "n", { path: "/r", language: "R", contentBase64: "" }),
    ).rejects.toThrow('/r: this machine runs notebooks in Python, SQL and Scala, not in "R".');
    await expect(databricks.create(types.notebook, "n", { path: "/empty", language: "SQL" })).rejects.toThrow(
      "/empty: the notebook has no content.",
    );
  });

  async function workspaceWithoutGroup(): Promise<SimulatedCloud> {
    await make(cloud, "namespace");
    const [one] = await make(cloud, "workspace");
    if (one === undefined) throw new Error("no workspace");
    return through(cloud, one);
  }

  it("does not have a resource whose service did not start", async () => {
    tools = new FakeTools(new Set(["broker"]));
    begin();
    await make(cloud, "group");
    await expect(make(cloud, "namespace")).rejects.toThrow("broker does not start");
    expect(cloud.state.resources(types.namespace)).toEqual([]);
  });

  it("stops waiting for a namespace when it is cancelled", async () => {
    const stop = new AbortController();
    begin({ signal: stop.signal });
    await make(cloud, "group");
    const starting = make(cloud, "workspace");
    stop.abort(new Error("Ctrl-C"));
    await expect(starting).rejects.toThrow("Ctrl-C");
  });
});

describe("the removal of a group", () => {
  it("takes everything along: processes, ports and folders", async () => {
    await workspace();
    await make(cloud, "hub", "rule", "containers");
    const pids = services.processes().map(({ pid }) => pid);
    expect(pids).toHaveLength(3);
    await cloud.delete(
      types.group,
      "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/team",
    );
    expect(pids.filter(isAlive)).toEqual([]);
    expect(services.processes()).toEqual([]);
    expect(existsSync(join(folder, "team"))).toBe(false);
    await services.close();
    expect(existsSync(folder)).toBe(false);
  });
});

describe("close", () => {
  it("ends what runs, the generator first, and removes the folder", async () => {
    await workspace();
    await make(cloud, "containers");
    const pids = services.processes().map(({ pid }) => pid);
    await services.close();
    expect(tools.log.filter((line) => line.startsWith("stop"))[0]).toBe("stop generator");
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    await expect(services.close()).resolves.toBeUndefined();
  });

  it("kills what does not end when asked", async () => {
    await make(cloud, "group", "namespace");
    tools.deaf.add("broker");
    const [broker] = services.processes();
    await services.close();
    expect(isAlive(broker?.pid ?? 0)).toBe(false);
  }, 20_000);

  it("says which port still answers", async () => {
    const databricks = await workspace();
    expect(databricks).toBeDefined();
    const { hostname, port } = new URL(services.sql?.url ?? "");
    let squatter: Server | undefined;
    const before = tools.servers[0];
    before?.once("close", () => {
      squatter = createServer().listen(Number(port), hostname);
    });
    const error: unknown = await services.close().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LeftoverError);
    expect((error as LeftoverError).left).toEqual([`port ${hostname}:${port}`]);
    squatter?.close();
    if (squatter?.listening) await once(squatter, "close");
  }, 20_000);
});
