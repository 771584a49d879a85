import { failureOf, pauses, pausesFor } from "../../program/failures";
import { COMPILE_LIMIT, RealProvider } from "./provider";

let real: RealProvider;
beforeAll(async () => (real = await RealProvider.start()), COMPILE_LIMIT);
afterEach(() => (real.answers = {}));
afterAll(() => real.stop());

const urn = (type: string): string =>
  `urn:pulumi:dev::project::databricks:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}::thing`;

describe("what Databricks' provider says, as the table of failures knows it", () => {
  const job = {
    name: "red",
    continuous: { pauseStatus: "PAUSED" },
    controlRunState: true,
    maxConcurrentRuns: 1,
    tasks: [{ taskKey: "ingest", notebookTask: { notebookPath: "/a", source: "WORKSPACE" } }],
  };

  it("of a run that is refused after a job was changed: the change stands, and the refusal passes", async () => {
    const message =
      "A concurrent request to run the continuous job is already in progress. Please wait for it to complete before issuing a new request.";
    real.answers = {
      "POST /api/2.2/jobs/reset": { status: 200, body: {} },
      "POST /api/2.2/jobs/run-now": { status: 409, body: { error_code: "CONFLICT", message } },
    };
    const { inputs } = await real.client.check("Job", { ...job, continuous: { pauseStatus: "UNPAUSED" } });
    const said = await real.client.refusedUpdate("Job", "42", job, inputs);
    expect(said).toBe(`updating ${urn("Job")}: 1 error occurred:\n\t* cannot update job: ${message}\n\n`);
    expect(pausesFor(said)).toEqual(pauses);
  });

  it.each([
    [500, "Internal Server Error"],
    [403, "Forbidden"],
  ])("of a storage credential that is refused with %i and nothing else", async (status, text) => {
    real.answers = { "POST /api/2.1/unity-catalog/storage-credentials": { status } };
    const { inputs } = await real.client.check("StorageCredential", {
      name: "red",
      azureManagedIdentity: { accessConnectorId: "/connectors/red" },
    });
    const said = await real.client.refusedCreate("StorageCredential", inputs);
    expect(said).toContain(`cannot create storage credential: ${text}`);
    expect(failureOf(said)?.shown).toMatch(/^cannot create storage credential/);
    expect(pausesFor(said)).toEqual([]);
  });

  it("of a warehouse that a list does not name yet: it exists, and only the next up asks for it again", async () => {
    const id = "5ee1f00d";
    const warehouse = { id, name: "red", cluster_size: "2X-Small", state: "RUNNING" };
    real.answers = {
      "POST /api/2.0/sql/warehouses": { status: 200, body: { id } },
      [`GET /api/2.0/sql/warehouses/${id}`]: { status: 200, body: warehouse },
      [`POST /api/2.0/sql/warehouses/${id}/edit`]: { status: 200, body: {} },
      "GET /api/2.0/preview/sql/data_sources": { status: 200, body: [] },
    };
    const given = { name: "red", clusterSize: "2X-Small", noWait: true };
    const { inputs } = await real.client.check("SqlEndpoint", given);
    const created = await real.client.refusedCreate("SqlEndpoint", inputs);
    const lags = `1 error occurred:\n\t* cannot read sql endpoint: no data source found for endpoint ${id}\n\n`;
    expect(created).toBe(`creating ${urn("SqlEndpoint")}: ${lags}`);
    expect(pausesFor(created)).toEqual([]);
    const updated = await real.client.refusedUpdate("SqlEndpoint", id, inputs, inputs);
    expect(updated).toBe(`updating ${urn("SqlEndpoint")}: ${lags}`);
    expect(pausesFor(updated)).toEqual(pauses);
  });
});
