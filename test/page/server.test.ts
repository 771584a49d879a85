import { request } from "node:http";
import { checkPort, createPage, stepsOf, type Page } from "../../page";
import { StatementClient } from "../../clients/sqlClient";
import { StatementApi } from "../clients/statementApi";
import { Tables } from "./tables";

let tables: Tables;
let api: StatementApi;
let page: Page;
let origin: string;
let cookie: string;

/** What a browser does with the printed address: it follows it, and keeps what it is given. */
async function cookieOf({ url }: Page): Promise<string> {
  const [given = ""] = (await fetch(url, { redirect: "manual" })).headers.getSetCookie();
  return given.split(";")[0] ?? "";
}

beforeEach(async () => {
  tables = new Tables();
  tables.add(1, 30);
  api = await new StatementApi((sql) => tables.answer(sql)).start();
  page = await createPage({
    client: new StatementClient({ host: api.url, token: async () => "t", warehouseId: "w", schema: "a.b" }),
    tables: "a.b",
    team: "Team A",
    steps: { current: () => stepsOf([]), subscribe: () => () => undefined },
  });
  origin = new URL(page.url).origin;
  cookie = await cookieOf(page);
});

afterEach(async () => {
  await page.close();
  await api.stop();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${origin}${path}`, { headers: { cookie, ...headers }, redirect: "manual" });

const ask = (
  body: unknown,
  headers: Record<string, string> = { origin },
  signal?: AbortSignal,
): Promise<Response> =>
  fetch(`${origin}/ask`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

/** `fetch` does not let one lie about the host. */
const statusFor = (host: string, path = "/"): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${origin}${path}`, { headers: { host, cookie } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

describe("the page's server", () => {
  it("listens on 127.0.0.1 and nowhere else", async () => {
    const { hostname, port } = new URL(page.url);
    expect(hostname).toBe("127.0.0.1");
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow("fetch failed");
  });

  it("answers to its own names only, so that no foreign name can be bent to it", async () => {
    const { port } = new URL(page.url);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    for (const path of ["/", "/events", "/about", "/page.js", "/?key=guess"]) {
      expect(await statusFor(`evil.example:${port}`, path)).toBe(403);
    }
    expect(await statusFor("127.0.0.1.evil.example")).toBe(403);
  });

  it("allows nothing from elsewhere, nothing inline, and no HTML out of strings", async () => {
    const { headers, body } = await get("/");
    await body?.cancel();
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it.each(["/", "/page.css", "/page.js"])(
    "names no other host in %s that a browser would ask",
    async (path) => {
      const text = await (await get(path)).text();
      expect(text).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\/|url\(["']?(?:https?:)?\/\/|@import/i);
    },
  );

  it("says when a file has not changed", async () => {
    const first = await get("/page.js");
    // A body that nobody reads would hold its connection open, whatever becomes of the server.
    await first.text();
    const etag = first.headers.get("etag") ?? "";
    const again = await get("/page.js", { "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("names a port that is taken, and frees its own", async () => {
    const port = Number(new URL(page.url).port);
    const options = {
      client: { query: () => Promise.reject(new Error("unused")) },
      tables: "",
      team: "",
      steps: { current: () => [], subscribe: () => () => undefined },
      port,
    };
    for (const refused of [createPage(options), checkPort(port)]) {
      await expect(refused).rejects.toThrow(`port ${port} is taken: choose another one with --port`);
    }
    await page.close();
    const second = await createPage(options);
    expect(new URL(second.url).origin).toBe(origin);
    await second.close();
  });
});

/** Everything that a browser is told from now to the end of the stream. */
async function toldUntilEnd(): Promise<{ event: string | undefined; data: unknown }[]> {
  const text = await (await get("/events")).text();
  return text
    .split("\n\n")
    .filter(Boolean)
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null") as unknown,
    }));
}

describe("a page that ends", () => {
  it.each([
    ["page", undefined],
    ["session", "session"],
  ] as const)(
    "tells each browser last, that it was the %s and when, and its port is free",
    async (what, given) => {
      const told = [toldUntilEnd(), toldUntilEnd()];
      while (api.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      const before = Date.now();
      await page.close(given);
      for (const events of await Promise.all(told)) {
        const { event, data } = events.at(-1) ?? {};
        expect([event, data]).toEqual(["ended", { what, at: expect.any(Number) as number }]);
        expect((data as { at: number }).at).toBeGreaterThanOrEqual(before);
        expect(events.filter((one) => one.event === "ended")).toHaveLength(1);
      }
      await expect(checkPort(Number(new URL(page.url).port))).resolves.toBeUndefined();
    },
  );

  it("is not held up by a browser that reads nothing, nor by a question", async () => {
    api.answer = () => ({ looks: 10_000 });
    const asked = ask({ sql: "SELECT 1" }).catch((error: unknown) => error);
    while (api.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const begun = performance.now();
    await page.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(String(await asked)).toContain("fetch failed");
  });
});

describe("what the browsers are told", () => {
  it("are steps, history and view at once", async () => {
    const response = await get("/events");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes('"total":30')) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect([...text.matchAll(/^event: (\w+)$/gm)].slice(0, 3).map(([, name]) => name)).toEqual([
      "steps",
      "history",
      "view",
    ]);
  });
});

/** What browsers say of a request by themselves (W3C Fetch Metadata): another port of this machine is the same site. */
const elsewhere = [
  ["another port of this machine", { "sec-fetch-site": "same-site" }],
  ["another website", { "sec-fetch-site": "cross-site" }],
  ["a browser that says only whose page it is", { origin: "http://127.0.0.1:1" }],
  ["a page without an origin", { origin: "null" }],
] as const;

describe.each(["/events", "/about"])("%s", (path) => {
  it.each(elsewhere)("is refused to %s", async (_, headers) => {
    const refused = await get(path, headers);
    await refused.body?.cancel();
    expect(refused.status).toBe(403);
  });

  it.each([
    ["the page itself", { "sec-fetch-site": "same-origin" }],
    ["whoever opens it by hand", { "sec-fetch-site": "none" }],
    ["a client that is no browser", {}],
  ])("is given to %s", async (_, headers) => {
    const given = await get(path, headers as Record<string, string>);
    await given.body?.cancel();
    expect(given.status).toBe(200);
  });
});

describe("asking", () => {
  const sql = "SELECT reason, count(*) AS events, max(enqueued_time) AS newest";

  it("returns the answer, and asks for 10 000 rows at most", async () => {
    api.answer = (_sql, body) => {
      expect(body["row_limit"]).toBe(10_000);
      return { columns: [["n", "INT"]], rows: Array.from({ length: 10_001 }, (_, n) => [String(n)]) };
    };
    const answer = (await (await ask({ sql: "SELECT n" })).json()) as { rows: unknown[]; truncated: boolean };
    expect([answer.rows.length, answer.truncated]).toEqual([10_000, true]);
  });

  it.each([
    ["no origin", {}],
    ["a foreign origin", { origin: "https://evil.example" }],
    ["no particular origin", { origin: "null" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ])("is refused from %s", async (_what, headers) => {
    expect((await ask({ sql }, headers as Record<string, string>)).status).toBe(403);
    expect(api.seen).toEqual([]);
  });

  it("refuses what would change a table, without sending it", async () => {
    const response = await ask({ sql: "DROP TABLE clicks" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      message: "DROP is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.",
    });
    expect(api.seen).toEqual([]);
  });

  it.each(["", "[]", '{"sql":1}', "null", "{"])("refuses %j for what it is", async (body) => {
    const response = await ask(body);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: "Expected JSON with “sql”, a string." },
    ]);
  });

  it("refuses a statement that is too long", async () => {
    expect((await ask({ sql: `SELECT '${"x".repeat(100_000)}'` })).status).toBe(413);
  });

  it("tells where Spark found an error", async () => {
    const message =
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'x'. SQLSTATE: 42601 (line 2, pos 3)\n\n== SQL ==\nSELECT";
    api.answer = () => ({ error: { error_code: "BAD_REQUEST", message } });
    expect(await (await ask({ sql: "SELECT\n   x x" })).json()).toEqual({
      message: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'x'. SQLSTATE: 42601",
      line: 2,
      column: 4,
    });
  });

  it("answers a typo as Spark does, and runs nothing for it", async () => {
    const message =
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELCT'. SQLSTATE: 42601 (line 2, pos 2)\n\n== SQL ==\nEXPLAIN\n";
    api.answer = () => ({ error: { error_code: "BAD_REQUEST", message } });
    expect(await (await ask({ sql: "  SELCT 1" })).json()).toEqual({
      message: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELCT'. SQLSTATE: 42601",
      line: 1,
      column: 3,
    });
    expect(api.seen.map(({ body }) => body["statement"])).toEqual(["EXPLAIN\n  SELCT 1"]);
  });

  it("refuses a statement that it does not know and Spark does, and runs nothing for it", async () => {
    api.answer = () => ({ columns: [["plan", "STRING"]], rows: [["== Physical Plan =="]] });
    expect(await (await ask({ sql: "PURGE TABLE clicks" })).json()).toEqual({
      message: "PURGE is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.",
    });
    expect(api.seen.map(({ body }) => body["statement"])).toEqual(["EXPLAIN\nPURGE TABLE clicks"]);
  });

  it("cancels the statement when the browser does", async () => {
    api.answer = () => ({ looks: 10_000 });
    const controller = new AbortController();
    const asked = ask({ sql: "SELECT 1" }, { origin }, controller.signal);
    while (api.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    await expect(asked).rejects.toThrow("aborted");
    while (api.cancelled.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(api.cancelled).toEqual(["01ef-1"]);
  });
});

describe("against Databricks", () => {
  it("refuses what changes a team's tables, too, and says where these are", async () => {
    const deployed = await createPage({
      client: new StatementClient({ host: api.url, token: async () => "t", warehouseId: "w" }),
      tables: "abfss://lake@account.dfs.core.windows.net",
      team: "Team A",
      steps: { current: () => [], subscribe: () => () => undefined },
    });
    const headers = { origin: new URL(deployed.url).origin, cookie: await cookieOf(deployed) };
    const response = await fetch(`${headers.origin}/ask`, {
      method: "POST",
      headers,
      body: JSON.stringify({ sql: "DELETE FROM clicks" }),
    });
    const about: unknown = await (await fetch(`${headers.origin}/about`, { headers })).json();
    await deployed.close();
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: expect.stringMatching(/^DELETE is refused: this page only reads/) as string },
    ]);
    expect(api.seen).toEqual([]);
    expect(about).toMatchObject({ tables: "abfss://lake@account.dfs.core.windows.net" });
  });
});
