import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "../../../components/workspaceRemoval";
import { billedCosts } from "../../../event/report/billedCosts";

const ONE = "00000000-0000-4000-8000-000000000001";
const TWO = "00000000-0000-4000-8000-000000000002";

/** An answer of Cost Management. */
interface BilledAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const table = (...rows: readonly (readonly unknown[])[]): BilledAnswer => ({
  status: 200,
  body: {
    properties: {
      nextLink: null,
      columns: [
        { name: "Cost", type: "Number" },
        { name: "ResourceGroupName", type: "String" },
        { name: "Currency", type: "String" },
      ],
      rows,
    },
  },
});
const refused = (headers: Readonly<Record<string, string>>): BilledAnswer => ({
  status: 429,
  body: { error: { code: "429", message: "Too many requests. Please retry." } },
  headers,
});

let server: Server;
/** What is answered next, by subscription; the last one again and again. */
let answers: Record<string, BilledAnswer[]>;
let asked: { url: string; body: unknown }[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked.push({ url: request.url ?? "", body: JSON.parse(Buffer.concat(parts).toString("utf8")) });
      const own = answers[request.url?.split("/")[2] ?? ""] ?? [];
      const [answer] = own.length > 1 ? own.splice(0, 1) : own;
      response.writeHead(answer?.status ?? 404, { "content-type": "application/json", ...answer?.headers });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const ask = (...subscriptions: readonly string[]) =>
  billedCosts({
    subscriptions,
    teams: new Set(["red", "blue"]),
    from: new Date("2027-03-10T08:00:00Z"),
    to: new Date("2027-03-12T09:30:00Z"),
    connect: (subscription) =>
      connect(subscription, {
        AZURE_RESOURCE_MANAGER_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      }),
  });

const AS_OF =
  "billed: what Cost Management had of 2027-03-10 to 2027-03-12 when it was asked; it is 8 to 24 hours late";

describe("what Azure bills", () => {
  it("is the sum of both groups of a team, of every suffix, however they are written, and of no other", async () => {
    answers = {
      [ONE]: [
        table(
          [1.5, "clickstream-red-abc123", "EUR"],
          [2, "CLICKSTREAM-RED-ABC123-DATABRICKS", "EUR"],
          [4, "clickstream-red-zzz999", "EUR"],
          [8, "clickstream-blue-abc123-databricks", "EUR"],
          [16, "clickstream-green-abc123", "EUR"],
          [32, "clickstream-red", "EUR"],
          [64, "databricks", "EUR"],
        ),
      ],
    };
    const { teams, notes } = await ask(ONE);
    expect([...teams]).toEqual([
      ["red", { amount: 7.5, currency: "EUR" }],
      ["blue", { amount: 8, currency: "EUR" }],
    ]);
    expect(notes).toEqual([AS_OF]);
    expect(asked).toEqual([
      {
        url: `/subscriptions/${ONE}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`,
        body: {
          type: "ActualCost",
          timeframe: "Custom",
          timePeriod: { from: "2027-03-10T08:00:00.000Z", to: "2027-03-12T09:30:00.000Z" },
          dataset: {
            granularity: "None",
            aggregation: { totalCost: { name: "Cost", function: "Sum" } },
            grouping: [{ type: "Dimension", name: "ResourceGroupName" }],
          },
        },
      },
    ]);
  });

  it.each(["qpu", "entity", "clienttype", "tenant"])(
    "is asked again after as many seconds as Cost Management's own header says (%s)",
    async (limit) => {
      const header = `x-ms-ratelimit-microsoft.costmanagement-${limit}-retry-after`;
      answers = { [ONE]: [refused({ [header]: "1" }), table([3, "clickstream-red-abc123", "EUR"])] };
      const began = Date.now();
      const { teams } = await ask(ONE);
      expect(teams.get("red")).toEqual({ amount: 3, currency: "EUR" });
      expect(Date.now() - began).toBeGreaterThanOrEqual(950);
      expect(asked).toHaveLength(2);
    },
  );

  it.each([
    ["more than a minute", { "x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after": "61" }, 1],
    ["no time", {}, 1],
    ["again and again", { "x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after": "0" }, 4],
  ])("is unknown where Cost Management asks to wait %s", async (_, headers, requests) => {
    answers = { [ONE]: [refused(headers)] };
    const { teams, notes } = await ask(ONE);
    expect(teams.size).toBe(0);
    expect(notes).toEqual([
      AS_OF,
      `billed: subscription ${ONE} is unknown: 429 429: Too many requests. Please retry.`,
    ]);
    expect(asked).toHaveLength(requests);
  });

  it.each<[string, unknown, string]>([
    ["is no table", { properties: {} }, "the answer is no table"],
    [
      "lacks a column",
      { properties: { columns: [{ name: "Cost", type: "Number" }], rows: [] } },
      "the answer lacks cost, group or currency",
    ],
    [
      "goes on",
      { properties: { columns: [], rows: [], nextLink: "https://management.azure.com/next" } },
      "it has more resource groups than one answer holds",
    ],
  ])("is unknown, and not zero, where the answer %s", async (_, body, why) => {
    answers = { [ONE]: [{ status: 200, body }], [TWO]: [table([3, "clickstream-blue-abc123", "USD"])] };
    const { teams, notes } = await ask(ONE, TWO);
    expect([...teams.keys()]).toEqual(["blue"]);
    expect(notes).toEqual([AS_OF, `billed: subscription ${ONE} is unknown: ${why}`]);
  });

  it("is left out of a team that is billed in two currencies", async () => {
    answers = {
      [ONE]: [table([1, "clickstream-red-abc123", "EUR"])],
      [TWO]: [table([1, "clickstream-red-abc124", "USD"])],
    };
    const { teams, notes } = await ask(ONE, TWO);
    expect(teams.size).toBe(0);
    expect(notes).toEqual([AS_OF, "billed: red was billed in more than one currency, and is left out"]);
  });
});
