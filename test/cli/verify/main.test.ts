import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSessionInfo, type SessionInfo } from "../../../cli/sessionInfo";
import { main } from "../../../cli/verify/main";
import type { Report } from "../../../verify/verify";
import { StatementApi } from "../../clients/statementApi";
import { ModelTables, type Row } from "../../verify/modelTables";
import { sessionWorkspace } from "../sessionWorkspace";

/** Partition 0, offsets 0 to 3: product 5 twice, product 6 and product 7 once. */
const ledger = [
  '{"started":"2026-11-24T10:00:00.000Z"}',
  '{"sending":1,"products":{"5":2}}',
  '{"acknowledged":1,"offsets":[[0,0,2]]}',
  '{"sending":2,"products":{"6":1,"7":1}}',
  '{"acknowledged":2,"offsets":[[0,2,2]]}',
  "",
].join("\n");
const sent: readonly Row[] = [5, 5, 6, 7].map((productid, offset) => ({ partition: 0, offset, productid }));

const api = new StatementApi(() => ({}));
let folder: string;
let running: SessionInfo;

beforeAll(() => api.start());
afterAll(() => api.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verify-"));
  const ledgerFile = join(folder, "ledger");
  await writeFile(ledgerFile, ledger);
  api.seen.length = 0;
  api.answer = new ModelTables(sent).answer;
  running = {
    team: "blue",
    owner: process.pid,
    startedAt: "2026-11-24T10:00:00.000Z",
    sqlUrl: api.url,
    token: "local-token",
    warehouseId: "local",
    schema: "blue",
    lakeUrl: "",
    ledgerFile,
    hub: {
      bootstrapServers: "blue.servicebus.windows.net:9093",
      eventHub: "test",
      address: "127.0.0.1",
      certificateAuthorityFile: join(folder, "ca.pem"),
      connectionString: "secret",
    },
    workspace: sessionWorkspace,
    processes: [],
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: "", err: "" };
  const code = await main(
    args,
    { out: (text) => (written.out += text), err: (text) => (written.err += text) },
    { folder: join(folder, "running"), pulumi: (asked) => Promise.resolve(stackAnswer(asked)) },
  );
  return { code, ...written };
}
/** What the Pulumi CLI prints of the stack `red`. */
let stackAnswer: (args: readonly string[]) => string;
const start = (challenge: Partial<SessionInfo> = {}): Promise<void> =>
  writeSessionInfo({ ...running, ...challenge }, join(folder, "running"));

describe("npm run verify on this machine", () => {
  it("finds the only challenge and says in words that every click arrived, with exit code 0", async () => {
    await start();
    const { code, out, err } = await run();
    expect(out).toBe(
      [
        "✓ 4 of 4 clicks that the generator sent arrived",
        "✓ none missing",
        "✓ none twice",
        "✓ each product arrived as often as it was sent",
        "✓ clicks_per_product matches a recount of clicks",
        "  0 rejected as malformed",
        "  from the hub into clicks, last ten minutes: half within 0.5 s, 95 % within 1.0 s, 99 % within 1.5 s, all within 2.0 s",
        "every click arrived, once",
        "",
      ].join("\n"),
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(api.seen[0]).toMatchObject({
      token: "Bearer local-token",
      body: { warehouse_id: "local", schema: "blue" },
    });
  });

  it("says what is wrong, with exit code 1", async () => {
    await start();
    const [first, second, third] = sent as [Row, Row, Row];
    api.answer = new ModelTables([first, second, second, third]).answer;
    const { code, out } = await run("--wait", "0");
    expect(code).toBe(1);
    expect(out).toContain("✗ 3 of 4 clicks");
    expect(out).toContain("✗ 1 missing: partition 0 offset 3\n");
    expect(out).toContain("✗ 1 rows too many: partition 0 offset 1 2 times\n");
    expect(out).toContain("✗ product 5 sent 2, in clicks 3, product 7 sent 1, in clicks 0\n");
    expect(out).toContain("not every click arrived once");
  });

  it("writes the whole report as JSON", async () => {
    await start();
    const { code, out } = await run("--json");
    const report = JSON.parse(out) as Report;
    expect(code).toBe(0);
    expect(report).toMatchObject({ ok: true, expected: 4, arrived: 4, clicks: 4, wrongProducts: [] });
  });

  it("asks tables by path where there is no schema", async () => {
    await start({ schema: "", lakeUrl: "abfss://clicks@lake.dfs.core.windows.net/" });
    expect((await run()).code).toBe(0);
    const statements = api.seen.map(({ body }) => String(body["statement"] ?? "")).join("\n");
    expect(statements).toContain("FROM delta.`abfss://clicks@lake.dfs.core.windows.net/clicks`");
    expect(api.seen[0]?.body).not.toHaveProperty("schema");
  });

  it("wants to know which, where several run, and takes the one that is named", async () => {
    await start();
    await start({ team: "red" });
    expect(await run()).toEqual({
      code: 2,
      out: "",
      err: "several challenges run on this machine: choose one with --team (blue, red)\n",
    });
    expect((await run("--team", "red")).code).toBe(0);
    expect((await run("--team", "green")).err).toBe(
      'no challenge of team "green" runs on this machine; running: blue, red\n',
    );
  });

  it("says what to do where none runs", async () => {
    expect(await run()).toEqual({
      code: 2,
      out: "",
      err: "no challenge runs on this machine: `npm start` first\n",
    });
  });

  it("says that nobody answers, without its token", async () => {
    await start({ sqlUrl: "http://127.0.0.1:9" });
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain("http://127.0.0.1:9 does not answer");
    expect(err).not.toContain("local-token");
  });
});

describe("npm run verify of a stack", () => {
  const listen = "Endpoint=sb://127.9.8.7/;SharedAccessKeyName=listen;SharedAccessKey=hidden;EntityPath=test";
  const secret = (value: string): object => ({
    urn: "urn:pulumi:red::clickstream-challenge::databricks:index/secret:Secret::s",
    type: "databricks:index/secret:Secret",
    inputs: {
      stringValue: {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        plaintext: JSON.stringify(value),
      },
    },
  });
  let asked: (readonly string[])[];
  let outputs: object;
  let resources: object[];

  beforeEach(() => {
    process.env["VERIFY_TEST_TOKEN"] = "dapi-1";
    asked = [];
    outputs = { team: "red", workspaceUrl: api.url, warehouseId: "w7", schema: "teams.red" };
    resources = [secret("bGFrZS1rZXk="), secret(listen)];
    stackAnswer = (args) => {
      asked.push(args);
      return JSON.stringify(args[1] === "output" ? outputs : { deployment: { resources } });
    };
  });
  afterEach(() => delete process.env["VERIFY_TEST_TOKEN"]);
  const stack = ["--stack", "red", "--token-env", "VERIFY_TEST_TOKEN"];

  it("finds workspace, warehouse and schema in its outputs, and asks for no secret that it does not need", async () => {
    const { code, err } = await run(...stack, "--ledger", join(folder, "ledger"));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(api.seen[0]).toMatchObject({
      token: "Bearer dapi-1",
      body: { warehouse_id: "w7", catalog: "teams", schema: "red" },
    });
    expect(asked).toEqual([
      ["stack", "output", "--json", "--stack", "red"],
      ["stack", "export", "--stack", "red"],
    ]);
  });

  it("finds tables by path, and takes another warehouse", async () => {
    outputs = { workspaceUrl: api.url, lakeUrl: "abfss://clicks@lake.dfs.core.windows.net" };
    const { code } = await run(...stack, "--warehouse-id", "w9", "--ledger", join(folder, "ledger"));
    expect(code).toBe(0);
    expect(api.seen[0]?.body).toMatchObject({ warehouse_id: "w9" });
    expect(JSON.stringify(api.seen)).toContain("delta.`abfss://clicks@lake.dfs.core.windows.net/clicks`");
  });

  it("compares with the hub by the connection string that the stack keeps for its notebook", async () => {
    const { code, err } = await run(...stack);
    expect(code).toBe(2);
    // Nobody listens there: that address is where it went.
    expect(err).toContain("127.9.8.7:9093");
    expect(err).not.toContain("hidden");
    expect(asked.at(-1)).toEqual(["stack", "export", "--show-secrets", "--stack", "red"]);
  }, 120_000);

  it("takes the connection string from the environment where the stack has none", async () => {
    resources = [secret("bGFrZS1rZXk=")];
    const { code, err } = await run(...stack, "--hub", "--hub-env", "NOT_SET");
    expect(code).toBe(2);
    expect(err).toContain("set NOT_SET to the connection string of the hub's Listen rule");
  });

  it("says what the stack lacks", async () => {
    outputs = { team: "red" };
    expect((await run(...stack)).err).toBe(
      "stack red has no workspace yet: set throughStep to 4 or more, and `pulumi up`\n",
    );
  });
});

describe("npm run verify against Databricks", () => {
  const args = (): string[] => [
    ...["--workspace-url", api.url, "--warehouse-id", "0a1b", "--schema", "teams.blue"],
    ...["--ledger", join(folder, "ledger"), "--token-env", "VERIFY_TEST_TOKEN"],
  ];
  afterEach(() => delete process.env["VERIFY_TEST_TOKEN"]);

  it("takes its token from the environment and waits while the warehouse starts and throttles", async () => {
    process.env["VERIFY_TEST_TOKEN"] = "dapi-1";
    const tables = new ModelTables(sent);
    api.answer = (sql) => ({ ...tables.answer(sql), looks: 2, chunkRows: 1 });
    api.refusals.push({ status: 429, headers: { "retry-after": "0" } });
    expect((await run(...args())).code).toBe(0);
    expect(api.seen[0]).toMatchObject({
      token: "Bearer dapi-1",
      body: { warehouse_id: "0a1b", catalog: "teams", schema: "blue" },
    });
  });

  it("says so when the token is refused", async () => {
    process.env["VERIFY_TEST_TOKEN"] = "dapi-old";
    const refusal = {
      status: 403,
      body: '{"error_code":"PERMISSION_DENIED","message":"Invalid access token."}',
    };
    api.refusals.push(refusal, refusal);
    const { code, err } = await run(...args());
    expect(code).toBe(2);
    expect(err).toContain("refused the access token (403): Invalid access token.");
    expect(err).not.toContain("dapi-old");
  });

  it("asks for the hub's connection string by the name of its variable", async () => {
    const { code, err } = await run(
      ...[
        "--workspace-url",
        api.url,
        "--warehouse-id",
        "w",
        "--schema",
        "s",
        "--hub",
        "--hub-env",
        "NOT_SET",
      ],
    );
    expect(code).toBe(2);
    expect(err).toBe(
      "set NOT_SET to the connection string of the hub's Listen rule, or name another variable with --hub-env\n",
    );
  });

  it("does not show a connection string that lacks its hub", async () => {
    process.env["VERIFY_TEST_TOKEN"] =
      "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=hidden";
    const { err } = await run(
      ...["--workspace-url", api.url, "--warehouse-id", "w", "--schema", "s", "--hub"],
      ...["--hub-env", "VERIFY_TEST_TOKEN"],
    );
    expect(err).toContain("The connection string has no EntityPath: take the one of a rule of the hub");
    expect(err).not.toContain("hidden");
  });
});
