import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchOutside } from "../../clients/outside";
import { StatementClient } from "../../clients/sqlClient";

const variables = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [
  name,
  name.toUpperCase(),
]);
const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

/** Lets nobody through, and notes who wanted where. */
let proxy: Server;
let wanted: string[];
let address: string;

beforeEach(async () => {
  // Azure's client reads NO_PROXY once.
  jest.resetModules();
  for (const name of variables) Reflect.deleteProperty(process.env, name);
  wanted = [];
  proxy = createServer((request, response) => {
    wanted.push(`${request.method} ${request.url}`);
    response.end('{"direct":true}');
  });
  proxy.on("connect", ({ url }, socket) => {
    wanted.push(`CONNECT ${url}`);
    socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const name of variables) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }
  proxy.close();
});

it.each(["HTTPS_PROXY", "https_proxy"])(
  "what is asked of Databricks goes through the proxy of %s",
  async (name) => {
    process.env[name] = address;
    const client = new StatementClient({
      host: "https://workspace.invalid",
      token: async () => "token",
      warehouseId: "w",
      schema: "s",
    });
    await expect(client.query("SELECT 1")).rejects.toThrow("https://workspace.invalid");
    // What a proxy refuses with arrives as an answer (https-proxy-agent).
    expect((await fetchOutside("https://other.invalid/api/2.2/jobs/runs/list?a=1", {})).status).toBe(403);
    expect(wanted).toEqual(["CONNECT workspace.invalid:443", "CONNECT other.invalid:443"]);
  },
);

it("what is on this machine is asked directly, and what NO_PROXY names", async () => {
  process.env["HTTPS_PROXY"] = address;
  process.env["NO_PROXY"] = "127.0.0.2";
  expect(await (await fetchOutside(`${address}/here`, {})).json()).toEqual({ direct: true });
  await expect(fetchOutside("https://127.0.0.2:1/", {})).rejects.toThrow(/ECONNREFUSED/);
  expect(wanted).toEqual(["GET /here"]);
});
