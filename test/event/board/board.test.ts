import { noteQuery } from "../../../emulator/databricksRest/queryHistory";
import { readObserved } from "../../../event/observed/observed";
import type { BoardView } from "../../../page/board/view";
import { eventOf } from "../check/stage";
import { BoardStage, idsOf, workspaceOf } from "./stage";

jest.setTimeout(120_000);

let stage: BoardStage;
afterEach(() => stage.remove());

const rowOf = ({ rows }: BoardView, team: string) => {
  const row = rows.find((each) => each.team === team);
  if (row === undefined) throw new Error(`no row of ${team}`);
  return row;
};
const power = (team: string, verb: "stop" | "start"): Promise<Response> =>
  fetch(`${stage.servers.arm.address}${idsOf(team).containerGroup}/${verb}`, { method: "POST" });

describe("a board of 40 teams", () => {
  const teams = Array.from({ length: 40 }, (_, index) => `team-${index + 1}`);

  it("asks at most 60 requests a round, within 5 s, none of them of a warehouse, and everybody in turn", async () => {
    stage = await BoardStage.create(eventOf(40, ["# one place"]));
    await stage.stand(teams);
    const board = await stage.board();
    const { arm, workspaces } = stage.servers;
    const counts: number[] = [];
    for (let round = 0; round < 8; round++) {
      const before = arm.requests.length + workspaces.requests.length;
      const begin = Date.now();
      await board.round();
      expect(Date.now() - begin).toBeLessThan(5_000);
      counts.push(arm.requests.length + workspaces.requests.length - before);
      stage.later(10);
    }
    expect(Math.max(...counts)).toBeLessThanOrEqual(60);
    const groups = new Set(
      arm.requests.map(({ path }) => path).filter((path) => path.includes("/containerGroups/")),
    );
    expect(groups.size).toBe(40);
    const asked = [...new Set(workspaces.requests.map(({ endpoint }) => endpoint))].sort();
    expect(asked).toEqual([
      "GET /api/2.0/sql/history/queries",
      "GET /api/2.2/jobs/list",
      "GET /api/2.2/jobs/runs/list",
    ]);
    const batches = arm.requests.filter(({ path }) => path.endsWith("metrics:getBatch"));
    expect(batches.filter(({ query }) => query["interval"] === "PT1M")).toHaveLength(8);
    await board.close();
  });
});

describe("a team's row", () => {
  beforeEach(async () => {
    stage = await BoardStage.create(eventOf(2, ["# one place"]));
    await stage.stand(["team-1", "team-2"]);
    for (const team of ["team-1", "team-2"]) stage.begun(team, 20);
  });

  it("has its lights, traffic, place, step and cost", async () => {
    const board = await stage.board();
    const view = await board.round();
    expect(rowOf(view, "team-1")).toMatchObject({
      place: "westeurope",
      step: 6,
      working: null,
      generator: { state: "on", why: "" },
      stream: { state: "on", why: "" },
      perSecond: 1,
      behind: 0,
      outageSeconds: 0,
      verified: null,
      failure: null,
      need: "fine",
      currentCount: "open",
      ownQuery: "open",
    });
    expect(rowOf(view, "team-1").cost).toBeGreaterThanOrEqual(0);
    const late = stage.now.getTime() - Date.parse(view.countedUntil ?? "");
    expect(late).toBeGreaterThanOrEqual(120_000);
    expect(late).toBeLessThan(240_000);
    expect(view.untold).toEqual([]);
    await board.close();
  });

  it("goes to the top when its generator stops, and keeps how long it was off; a board that ends knows nothing more", async () => {
    const board = await stage.board();
    await board.round();
    await power("team-2", "stop");
    stage.later(20);
    const stopped = await board.round();
    expect(stopped.rows.map(({ team, need }) => `${team} ${need}`)).toEqual(["team-2 outage", "team-1 fine"]);
    expect(rowOf(stopped, "team-2").generator).toEqual({
      state: "off",
      since: stage.now.toISOString(),
      why: "its container is Stopped",
    });
    await power("team-2", "start");
    stage.begun("team-2", 20);
    stage.later(45);
    const again = await board.round();
    expect(rowOf(again, "team-2")).toMatchObject({ need: "fine", outageSeconds: 45 });
    stage.later(5);
    await board.close();
    const lights = (await readObserved(stage.folder.observed)).flatMap((entry) =>
      entry.team === "team-2" && "light" in entry && entry.light === "generator" ? [entry.state] : [],
    );
    expect(lights).toEqual(["on", "off", "on", "unknown"]);
  });

  it("does not count the time in which no board ran, though the last one could not say that it ended", async () => {
    const killed = await stage.board();
    await killed.round();
    await power("team-2", "stop");
    stage.later(20);
    await killed.round();
    stage.later(3600);
    const board = await stage.board();
    const view = await board.round();
    expect(rowOf(view, "team-2").outageSeconds).toBe(0);
    await board.close();
    await killed.close();
  });

  it("says what a team has done by itself, and nothing of what the program asks", async () => {
    const ask = (query_id: string, query_text: string, query_source: Record<string, string> = {}): void =>
      noteQuery(stage.cloud.state, workspaceOf(stage.cloud, "team-1"), {
        query_id,
        query_text,
        statement_type: "SELECT",
        status: "FINISHED",
        query_start_time_ms: Date.now(),
        user_name: "member@example.com",
        query_source,
      });
    const count = "SELECT productid, clicks FROM clicks_per_product";
    for (const id of ["1", "2"]) ask(id, count);
    ask("3", count, { sql_query_id: "a" });
    ask("4", "SELECT category, count(*) FROM clicks GROUP BY category", { dashboard_id: "a" });
    const board = await stage.board();
    expect(rowOf(await board.round(), "team-1")).toMatchObject({ currentCount: "open", ownQuery: "open" });
    ask("5", count, { sql_query_id: "a" });
    ask("6", "SELECT sessionid, max(event_time) FROM clicks GROUP BY sessionid", { notebook_id: "b" });
    stage.later(70);
    expect(rowOf(await board.round(), "team-1")).toMatchObject({
      currentCount: "history",
      ownQuery: "history",
    });
    await board.close();
  });

  it("is unknown, and says why, where Azure does not answer", async () => {
    const { arm } = stage.servers;
    arm.fail({ method: "POST", path: /metrics:getBatch$/, status: 429, code: "TooManyRequests", times: 99 });
    arm.fail({ method: "GET", path: /containerGroups/, status: 403, code: "AuthorizationFailed", times: 99 });
    const board = await stage.board();
    const view = await board.round();
    expect(rowOf(view, "team-1")).toMatchObject({
      generator: { state: "unknown", since: null },
      stream: { state: "unknown" },
      perSecond: null,
      behind: null,
      need: "unknown",
    });
    expect([...view.untold].sort()).toEqual([
      expect.stringMatching(/^clicks of westeurope: 429 TooManyRequests$/),
      expect.stringMatching(/^container of team-1: 403 AuthorizationFailed/),
      expect.stringMatching(/^container of team-2: 403 AuthorizationFailed/),
      expect.stringMatching(/^metrics of westeurope: 429 TooManyRequests$/),
    ]);
    await board.close();
  });
});
