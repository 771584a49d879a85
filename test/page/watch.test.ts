import { TableWatch } from "../../page/watch";
import type { StreamState } from "../../page/view";
import { waitingFor } from "../../page/waiting";
import { questions, type QuestionName } from "../../queries";
import { StatementError, type QueryResult } from "../../clients/sqlClient";

/** A client whose answers a test changes as it goes; remembers what it was asked. */
class Asked {
  readonly names: QuestionName[] = [];
  readonly rows = new Map<QuestionName, (string | null)[][]>();
  failure: Error | undefined;
  /** Fails for one question only. */
  readonly failures = new Map<QuestionName, Error>();
  /** Never answers. */
  silent = false;

  readonly query = async (sql: string): Promise<QueryResult> => {
    const asked = questions.find((one) => one.sql === sql);
    if (!asked) throw new Error(`not a question: ${sql}`);
    this.names.push(asked.name);
    if (this.silent) await new Promise(() => undefined);
    const failure = this.failure ?? this.failures.get(asked.name);
    if (failure) throw failure;
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
    for (let second = 1; second <= 32; second++) {
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
    expect(watch.view.counts).toMatchObject({ total: 0, products: [], perSecond: 0, noTable: true });
    expect(asked.count("delay")).toBe(0);
  });
});

describe("a table that cannot be read while the others can", () => {
  it.each([
    ["delay", "clicks"],
    ["rejected", "clicks_rejected"],
    ["clicks_per_second", "clicks"],
  ] as const)("is named with the reason, until it can be read again (%s)", async (name, table) => {
    asked.rows.set("clicks_per_second", [["2026-11-24 12:00:00", "40"]]);
    asked.failures.set(name, new StatementError("[DELTA_FILE_NOT_FOUND] gone", "BAD_REQUEST"));
    watch.subscribe(() => undefined);
    await seconds(11);
    expect(watch.view.connection.state).toBe("connected");
    expect(watch.view.unreadable).toEqual([{ table, message: "[DELTA_FILE_NOT_FOUND] gone" }]);
    asked.failures.clear();
    await seconds(6);
    expect(watch.view.unreadable).toEqual([]);
  });
});

describe("what is waited for before the first click", () => {
  const stream = jest.fn<Promise<StreamState>, []>();
  beforeEach(() => stream.mockReset());

  it("is what the stream does, asked for until a click is counted", async () => {
    stream.mockResolvedValue({ state: "starting" });
    watch = new TableWatch({ client: asked, stream });
    asked.silent = true;
    watch.subscribe(() => undefined);
    await seconds(3);
    expect(watch.view.stream).toEqual({ state: "starting" });
    expect(waitingFor(watch.view)).toBe("Spark to start the notebook");
    expect(stream).toHaveBeenCalledTimes(4);
  });

  it("is no more once clicks are counted", async () => {
    stream.mockResolvedValue({ state: "running" });
    watch = new TableWatch({ client: asked, stream });
    watch.subscribe(() => undefined);
    await seconds(30);
    expect(watch.view.stream).toBeUndefined();
    expect(stream.mock.calls.length).toBeLessThan(8);
    expect(waitingFor(watch.view)).toBeUndefined();
  });

  it("is told although the stream's state cannot be had", async () => {
    stream.mockRejectedValue(new Error("the driver is being restarted"));
    asked.rows.set("clicks_per_product", []);
    watch = new TableWatch({ client: asked, stream });
    watch.subscribe(() => undefined);
    await seconds(2);
    expect(waitingFor(watch.view)).toBe("the first batch: the notebook reads the hub");
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
    asked.rows.set("clicks_per_second", [["2026-11-24 12:04:00", "20"]]);
    const heard: string[] = [];
    watch.subscribe((change) => heard.push(change));
    await seconds(0.5);
    expect(heard).toEqual(["view", "history"]);
    expect(watch.view.counts).toMatchObject({ grewAt: noon + 241_000, orEarlier: false });
    const rates = new Map(watch.history);
    expect(rates.get(noon + 240_000)).toBe(0);
    // Twenty clicks at once, four seconds before the end of thirty: by least squares.
    expect(rates.get(noon + 245_000)).toBeCloseTo((20 * (11 + 12 + 13 + 14 + 15)) / 2480, 10);
  });
});
