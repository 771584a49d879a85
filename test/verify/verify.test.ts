import type { OffsetRange } from "../../clients/hubOffsets";
import fc from "fast-check";
import { StatementClient } from "../../clients/sqlClient";
import { normalize } from "../../verify/offsets";
import { verify, type Expected, type Report } from "../../verify/verify";
import { StatementApi } from "../clients/statementApi";
import { ModelTables, type Row } from "./modelTables";

const api = new StatementApi(() => ({}));
beforeAll(() => api.start());
afterAll(() => api.stop());
afterEach(() => (api.seen.length = 0));

const client = (): StatementClient =>
  new StatementClient({
    host: api.url,
    token: () => Promise.resolve("t"),
    warehouseId: "w",
    schema: "teams.blue",
  });

function rows(partition: number, first: number, end: number): Row[] {
  return Array.from({ length: end - first }, (_, i) => ({
    partition,
    offset: first + i,
    productid: ((first + i) % 7) + 1,
  }));
}

/** What a ledger knows when exactly these rows were sent and acknowledged. */
function ledgerOf(sent: readonly Row[], uncertain = 0): Expected {
  const offsets = new Map<number, OffsetRange[]>();
  const perProduct = new Map<number, number>();
  for (const { partition, offset, productid } of sent) {
    offsets.set(
      partition,
      normalize([...(offsets.get(partition) ?? []), { first: offset, end: offset + 1 }]),
    );
    perProduct.set(productid, (perProduct.get(productid) ?? 0) + 1);
  }
  return { source: "ledger", offsets, perProduct, uncertain };
}

async function ask(tables: ModelTables, expected: Expected, others = false): Promise<Report> {
  api.answer = tables.answer;
  return await verify({ client: client(), expected, progressTimeoutMs: 0, othersSend: others });
}

describe("clicks that all arrived, once", () => {
  it("are reported with their total and delay, asked in the client's schema", async () => {
    const sent = [...rows(0, 0, 10), ...rows(1, 0, 4)];
    const report = await ask(new ModelTables(sent), ledgerOf(sent));
    expect(report).toEqual({
      ok: true,
      comparedWith: "ledger",
      expected: 14,
      arrived: 14,
      missing: { count: 0, ranges: [] },
      twice: { count: 0, examples: [] },
      unknown: { count: 0, uncertain: 0, othersSend: false },
      rejected: 0,
      clicks: 14,
      wrongProducts: [],
      wrongCounts: [],
      delay: { p50: 0.5, p95: 1, p99: 1.5, max: 2 },
      waited: expect.any(Number) as number,
    });
    expect(api.seen[0]?.body).toMatchObject({ catalog: "teams", schema: "blue" });
  });

  it("may be followed by later ones, which are no concern of this ledger", async () => {
    const sent = rows(0, 0, 10);
    const report = await ask(
      new ModelTables([...sent, ...rows(0, 10, 15), ...rows(3, 0, 2)]),
      ledgerOf(sent),
    );
    expect(report).toMatchObject({ ok: true, expected: 10, clicks: 17 });
  });

  it("are right where in each look other products are being clicked, so that no look finds none", async () => {
    const sent = rows(0, 0, 70);
    const tables = new ModelTables(sent);
    let looks = 0;
    api.answer = (sql) => {
      if (!sql.includes("AS said")) return tables.answer(sql);
      looks += 1;
      const product = looks === 1 ? [1, 2] : looks === 2 ? [2, 3] : [3, 4];
      return { rows: product.map((each) => [String(each), "1", "10", "11"]) };
    };
    const report = await verify({ client: client(), expected: ledgerOf(sent), progressTimeoutMs: 3000 });
    expect(report).toMatchObject({ ok: true, wrongCounts: [] });
    expect(looks).toBe(3);
  });

  it("and the rejected ones among them are counted, also where they are committed between two questions", async () => {
    const clicks = rows(0, 0, 10).filter(({ offset }) => offset !== 4);
    const tables = new ModelTables(clicks);
    const rejected = { partition: 0, offset: 4, productid: 0, rejected: true };
    api.answer = (sql) => {
      // The batch's clicks are committed, then what it rejected.
      if (sql.includes("lead(offset)")) tables.rows = [...clicks, rejected];
      return tables.answer(sql);
    };
    const { offsets } = ledgerOf([...clicks, rejected]);
    const expected: Expected = { source: "hub", offsets, uncertain: 0 };
    const report = await verify({ client: client(), expected, progressTimeoutMs: 0 });
    expect(report).toMatchObject({ ok: true, arrived: 10, clicks: 9, rejected: 1 });
  });

  it("are none where nothing was sent", async () => {
    expect(await ask(new ModelTables([]), ledgerOf([]))).toMatchObject({
      ok: true,
      expected: 0,
      delay: null,
    });
  });
});

describe("clicks that did not", () => {
  it("are named by partition and offset when missing", async () => {
    const sent = [...rows(0, 0, 10), ...rows(1, 5, 9)];
    const there = sent.filter(
      ({ partition, offset }) => !(partition === 0 && (offset === 3 || offset === 4)) && partition !== 1,
    );
    const report = await ask(new ModelTables(there), ledgerOf(sent));
    expect(report).toMatchObject({
      ok: false,
      arrived: 8,
      missing: {
        count: 6,
        ranges: [
          { partition: 0, first: 3, end: 5 },
          { partition: 1, first: 5, end: 9 },
        ],
      },
    });
    expect(report.wrongProducts.reduce((sum, { sent: s, counted }) => sum + s - counted, 0)).toBe(6);
  });

  it("are named with their number when twice, a rejected one besides an accepted one included", async () => {
    const sent = rows(0, 0, 5);
    const [first, second] = sent as [Row, Row];
    const report = await ask(
      new ModelTables([...sent, first, first, { ...second, rejected: true }]),
      ledgerOf(sent),
    );
    expect(report).toMatchObject({
      ok: false,
      arrived: 5,
      rejected: 1,
      twice: {
        count: 3,
        examples: [
          { partition: 0, offset: 0, times: 3 },
          { partition: 0, offset: 1, times: 2 },
        ],
      },
      wrongProducts: [{ productid: 1, sent: 1, counted: 3 }],
    });
  });

  it("are wrong products when rejected although they were sent", async () => {
    const sent = rows(0, 0, 3);
    const report = await ask(
      new ModelTables(sent.map((row) => (row.offset === 1 ? { ...row, rejected: true } : row))),
      ledgerOf(sent),
    );
    expect(report).toMatchObject({
      ok: false,
      rejected: 1,
      missing: { count: 0 },
      wrongProducts: [{ productid: 2, sent: 1, counted: 0 }],
    });
  });

  it("show where clicks_per_product is not the recount", async () => {
    const sent = rows(0, 0, 7);
    const tables = new ModelTables(sent);
    tables.perProduct = new Map([1, 2, 3, 4, 5, 6].map((product) => [product, product === 2 ? 9 : 1]));
    expect(await ask(tables, ledgerOf(sent))).toMatchObject({
      ok: false,
      wrongCounts: [
        { productid: 2, category: 3, recounted: 1, said: 9 },
        { productid: 7, category: 8, recounted: 1, said: 0 },
      ],
    });
  });
});

describe("clicks of which a crash left unknown whether they were sent", () => {
  const sent = [...rows(0, 0, 4), ...rows(0, 6, 9)];
  const tables = new ModelTables(rows(0, 0, 9));

  it("may have arrived, as many as the ledger allows", async () => {
    expect(await ask(tables, ledgerOf(sent, 2))).toMatchObject({
      ok: true,
      unknown: { count: 2, uncertain: 2 },
      wrongProducts: [],
    });
  });

  it("are a mistake beyond that, unless others send too", async () => {
    expect(await ask(tables, ledgerOf(sent, 1))).toMatchObject({ ok: false, unknown: { count: 2 } });
    expect(await ask(tables, ledgerOf(sent, 1), true)).toMatchObject({ ok: true });
  });
});

describe("a stream that is behind", () => {
  it("is waited for as long as it makes progress", async () => {
    const sent = rows(0, 0, 6);
    const tables = new ModelTables([]);
    let asked = 0;
    api.answer = (sql) => {
      if (sql.includes("min(offset)")) tables.rows = sent.slice(0, asked++ * 2);
      return tables.answer(sql);
    };
    const report = await verify({ client: client(), expected: ledgerOf(sent), progressTimeoutMs: 5_000 });
    expect(report).toMatchObject({ ok: true, arrived: 6 });
    expect(asked).toBe(4);
  });

  it("may not even have created its tables yet", async () => {
    const sent = rows(0, 0, 2);
    const tables = new ModelTables(sent);
    let asked = 0;
    api.answer = (sql) =>
      asked++ < 2
        ? {
            error: {
              error_code: "BAD_REQUEST",
              message: "[TABLE_OR_VIEW_NOT_FOUND] `clicks_rejected` cannot be found",
            },
          }
        : tables.answer(sql);
    const report = await verify({ client: client(), expected: ledgerOf(sent), progressTimeoutMs: 5_000 });
    expect(report).toMatchObject({ ok: true, arrived: 2 });
  });

  it("ends the wait when it is aborted", async () => {
    api.answer = new ModelTables([]).answer;
    const end = new AbortController();
    const asked = verify({ client: client(), expected: ledgerOf(rows(0, 0, 1)), signal: end.signal });
    end.abort();
    await expect(asked).rejects.toThrow("aborted");
  });
});

describe("any losses and repetitions", () => {
  it("are counted exactly", async () => {
    const event = fc.record({
      partition: fc.nat(2),
      offset: fc.nat(30),
      productid: fc.integer({ min: 1, max: 5 }),
    });
    const events = fc.uniqueArray(event, {
      selector: ({ partition, offset }) => `${partition},${offset}`,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.infiniteStream(fc.constantFrom(0, 1, 1, 1, 1, 2, 3)),
        async (sent, times) => {
          const copies = sent.map((row) => ({ row, times: times.next().value }));
          const there = copies.flatMap(({ row, times: n }) => Array.from({ length: n }, () => row));
          const report = await ask(new ModelTables(there), ledgerOf(sent));
          const lost = copies.filter(({ times: n }) => n === 0).length;
          const surplus = copies.reduce((sum, { times: n }) => sum + Math.max(0, n - 1), 0);
          expect(report.missing.count).toBe(lost);
          expect(report.twice.count).toBe(surplus);
          expect(report.arrived).toBe(sent.length - lost);
          expect(report.ok).toBe(lost + surplus === 0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("an API that pages, delays and throttles", () => {
  it("gets the same report", async () => {
    const sent = [0, 1, 2, 3, 4].flatMap((partition) => rows(partition, 0, 6));
    const tables = new ModelTables(sent.filter(({ offset }) => offset % 2 === 0 || offset === 1));
    const plain = await ask(tables, ledgerOf(sent));
    api.answer = (sql) => ({ ...tables.answer(sql), chunkRows: 2, looks: 2 });
    api.refusals.push(
      { status: 429, headers: { "retry-after": "0" } },
      { status: 503, headers: { "retry-after": "0" } },
    );
    const report = await verify({ client: client(), expected: ledgerOf(sent), progressTimeoutMs: 0 });
    expect({ ...report, waited: 0 }).toEqual({ ...plain, waited: 0 });
    expect(report.missing.count).toBe(10);
    expect(api.seen.some(({ path }) => path.includes("/result/chunks/2"))).toBe(true);
  });

  it("rejects with what the service says", async () => {
    api.answer = () => ({
      error: { error_code: "BAD_REQUEST", message: "[TABLE_OR_VIEW_NOT_FOUND] `clicks` cannot be found" },
    });
    await expect(verify({ client: client(), expected: ledgerOf([]) })).rejects.toThrow(
      "TABLE_OR_VIEW_NOT_FOUND",
    );
  });
});
