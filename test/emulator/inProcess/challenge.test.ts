import { createSimulatedCloud, type SimulatedCloudOptions } from "../../../emulator";
import { FailedDeployment, runProgram, type Deployment } from "../../../emulator/inProcess";
import program from "../../../index";

const settings = { team: "alpha", owner: "coach@example.com", expires: "2099-01-01" };

async function run(config: Record<string, string>, options: SimulatedCloudOptions = {}) {
  const cloud = createSimulatedCloud(options);
  const running = runProgram({
    program,
    cloud,
    config: { ...settings, ...config },
    project: "clickstream-challenge",
    stack: "alpha",
  });
  return { cloud, running };
}

function typesOf(deployment: Deployment): string[] {
  return deployment.resources.filter(({ custom }) => custom).map(({ type }) => type.split(":").at(-1) ?? "");
}

jest.setTimeout(120_000);

// The SDK keeps a stack trace of every promise, which is half of the time that a run takes.
const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 1));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

describe("the challenge on the simulated clouds", () => {
  it.each([
    ["1", 3],
    ["2", 4],
    ["3", 6],
  ])(
    "through step %s has the hub and what the step adds, and leaves nothing",
    async (throughStep, fewest) => {
      const { cloud, running } = await run({ throughStep });
      const deployment = await running;
      expect(typesOf(deployment).length).toBeGreaterThan(fewest);
      expect(typesOf(deployment)).toContain("EventHub");
      expect(typesOf(deployment).includes("StorageAccount")).toBe(throughStep === "3");
      await deployment.destroy();
      expect(cloud.state.resources()).toEqual([]);
    },
  );

  it.each(["unityCatalog", "accountKey"])(
    "with %s comes up whole and leaves nothing: no group, nothing in the metastore",
    async (lakeAccess) => {
      const { cloud, running } = await run({ lakeAccess });
      const deployment = await running;
      expect(typesOf(deployment).includes("Catalog")).toBe(lakeAccess === "unityCatalog");
      expect(typesOf(deployment)).toEqual(expect.arrayContaining(["ContainerGroup", "Job", "Workspace"]));
      expect(deployment.outputs["team"]).toBe("alpha");
      await deployment.destroy();
      expect(cloud.state.resources()).toEqual([]);
    },
  );

  it("keeps keys out of every output that is not secret", async () => {
    const { cloud, running } = await run({});
    const deployment = await running;
    const keys = cloud.state
      .resources("azure-native:eventhub:EventHubAuthorizationRule")
      .map(({ hidden }) => String(hidden["primaryKey"]));
    expect(keys).toHaveLength(2);
    const open = Object.entries(deployment.outputs).filter(
      ([name]) => !deployment.secretOutputs.includes(name),
    );
    for (const key of keys) expect(JSON.stringify(open)).not.toContain(key);
    expect(deployment.secretOutputs).toContain("containerCreateCommand");
  });

  it("knows which inputs are secrets, inside others too", async () => {
    const { resources } = await (await run({ lakeAccess: "accountKey" })).running;
    const secrets = resources.flatMap(({ name, secretInputs }) =>
      secretInputs.map((path) => [name, ...path].join(" ")),
    );
    expect(secrets.sort()).toEqual([
      "clickstream-generator-group containers 0 environmentVariables 2 secureValue",
      "clickstream-job-event-hub-listen stringValue",
      "clickstream-job-lake-account-key stringValue",
    ]);
  });

  it("names the resource that was refused, and removes what was created before", async () => {
    const { cloud, running } = await run({}, { limits: { dockerHubExhausted: true } });
    const error: unknown = await running.catch((reason: unknown) => reason);
    if (!(error instanceof FailedDeployment)) throw new Error(String(error));
    expect(error.message).toMatch(/ContainerGroup\): Status=409 Code="RegistryErrorResponse"/);
    await error.deployment.destroy();
    expect(cloud.state.resources()).toEqual([]);
  });

  it("comes up though each of Databricks' services says once what passes by itself", async () => {
    const once = {
      "secretScope:SecretScope":
        'failed during request visitor: azure-cli auth: load tenant id: parse "": empty url',
      "notebook:Notebook": "The parent folder (/Shared/clickstream) does not exist.",
      "job:Job": "Worker environment workerenv-1234567890123456 not found",
      "sqlEndpoint:SqlEndpoint": "Unauthorized access to workspace: 1234567890123456",
      "storageCredential:StorageCredential": "No metastore assigned for the current workspace.",
      "schema:Schema": "Catalog 'clickstream_alpha' is not accessible in current workspace",
      "grant:Grant": "User does not have USE CATALOG on Catalog 'clickstream_alpha'.",
    };
    const faults = Object.entries(once).map(
      ([type, message]) =>
        ({ nth: 1, action: "create", type: `databricks:index/${type}`, when: "before", message }) as const,
    );
    const { running } = await run({}, { faults });
    expect(typesOf(await running)).toEqual(
      expect.arrayContaining(Object.keys(once).map((type) => type.split(":")[1])),
    );
  });

  it("does not retry a create that left something: the retry would fail because it exists", async () => {
    const type = "databricks:index/catalog:Catalog";
    const message = "User does not have USE CATALOG on Catalog 'clickstream_alpha'.";
    const faults = [{ nth: 1, action: "create", type, when: "after", message }] as const;
    const { cloud, running } = await run({}, { faults });
    const error: unknown = await running.catch((reason: unknown) => reason);
    if (!(error instanceof FailedDeployment)) throw new Error(String(error));
    expect(error.message).toContain(`cannot create catalog: ${message}`);
    await error.deployment.destroy();
    expect(cloud.state.resources()).toEqual([]);
  });

  it("leaves nothing whichever operation fails, before or after its effect", async () => {
    const { running } = await run({});
    const count = typesOf(await running).filter((type) => type !== "databricks").length;
    for (const when of ["before", "after"] as const) {
      for (let nth = 1; nth <= count; nth += 13) {
        const { cloud, running: failing } = await run({}, { faults: [{ nth, action: "create", when }] });
        const error: unknown = await failing.catch((reason: unknown) => reason);
        if (!(error instanceof FailedDeployment)) throw new Error(`${when} ${nth}: ${String(error)}`);
        await error.deployment.destroy();
        expect([when, nth, cloud.state.resources().map(({ id }) => id)]).toEqual([when, nth, []]);
      }
    }
  });
});
