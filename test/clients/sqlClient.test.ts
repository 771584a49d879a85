import fc from "fast-check";
import { StatementClient, StatementError } from "../../clients/sqlClient";
import { StatementApi, type StatementAnswer } from "./statementApi";

const numbers: StatementAnswer = { columns: [["n", "BIGINT"]], rows: [["1"], ["2"], ["3"]] };

let api: StatementApi;
let client: StatementClient;

beforeEach(async () => {
  api = await new StatementApi(() => numbers).start();
  client = new StatementClient({ host: api.url, token: async () => "secret", warehouseId: "w1" });
});

afterEach(() => api.stop());

const failureOf = async (asked: Promise<unknown>): Promise<StatementError> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StatementError)) throw new Error(`expected a StatementError, got ${String(error)}`);
  return error;
};

describe("a statement that succeeds", () => {
  it("reaches the clicks' tables by their path where they have no schema, and no others", async () => {
    const lakeUrl = "abfss://lake@account.dfs.core.windows.net";
    const byPath = new StatementClient({ host: api.url, token: async () => "t", warehouseId: "w1", lakeUrl });
    await byPath.query("SELECT * FROM clicks JOIN other USING (n)");
    expect(api.seen[0]?.body).toMatchObject({
      statement: `SELECT * FROM delta.\`${lakeUrl}/clicks\` JOIN other USING (n)`,
    });
  });

  it("returns columns with SQL types, rows as text, null as null", async () => {
    api.answer = () => ({
      columns: [
        ["productid", "INT"],
        ["clicks", "BIGINT"],
      ],
      rows: [
        ["7", "12"],
        [null, "1"],
      ],
    });
    await expect(client.query("SELECT 1")).resolves.toEqual({
      columns: [
        { name: "productid", type: "INT" },
        { name: "clicks", type: "BIGINT" },
      ],
      rows: [
        ["7", "12"],
        [null, "1"],
      ],
      truncated: false,
    });
  });

  it("sends the warehouse, the token, the limit and the parameters as the API wants them", async () => {
    const parameters = [{ name: "p", value: "7", type: "INT" }];
    await client.query("SELECT :p", { rowLimit: 2, parameters });
    expect(api.seen).toEqual([
      {
        method: "POST",
        path: "/api/2.0/sql/statements",
        token: "Bearer secret",
        body: {
          statement: "SELECT :p",
          warehouse_id: "w1",
          disposition: "INLINE",
          format: "JSON_ARRAY",
          wait_timeout: "10s",
          on_wait_timeout: "CONTINUE",
          row_limit: 2,
          parameters,
        },
      },
    ]);
  });

  it.each([
    ["team_a.clicks", { catalog: "team_a", schema: "clicks" }],
    ["clicks", { schema: "clicks" }],
  ])("sets schema %s", async (schema, sent) => {
    const options = { host: api.url, token: async () => "t", warehouseId: "w", schema };
    await new StatementClient(options).query("SELECT 1");
    expect(api.seen[0]?.body).toMatchObject(sent);
    expect("catalog" in (api.seen[0]?.body ?? {})).toBe("catalog" in sent);
  });

  it("says that rows were left out", async () => {
    const { rows, truncated } = await client.query("SELECT n", { rowLimit: 2 });
    expect([rows, truncated]).toEqual([[["1"], ["2"]], true]);
  });

  it("waits while it is pending and running", async () => {
    api.answer = () => ({ ...numbers, looks: 3 });
    const { rows } = await client.query("SELECT n");
    expect(rows).toEqual([["1"], ["2"], ["3"]]);
    expect(api.seen.map((one) => `${one.method} ${one.path}`)).toEqual([
      "POST /api/2.0/sql/statements",
      ...new Array<string>(3).fill("GET /api/2.0/sql/statements/01ef-1"),
    ]);
  });

  it("has no rows where the result is empty", async () => {
    api.answer = () => ({ columns: [["n", "INT"]] });
    await expect(client.query("SELECT n")).resolves.toEqual({
      columns: [{ name: "n", type: "INT" }],
      rows: [],
      truncated: false,
    });
  });

  it("puts any number of chunks of any size together in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(40), fc.integer({ min: 1, max: 15 }), async (count, chunkRows) => {
        const rows = Array.from({ length: count }, (_, index) => [String(index)]);
        api.answer = () => ({ columns: [["n", "INT"]], rows, chunkRows });
        expect((await client.query("SELECT n")).rows).toEqual(rows);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a statement that fails", () => {
  it("carries Databricks' message, code and SQLSTATE", async () => {
    const message = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `clicks` cannot be found. SQLSTATE: 42P01";
    api.answer = () => ({ looks: 1, error: { error_code: "BAD_REQUEST", message, sqlState: "42P01" } });
    const { message: said, code, sqlState } = await failureOf(client.query("SELECT 1"));
    expect([said, code, sqlState]).toEqual([message, "BAD_REQUEST", "42P01"]);
  });

  it.each([
    ["CANCELED", "The statement was cancelled."],
    ["CLOSED", "The statement's result is no longer kept: run it again."],
  ] as const)("explains %s", async (state, message) => {
    api.answer = () => ({ state });
    const error = await failureOf(client.query("SELECT 1"));
    expect([error.message, error.code]).toEqual([message, state]);
  });
});

describe("a service that refuses", () => {
  it.each([
    [429, { "retry-after": "0" }],
    [503, { "retry-after": new Date(Date.now() - 1000).toUTCString() }],
  ])("is asked again after %i, when it says", async (status, headers) => {
    api.refusals.push({ status, headers }, { status, headers });
    expect((await client.query("SELECT n")).rows).toHaveLength(3);
    expect(api.seen).toHaveLength(3);
  });

  it("waits as long as Retry-After says", async () => {
    api.refusals.push({ status: 429, headers: { "retry-after": "1" } });
    const begun = performance.now();
    await client.query("SELECT n");
    expect(performance.now() - begun).toBeGreaterThan(990);
  });

  it("is given up after six refusals, with what it said", async () => {
    const body = JSON.stringify({ error_code: "RESOURCE_EXHAUSTED", message: "too many statements" });
    for (let n = 0; n < 6; n++) api.refusals.push({ status: 429, headers: { "retry-after": "0" }, body });
    const error = await failureOf(client.query("SELECT n"));
    expect([error.message, error.code]).toEqual(["too many statements (HTTP 429)", "RESOURCE_EXHAUSTED"]);
    expect(api.seen).toHaveLength(6);
  });

  it("is asked for a new token once it refuses the old one", async () => {
    const tokens = ["old", "new"];
    client = new StatementClient({
      host: api.url,
      token: async () => tokens.shift() ?? "none left",
      warehouseId: "w",
    });
    api.refusals.push({ status: 401 });
    await client.query("SELECT n");
    expect(api.seen.map((one) => one.token)).toEqual(["Bearer old", "Bearer new"]);
  });

  it("is named, without the token, where it refuses every token", async () => {
    const refused = { status: 401, body: '{"message":"Invalid access token."}' };
    api.refusals.push(refused, refused);
    const error = await failureOf(client.query("SELECT n"));
    expect(error.message).toBe(`${api.url} refused the access token (401): Invalid access token.`);
    expect(api.seen).toHaveLength(2);
  });

  it("is not asked again where the request itself is wrong", async () => {
    api.refusals.push({ status: 400, body: '{"error_code":"BAD_REQUEST","message":"no warehouse w1"}' });
    const error = await failureOf(client.query("SELECT n"));
    expect([error.message, error.code]).toEqual(["no warehouse w1 (HTTP 400)", "BAD_REQUEST"]);
    expect(api.seen).toHaveLength(1);
  });

  it("may answer with something that is no JSON", async () => {
    api.refusals.push({ status: 502, body: "<html>Bad gateway</html>" });
    const error = await failureOf(client.query("SELECT n"));
    expect([error.message, error.code]).toEqual(["<html>Bad gateway</html> (HTTP 502)", "HTTP_502"]);
  });

  it("does not lead the token elsewhere by a redirect", async () => {
    const other = await new StatementApi(() => numbers).start();
    api.refusals.push({ status: 307, headers: { location: `${other.url}/api/2.0/sql/statements` } });
    await failureOf(client.query("SELECT n"));
    expect(other.seen).toEqual([]);
    await other.stop();
  });
});

describe("a connection that breaks", () => {
  it("is not answered: the error names the address", async () => {
    await api.stop();
    const error = await failureOf(client.query("SELECT n"));
    expect(error.code).toBe("UNREACHABLE");
    expect(error.message).toContain(`${api.url} does not answer: connect ECONNREFUSED`);
  });

  it("while the statement runs is overcome", async () => {
    api.answer = () => ({ ...numbers, looks: 3 });
    const asked = client.query("SELECT n");
    while (api.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await api.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await api.start();
    expect((await asked).rows).toEqual([["1"], ["2"], ["3"]]);
  });
});

describe("a statement that is no longer wanted", () => {
  it("is cancelled on the warehouse, and the reason passed on", async () => {
    api.answer = () => ({ ...numbers, looks: 1000 });
    const controller = new AbortController();
    const asked = client.query("SELECT n", { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 150);
    await expect(asked).rejects.toThrow("enough");
    expect(api.cancelled).toEqual(["01ef-1"]);
  });

  it("is cancelled even when its id only arrives afterwards", async () => {
    api.answer = () => ({ ...numbers, looks: 1000 });
    api.submitDelay = 100;
    const asked = client.query("SELECT n", { signal: AbortSignal.timeout(20) });
    await expect(asked).rejects.toThrow("aborted due to timeout");
    while (api.cancelled.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(api.cancelled).toEqual(["01ef-1"]);
  });

  it("is not even sent where it was given up before", async () => {
    await expect(client.query("SELECT n", { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow(
      "no",
    );
    expect(api.seen).toEqual([]);
  });

  it("is left alone once it has ended", async () => {
    const controller = new AbortController();
    await client.query("SELECT n", { signal: controller.signal });
    controller.abort();
    expect(api.cancelled).toEqual([]);
  });
});

describe("the address of a workspace", () => {
  const at = (host: string): StatementClient =>
    new StatementClient({ host, token: async () => "t", warehouseId: "w" });

  it.each(["adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net/", "http://localhost:1"])(
    "%s is fine",
    (host) => {
      expect(at(host)).toBeInstanceOf(StatementClient);
    },
  );

  it("must not send the token unencrypted over a network", () => {
    expect(() => at("http://adb-1.2.azuredatabricks.net")).toThrow(
      "“http://adb-1.2.azuredatabricks.net” would receive the access token unencrypted: use https://",
    );
  });

  it("must be an address", () => {
    expect(() => at("two words")).toThrow("“two words” is no address of a Databricks workspace");
  });
});
