import { Coordinator, type CoordinatorNews, type CoordinatorOptions } from "../../event/run/coordinator";
import type { TeamJob, TeamNews, TeamResult } from "../../event/run/job";
import type { FailureKind } from "../../program/failures";
import { VirtualClock } from "./virtualClock";

const west = { subscription: "sub-1", region: "westeurope" };
const north = { subscription: "sub-1", region: "northeurope" };

function job(team: string, placement = west): TeamJob {
  return {
    command: "up",
    team,
    placement,
    settings: {},
    secrets: {},
    secretsFrom: "/",
    step: undefined,
    folder: `/teams/${team}`,
    store: "/",
    backend: undefined,
    stack: team,
    home: "/home",
    engine: { binary: "pulumi", version: "3.259.0" },
    rehearsed: undefined,
    takeOver: false,
  };
}

const done: TeamResult = { outcome: "done", changed: 1, failures: [], kind: undefined, step: 4 };
const failed = (kind: FailureKind, text = "no"): TeamResult => ({
  outcome: "failed",
  changed: 0,
  failures: [{ resource: undefined, text }],
  kind,
  step: 4,
});

/** What teams do, in clouds' seconds. */
interface Script {
  readonly seconds?: number;
  /** The result of each attempt; the last one is every later one's. */
  readonly results?: readonly TeamResult[];
  readonly news?: readonly { readonly after: number; readonly type: string }[];
}

function stage(scripts: Readonly<Record<string, Script>>, options: Partial<CoordinatorOptions> = {}) {
  const clock = new VirtualClock();
  const starts: [team: string, at: number][] = [];
  const told: [team: string, CoordinatorNews][] = [];
  const cancelled: string[] = [];
  let running = 0;
  let most = 0;
  const stop = new AbortController();
  const cancel = new AbortController();
  const coordinator = new Coordinator({
    atOnce: 100,
    canary: "none",
    clock,
    tell: (team, news) => void told.push([team, news]),
    stop: stop.signal,
    cancel: cancel.signal,
    start: ({ team }, onNews) => {
      const { seconds = 10, results = [done], news = [] } = scripts[team] ?? {};
      const attempt = starts.filter(([each]) => each === team).length;
      starts.push([team, clock.now()]);
      most = Math.max(most, (running += 1));
      for (const { after, type } of news) {
        const each: TeamNews = { is: "resource", type, name: "it", state: "done", op: "create" };
        void clock.sleep(after).then(() => onNews(each));
      }
      let end: (result: TeamResult) => void = () => undefined;
      const result = new Promise<TeamResult>((resolve) => {
        end = resolve;
        void clock.sleep(seconds).then(() => resolve(results[Math.min(attempt, results.length - 1)] ?? done));
      });
      return {
        pid: 1,
        result: result.finally(() => (running -= 1)),
        cancel: () => {
          cancelled.push(team);
          end({ ...done, outcome: "cancelled" });
        },
      };
    },
    ...options,
  });
  return { coordinator, clock, starts, told, cancelled, stop, cancel, most: () => most };
}

const teams = (count: number): string[] => Array.from({ length: count }, (_, index) => `team-${index + 1}`);
const outcomes = (all: readonly { team: string; outcome: string }[]): [string, string][] =>
  all.map(({ team, outcome }) => [team, outcome]);

describe("teams that are started", () => {
  it("begin a second apart in each place, and places do not wait for each other", async () => {
    const { coordinator, starts } = stage({});
    await coordinator.run([job("a"), job("b"), job("c", north), job("d"), job("e", north)]);
    expect(starts).toEqual([
      ["a", 0],
      ["c", 0],
      ["b", 1],
      ["e", 1],
      ["d", 2],
    ]);
  });

  it("are never more at once than there is room for", async () => {
    const { coordinator, most, starts } = stage({}, { atOnce: 3 });
    await coordinator.run(teams(10).map((team) => job(team)));
    expect(most()).toBe(3);
    expect(starts).toHaveLength(10);
  });

  it("come half as often once Azure has refused one for too many requests, which waits as long as Azure asks", async () => {
    const throttled = failed("throttled", "Please try again after '45' seconds.");
    const { coordinator, starts } = stage(
      { a: { seconds: 1, results: [throttled, done] }, b: { seconds: 1 } },
      { atOnce: 1 },
    );
    const all = await coordinator.run([job("a"), job("b"), job("c")]);
    expect(outcomes(all)).toEqual([
      ["a", "done"],
      ["b", "done"],
      ["c", "done"],
    ]);
    const times = starts.map(([, at]) => at);
    expect(times).toEqual([0, 46, 48, 50]);
  });
});

describe("a place that waits", () => {
  it("takes nobody else's room: other places go on meanwhile", async () => {
    const throttled = failed("throttled", "Please try again after '45' seconds.");
    const { coordinator, starts } = stage({ a: { seconds: 1, results: [throttled, done] } }, { atOnce: 1 });
    await coordinator.run([job("a"), job("b"), job("n", north)]);
    expect(starts.slice(0, 2)).toEqual([
      ["a", 0],
      ["n", 1],
    ]);
  });
});

describe("a team that fails", () => {
  it("for what passes is tried again after 30 s, 2 min and 5 min, and holds up no other", async () => {
    const { coordinator, starts, told } = stage({ a: { results: [failed("transient")] } });
    const all = await coordinator.run([job("a"), job("b")]);
    expect(all.map(({ team, outcome, attempts, kind }) => [team, outcome, attempts, kind])).toEqual([
      ["a", "failed", 4, "transient"],
      ["b", "done", 1, undefined],
    ]);
    expect(starts.map(([team]) => team)).toEqual(["a", "b", "a", "a", "a"]);
    const pauses = told.flatMap(([, news]) => (news.is === "again" ? [news.after] : []));
    expect(pauses).toEqual([30, 120, 300]);
    expect(all[1]?.seconds).toBeLessThan(15);
  });

  it("for what lasts is not tried again", async () => {
    const { coordinator, starts } = stage({ a: { results: [failed("name")] } });
    await coordinator.run([job("a")]);
    expect(starts).toHaveLength(1);
  });

  it("as the third of its place for one lasting kind pauses that place, and no other", async () => {
    const quota = { seconds: 1, results: [failed("quota")] };
    const { coordinator, starts } = stage(
      { a: quota, b: quota, c: { seconds: 1, results: [failed("image")] }, d: quota },
      { atOnce: 1 },
    );
    const all = await coordinator.run([
      ...["a", "b", "c", "d", "e", "f"].map((team) => job(team)),
      job("n", north),
    ]);
    expect(outcomes(all).map(([, outcome]) => outcome)).toEqual([
      "failed",
      "failed",
      "failed",
      "failed",
      "held back",
      "held back",
      "done",
    ]);
    expect(all[4]?.failures[0]?.text).toBe(
      "three teams failed for quota in westeurope of subscription sub-1: no more are started there",
    );
    expect(starts.map(([team]) => team)).toEqual(["a", "b", "c", "d", "n"]);
  });
});

describe("the first team", () => {
  const ROLE = "azure-native:authorization:RoleAssignment";
  const JOB = "databricks:index/directory:Directory";

  it("goes alone until its role assignment and its workspace's first call are done", async () => {
    const news = [
      { after: 40, type: ROLE },
      { after: 90, type: JOB },
    ];
    const { coordinator, starts } = stage({ a: { seconds: 500, news } }, { canary: "started" });
    await coordinator.run([job("a"), job("b")]);
    expect(starts).toEqual([
      ["a", 0],
      ["b", 90],
    ]);
  });

  it("goes alone until it is done where that is wanted, or where it has nothing to create", async () => {
    for (const canary of ["done", "started"] as const) {
      const { coordinator, starts } = stage({ a: { seconds: 70 } }, { canary });
      await coordinator.run([job("a"), job("b")]);
      expect(starts).toEqual([
        ["a", 0],
        ["b", 70],
      ]);
    }
  });

  it.each(["permission", "provider", "image", "quota"] as const)(
    "stops the event where it fails for %s",
    async (kind) => {
      const { coordinator, starts } = stage({ a: { results: [failed(kind)] } }, { canary: "started" });
      const all = await coordinator.run([job("a"), job("b"), job("c", north)]);
      expect(outcomes(all)).toEqual([
        ["a", "failed"],
        ["b", "held back"],
        ["c", "held back"],
      ]);
      expect(starts).toHaveLength(1);
    },
  );

  it("stops nobody where it fails for what is its own", async () => {
    const { coordinator } = stage({ a: { results: [failed("name")] } }, { canary: "started" });
    const all = await coordinator.run([job("a"), job("b")]);
    expect(outcomes(all)[1]).toEqual(["b", "done"]);
  });
});

describe("an event that is stopped", () => {
  it("starts no further team, and lets what runs finish", async () => {
    const { coordinator, stop, clock, cancelled } = stage({ a: { seconds: 50 } }, { atOnce: 1 });
    void clock.sleep(20).then(() => stop.abort());
    const all = await coordinator.run([job("a"), job("b")]);
    expect(outcomes(all)).toEqual([
      ["a", "done"],
      ["b", "held back"],
    ]);
    expect(cancelled).toEqual([]);
  });

  it("does not wait for another attempt", async () => {
    const { coordinator, stop, clock } = stage({ a: { results: [failed("transient")] } });
    void clock.sleep(20).then(() => stop.abort());
    const all = await coordinator.run([job("a")]);
    expect(all.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([["failed", 1]]);
    expect(clock.now()).toBeLessThan(100);
  });

  it("and cancelled has everything that runs cancelled", async () => {
    const { coordinator, stop, cancel, clock, cancelled } = stage({
      a: { seconds: 500 },
      b: { seconds: 500 },
    });
    void clock.sleep(20).then(() => {
      stop.abort();
      cancel.abort();
    });
    const all = await coordinator.run([job("a"), job("b"), job("c")]);
    expect(outcomes(all)).toEqual([
      ["a", "cancelled"],
      ["b", "cancelled"],
      ["c", "done"],
    ]);
    expect(cancelled).toEqual(["a", "b"]);
  });
});
