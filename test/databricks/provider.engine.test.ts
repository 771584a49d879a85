import { createSimulatedCloud } from "../../emulator";
import { serveProviders, type ServedProviders } from "../../emulator/grpc";
import type { Properties } from "../../emulator/core/cloudApi";
import { isObject } from "../../emulator/core/properties";
import { UNKNOWN } from "../../emulator/grpc/properties";
import { COMPILE_LIMIT, ProviderClient, RealProvider, type Difference } from "./provider";

let real: RealProvider;
let served: ServedProviders;
let emulated: ProviderClient;

beforeAll(async () => {
  real = await RealProvider.start();
  served = await serveProviders({ cloud: createSimulatedCloud(), isOwnCode: () => false });
  emulated = new ProviderClient(portOf(served));
}, COMPILE_LIMIT);

afterAll(async () => {
  emulated.close();
  await served.stop();
  await real.stop();
});

const LAKE = "abfss://clicks@lake.dfs.core.windows.net";

function portOf({ environment }: ServedProviders): number {
  return Number(/databricks:(\d+)/.exec(environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1]);
}

/** A resource as the program declares it, and changes of its inputs. */
interface Case {
  readonly inputs: Properties;
  /** What the service adds to the state that has something to do with a change. */
  readonly state?: Properties;
  readonly changes: readonly Properties[];
}

const cases: Readonly<Record<string, Case>> = {
  Catalog: {
    inputs: {
      name: "red",
      comment: "c",
      storageRoot: `${LAKE}/catalog`,
      isolationMode: "ISOLATED",
      forceDestroy: true,
    },
    changes: [
      {},
      { comment: "another" },
      { storageRoot: `${LAKE}/catalog/` },
      { storageRoot: `${LAKE}//catalog` },
      { storageRoot: `${LAKE}/other` },
      { isolationMode: "OPEN" },
      { forceDestroy: false },
    ],
  },
  ExternalLocation: {
    inputs: {
      name: "red",
      url: LAKE,
      credentialName: "red",
      isolationMode: "ISOLATION_MODE_ISOLATED",
      enableFileEvents: false,
      skipValidation: true,
      forceDestroy: true,
    },
    state: { url: `${LAKE}/` },
    changes: [
      {},
      { url: `${LAKE}/` },
      { url: `${LAKE}/deeper` },
      { name: "blue" },
      { credentialName: "blue" },
    ],
  },
  StorageCredential: {
    inputs: {
      name: "red",
      azureManagedIdentity: { accessConnectorId: "/connectors/red" },
      isolationMode: "ISOLATION_MODE_ISOLATED",
      forceDestroy: true,
    },
    changes: [{}, { comment: "c" }, { forceDestroy: false }],
  },
  Grants: {
    inputs: { catalog: "red", grants: [{ principal: "account users", privileges: ["USE_CATALOG"] }] },
    changes: [{}, { catalog: "blue" }],
  },
  Grant: {
    inputs: { catalog: "red", principal: "account users", privileges: ["USE_CATALOG"] },
    changes: [{}, { catalog: "blue" }, { principal: "hackathon coaches" }],
  },
  Dashboard: {
    inputs: {
      displayName: "Clicks",
      parentPath: "/Shared/clickstream",
      warehouseId: "w",
      serializedDashboard: "{}",
      embedCredentials: false,
    },
    changes: [{ displayName: "Others" }, { warehouseId: "v" }, { embedCredentials: true }],
  },
  SqlEndpoint: {
    inputs: {
      name: "red",
      clusterSize: "2X-Small",
      maxNumClusters: 1,
      warehouseType: "PRO",
      enableServerlessCompute: true,
      autoStopMins: 5,
    },
    state: {
      odbcParams: { hostname: "adb-1.1.azuredatabricks.net", path: "/sql", protocol: "https", port: 443 },
    },
    changes: [{}, { name: "blue" }, { clusterSize: "Small" }, { autoStopMins: 10 }],
  },
  Job: {
    inputs: {
      name: "red",
      continuous: { pauseStatus: "PAUSED" },
      controlRunState: true,
      maxConcurrentRuns: 1,
      tasks: [{ taskKey: "ingest", notebookTask: { notebookPath: "/a", source: "WORKSPACE" } }],
    },
    changes: [{}, { name: "blue" }, { continuous: { pauseStatus: "UNPAUSED" } }, { description: "d" }],
  },
  Schema: {
    inputs: { name: "clickstream", catalogName: "red", forceDestroy: true },
    changes: [{}, { name: "other" }, { catalogName: "blue" }, { comment: "c" }],
  },
  Volume: {
    inputs: { name: "checkpoints", catalogName: "red", schemaName: "clickstream", volumeType: "MANAGED" },
    changes: [{}, { catalogName: "blue" }, { schemaName: "other" }, { comment: "c" }],
  },
  SecretScope: { inputs: { name: "clickstream" }, changes: [{}, { name: "other" }] },
  Secret: {
    inputs: { scope: "clickstream", key: "listen", stringValue: "a" },
    changes: [{}, { stringValue: "b" }, { key: "send" }, { scope: "other" }],
  },
  Directory: { inputs: { path: "/Shared/clickstream" }, changes: [{}, { path: "/Shared/other" }] },
  Notebook: {
    inputs: { path: "/Shared/clickstream/a", language: "PYTHON", format: "SOURCE", contentBase64: "YQ==" },
    changes: [{}, { contentBase64: "Yg==" }, { path: "/Shared/clickstream/b" }],
  },
};

describe("a provider of Databricks' whose", () => {
  const before = { host: "https://a", authType: "azure-cli" };
  it.each([
    ["settings stay", before],
    ["host nobody knows yet", { ...before, host: UNKNOWN }],
    ["host changes", { ...before, host: "https://b" }],
    ["sign-in changes beside a host that nobody knows yet", { host: UNKNOWN, authType: "pat" }],
    ["sign-in goes", { host: "https://a" }],
  ])("%s is emulated as it answers", async (_, after) => {
    expect(await emulated.diffConfig(before, after)).toEqual(await real.client.diffConfig(before, after));
  });
});

/** What of a difference the change has to do with: what the service alone would add to the state is not in this one. */
function effectOf(difference: Difference | undefined, change: Properties): Partial<Difference> {
  const changed = new Set(leavesOf(change));
  const details = Object.entries(difference?.details ?? {}).filter(
    ([path, kind]) => changed.has(path) || kind.endsWith("_REPLACE"),
  );
  return { ...difference, details: Object.fromEntries(details) };
}

/** Paths of the values in it, such as `continuous.pauseStatus`. */
function leavesOf(change: Properties): string[] {
  return Object.entries(change).flatMap(([key, value]) =>
    isObject(value) ? leavesOf(value).map((path) => `${key}.${path}`) : [key],
  );
}

describe.each(Object.entries(cases))("a change of a %s", (type, { inputs, state, changes }) => {
  it.each(changes.map((change) => [JSON.stringify(change), change] as const))(
    "to %s is emulated as Databricks' provider plans it",
    async (_, change) => {
      const [before, after] = await Promise.all(
        [inputs, { ...inputs, ...change }].map(async (given) => {
          const { inputs: taken, failures } = await real.client.check(type, given);
          expect(failures).toEqual([]);
          return taken;
        }),
      );
      const stood = { ...before, id: "thing", ...state };
      const [planned, emulation] = await Promise.all(
        [real.client, emulated].map((client) => client.diff(type, stood, before ?? {}, after ?? {})),
      );
      expect(effectOf(emulation, change)).toEqual(effectOf(planned, change));
    },
  );
});

describe("a create that Databricks refuses", () => {
  const refusal = {
    status: 403,
    error_code: "PERMISSION_DENIED",
    message: "User does not have CREATE CATALOG on Metastore 'm'.",
  };

  it.each(Object.entries(cases))("is told alike of a %s", async (type, { inputs }) => {
    real.refusal = refusal;
    const { inputs: taken } = await real.client.check(type, inputs);
    const told = await real.client.refusedCreate(type, taken);
    const module = type.charAt(0).toLowerCase() + type.slice(1);
    const token = `databricks:index/${module}:${type}`;
    const faulty = createSimulatedCloud({
      faults: [{ nth: 1, action: "create", type: token, when: "before", message: refusal.message }],
    });
    const other = await serveProviders({ cloud: faulty, isOwnCode: () => false });
    const client = new ProviderClient(portOf(other));
    try {
      expect(await client.refusedCreate(type, taken)).toBe(told);
    } finally {
      client.close();
      await other.stop();
    }
  });
});
