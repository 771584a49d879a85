import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Warehouse } from "../../clients/warehouse";

/** What was asked, as `METHOD PATH?QUERY`. */
let asked: string[];
/** What each path answers; a number is a status. */
let answers: Record<string, object | number>;
let server: Server;
let warehouse: Warehouse;

beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    asked.push(`${request.method ?? ""} ${decodeURIComponent(request.url ?? "")}`);
    const status = url.searchParams.get("filter_by.statuses");
    const answer = answers[status === null ? url.pathname : `${url.pathname} ${status}`] ?? 404;
    if (typeof answer === "number") response.writeHead(answer).end("{}");
    else response.end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const host = `http://127.0.0.1:${String(port)}`;
  warehouse = new Warehouse({ host, token: () => Promise.resolve("token") }, "1a2b");
});
afterEach(async () => {
  server.close();
  await once(server, "close");
});

const PATH = "/api/2.0/sql/warehouses/1a2b";
const HISTORY = "/api/2.0/sql/history/queries";

describe("a SQL warehouse", () => {
  it.each([
    ["RUNNING", false],
    ["STARTING", false],
    ["STOPPING", true],
    ["STOPPED", true],
    ["DELETED", false],
  ])("that is %s is asleep: %s", async (state, asleep) => {
    answers = { [PATH]: { state } };
    expect(await warehouse.isAsleep()).toBe(asleep);
    expect(asked).toEqual([`GET ${PATH}`]);
  });

  it("is stopped where nobody waits for an answer", async () => {
    answers = { [`${HISTORY} QUEUED`]: {}, [`${HISTORY} RUNNING`]: { res: [] }, [`${PATH}/stop`]: {} };
    expect(await warehouse.stopUnlessUsed()).toBe(true);
    const filter = "filter_by.warehouse_ids=1a2b&max_results=1";
    expect([...asked.slice(0, 2).sort(), ...asked.slice(2)]).toEqual([
      `GET ${HISTORY}?filter_by.statuses=QUEUED&${filter}`,
      `GET ${HISTORY}?filter_by.statuses=RUNNING&${filter}`,
      `POST ${PATH}/stop`,
    ]);
  });

  it.each(["QUEUED", "RUNNING"])("is left alone while a question is %s", async (status) => {
    answers = {
      [`${HISTORY} QUEUED`]: {},
      [`${HISTORY} RUNNING`]: {},
      [`${HISTORY} ${status}`]: { res: [{ query_id: "1", status }] },
    };
    expect(await warehouse.stopUnlessUsed()).toBe(false);
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("is left alone where nobody can tell", async () => {
    answers = { [`${HISTORY} QUEUED`]: {}, [`${HISTORY} RUNNING`]: 403 };
    await expect(warehouse.stopUnlessUsed()).rejects.toThrow("refused the access token (403)");
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });
});
