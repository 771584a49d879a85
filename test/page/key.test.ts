import { createPage, stepsOf, type Page } from "../../page";

let page: Page;
let asked: string[];
let origin: string;
let key: string;

const serve = (): Promise<Page> =>
  createPage({
    client: {
      query: (sql) => {
        asked.push(sql);
        return Promise.resolve({ columns: [], rows: [], truncated: false });
      },
    },
    tables: "a.b",
    team: "Team A",
    steps: { current: () => stepsOf([]), subscribe: () => () => undefined },
  });

beforeEach(async () => {
  asked = [];
  page = await serve();
  const { searchParams, origin: served } = new URL(page.url);
  origin = served;
  key = searchParams.get("key") ?? "";
});

afterEach(() => page.close());

const get = (path: string, cookie?: string): Promise<Response> =>
  fetch(`${origin}${path}`, { redirect: "manual", ...(cookie === undefined ? {} : { headers: { cookie } }) });
const ask = (cookie?: string): Promise<Response> =>
  fetch(`${origin}/ask`, {
    method: "POST",
    headers: { origin, ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify({ sql: "SELECT 1" }),
  });
const cookieWith = (value: string): string => `clickstream-page-${new URL(origin).port}=${value}`;

/** One character of the key is another. */
const almost = (): string => `${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`;

const routes = ["/", "/icon.svg", "/page.css", "/page.js", "/about", "/events", "/nowhere"];

describe("the page's key", () => {
  it("is in the address that is printed: 24 random bytes, others for each page", async () => {
    expect(page.url).toBe(`${origin}/?key=${key}`);
    expect(key).toMatch(/^[\w-]{32}$/);
    const other = await serve();
    await other.close();
    expect(new URL(other.url).searchParams.get("key")).not.toBe(key);
  });

  it("is set as a cookie that no script and no other origin gets, and leaves the address bar", async () => {
    const response = await fetch(page.url, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    expect(response.headers.getSetCookie()).toEqual([
      `${cookieWith(key)}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(await response.text()).toBe("");
  });

  it.each(routes)("is wanted by %s: none, a wrong one and another page's are refused", async (path) => {
    const other = `clickstream-page-1=${key}`;
    for (const cookie of [
      undefined,
      "",
      cookieWith(""),
      cookieWith(almost()),
      cookieWith(`${key}x`),
      other,
    ]) {
      const response = await get(path, cookie);
      expect([cookie, response.status]).toEqual([cookie, 401]);
      expect(await response.text()).toMatch(/^This page needs its key\. Copy the whole address/);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it.each(routes)("opens %s, which does not tell it", async (path) => {
    const response = await get(path, `theme=dark; ${cookieWith(key)}`);
    expect(response.status).toBe(path === "/nowhere" ? 404 : 200);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    // The events have no end: what they begin with is all there is to tell.
    do text += (await reader?.read())?.value ?? "";
    while (path === "/events" && !text.includes("event: view"));
    await reader?.cancel();
    expect(text.length).toBeGreaterThan(0);
    expect(text).not.toContain(key);
    expect(JSON.stringify([...response.headers])).not.toContain(key);
  });

  it("is wanted by the SQL box, which sends nothing to the tables without", async () => {
    for (const cookie of [undefined, cookieWith(almost())]) expect((await ask(cookie)).status).toBe(401);
    expect(asked).toEqual([]);
    expect((await ask(cookieWith(key))).status).toBe(200);
    expect(asked).toEqual(["SELECT 1"]);
  });

  it.each(["/?key=", "/?key=guess", "/about?key=KEY", "/events?key=KEY", "/?KEY"])(
    "is not taken from %s",
    async (path) => {
      expect((await get(path.replace("KEY", key))).status).toBe(401);
    },
  );
});
