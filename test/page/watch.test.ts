import { TableWatch } from "../../page/watch";
import { questions, type QuestionName } from "../../queries";
import { StatementError, type QueryResult } from "../../clients/sqlClient";

/** A client whose answers a test changes as it goes; remembers what it was asked. */
class Asked {
  readonly names: QuestionName[] = [];
  readonly rows = new Map<QuestionName, (string | null)[][]>();
  failure: Error | undefined;
  /** Never answers. */
  silent = false;

  readonly query = async (sql: string): Promise<QueryResult> => {
    const asked = questions.find((one) => one.sql === sql);
    if (!asked) throw new Error(`not a question: ${sql}`);
    this.names.push(asked.name);
    if (this.silent) await new Promise(() => undefined);
    if (this.failure) throw this.failure;
    return { columns: [], rows: this.rows.get(asked.name) ?? [], truncated: false };
  };

  count(name: QuestionName): number {
    return this.names.filter((one) => one === name).length;
  }
}

const noon = Date.UTC(2026, 10, 24, 12);
let asked: Asked;
let watch: TableWatch;

beforeEach(() => {
  jest.useFakeTimers({ now: noon });
  asked = new Asked();
  asked.rows.set("clicks_per_product", [
    ["1", "2", "30"],
    ["2", "3", "10"],
  ]);
  watch = new TableWatch({ client: asked });
});

afterEach(() => {
  watch.close();
  jest.useRealTimers();
});

const seconds = (many: number): Promise<void> => jest.advanceTimersByTimeAsync(many * 1000);

describe("watching the tables", () => {
  it("asks nothing while nobody listens", async () => {
    await seconds(60);
    expect(asked.names).toEqual([]);
  });

  it("looks once a second however many listen, and no more once the last one left", async () => {
    const leave = [1, 2, 3].map(() => watch.subscribe(() => undefined));
    await seconds(10);
    expect(asked.count("clicks_per_product")).toBe(11);
    for (const one of leave) one();
    await seconds(60);
    expect(asked.count("clicks_per_product")).toBe(11);
  });

  it("asks what reads more than the small table every five seconds, and the past once", async () => {
    watch.subscribe(() => undefined);
    await seconds(20);
    expect(asked.count("clicks_per_product")).toBe(21);
    expect(asked.count("delay")).toBe(5);
    expect(asked.count("rejected")).toBe(5);
    expect(asked.count("clicks_per_second")).toBe(1);
  });

  it("shows products, total, delay and rejected events", async () => {
    asked.rows.set("delay", [["40", "1.4", "2.6", "3", null]]);
    asked.rows.set("rejected", [
      ["not JSON", "2", null],
      ["productid missing", "1", null],
    ]);
    watch.subscribe(() => undefined);
    await seconds(1);
    const { connection, counts, delay, rejected } = watch.view;
    expect(connection).toEqual({ state: "connected", since: noon });
    expect([counts?.total, counts?.products]).toEqual([
      40,
      [
        [1, 2, 30],
        [2, 3, 10],
      ],
    ]);
    expect(delay).toEqual({ p50: 1.4, p95: 2.6 });
    expect(rejected).toEqual({
      events: 3,
      reasons: [
        ["not JSON", 2],
        ["productid missing", 1],
      ],
    });
  });

  it("tells a rate from successive totals", async () => {
    watch.subscribe(() => undefined);
    await seconds(0.5);
    for (let second = 1; second <= 12; second++) {
      asked.rows.set("clicks_per_product", [["1", "2", String(40 + second * 25)]]);
      await seconds(1);
    }
    expect(watch.view.counts?.perSecond).toBe(25);
  });

  it("has no delay to tell where no click came within the last minute", async () => {
    asked.rows.set("delay", [["0", null, null, null, null]]);
    watch.subscribe(() => undefined);
    await seconds(1);
    expect(watch.view.delay).toBeNull();
  });
});

describe("tables that are not there", () => {
  it("are no clicks yet, not a lost connection", async () => {
    asked.failure = new StatementError("[TABLE_OR_VIEW_NOT_FOUND] … SQLSTATE: 42P01", "BAD_REQUEST", "42P01");
    watch.subscribe(() => undefined);
    await seconds(2);
    expect(watch.view.connection).toEqual({ state: "connected", since: noon });
    expect(watch.view.counts).toMatchObject({ total: 0, products: [], perSecond: 0 });
    expect(asked.count("delay")).toBe(0);
  });
});

describe("a connection that is lost", () => {
  it("is lost since the last answer, says why, keeps the last figures, and recovers by itself", async () => {
    watch.subscribe(() => undefined);
    await seconds(3.5);
    asked.failure = new StatementError("connect ECONNREFUSED", "UNREACHABLE");
    await seconds(30);
    expect(watch.view.connection).toEqual({
      state: "lost",
      since: noon + 3_000,
      message: "connect ECONNREFUSED",
    });
    expect(watch.view.counts?.total).toBe(40);
    asked.failure = undefined;
    await seconds(5);
    expect(watch.view.connection.state).toBe("connected");
  });

  it("is tried again less often, up to every five seconds", async () => {
    asked.failure = new StatementError("refused", "UNREACHABLE");
    watch.subscribe(() => undefined);
    await seconds(60);
    // After 0, 2, 5, 9 and 14 seconds, then every five.
    expect(asked.count("clicks_per_product")).toBe(14);
  });

  it("is noticed after five seconds where no answer comes at all", async () => {
    watch.subscribe(() => undefined);
    await seconds(1.5);
    asked.silent = true;
    await seconds(5);
    expect(watch.view.connection.state).toBe("connected");
    await seconds(1);
    expect(watch.view.connection).toEqual({
      state: "lost",
      since: noon + 1_000,
      message: "no answer for 5 seconds",
      waiting: true,
    });
  });
});

describe("a pause in watching", () => {
  it("is filled from the clicks of those seconds", async () => {
    watch.subscribe(() => undefined)();
    await seconds(300);
    asked.rows.set("clicks_per_second", [["2026-11-24 12:04:00", "40"]]);
    const heard: string[] = [];
    watch.subscribe((change) => heard.push(change));
    await seconds(0.5);
    expect(heard).toEqual(["view", "history"]);
    expect(watch.view.counts).toMatchObject({ grewAt: noon + 241_000, orEarlier: false });
    expect(new Map(watch.history).get(noon + 245_000)).toBe(4);
  });
});
