import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { Board } from "../../../event/board/board";
import type { BoardSources } from "../../../event/board/sources";
import { Journal } from "../../../event/journal/journal";
import { namesFor } from "../../../program/names";
import { eventOf, ONE } from "../check/stage";

jest.setTimeout(300_000);

const teams = Array.from({ length: 40 }, (_, index) => `team-${index + 1}`);
const groups = teams.map((team) => ({
  id: "",
  name: namesFor(team, "abc123").resourceGroup,
  location: "westeurope",
  tags: { event: "contoso" },
}));
const namespaceOf = (id: string): string => id.split("/").at(-1) ?? "";

/** Clouds in which everything changes all the time: the lights of every team in every round, and new queries each time. */
function flickering(now: () => Date): { sources: BoardSources; asked: () => number } {
  let asked = 0;
  const point = (odd: boolean) => [{ data: [{ timeStamp: now().toISOString(), total: odd ? 60 : 0 }] }];
  const metric = (value: string, odd: boolean) => ({ name: { value }, timeseries: point(odd) });
  const sources: BoardSources = {
    arm: () => ({
      get: () => {
        asked++;
        const state = asked % 2 === 0 ? "Running" : `Stopped ${asked}`;
        return Promise.resolve({ value: { properties: { instanceView: { state } } } });
      },
      list: (path) => {
        asked++;
        const workspaces = teams.map((team) => {
          const names = namesFor(team, "abc123");
          const id = `/subscriptions/${ONE}/resourceGroups/${names.resourceGroup}/providers/Microsoft.Databricks/workspaces/${names.workspace}`;
          return { id, properties: { workspaceUrl: `${team}.azuredatabricks.net` } };
        });
        return Promise.resolve({ value: path.endsWith("/workspaces") ? workspaces : groups });
      },
    }),
    metrics: (_, __, body) => {
      asked++;
      const ids = (body as { resourceids: string[] }).resourceids;
      const values = ids.map((resourceid) => {
        const odd = (asked + namespaceOf(resourceid).length) % 2 === 0;
        return { resourceid, value: [metric("IncomingMessages", odd), metric("OutgoingMessages", odd)] };
      });
      return Promise.resolve(Response.json({ values }));
    },
    databricks: (_, path) => {
      asked++;
      if (path.startsWith("/api/2.2/jobs/list"))
        return Promise.resolve(Response.json({ jobs: [{ job_id: 7 }] }));
      if (path.startsWith("/api/2.2/jobs/runs"))
        return Promise.resolve(
          Response.json(asked % 2 ? {} : { runs: [{ state: { life_cycle_state: "RUNNING" } }] }),
        );
      const res = Array.from({ length: 10 }, (_each, index) => ({
        query_id: `${asked} ${index}`,
        query_text: `SELECT ${asked}${"x".repeat(200)}`,
        query_source: { sql_query_id: "a" },
      }));
      return Promise.resolve(Response.json({ res, has_next_page: true, next_page_token: String(asked) }));
    },
  };
  return { sources, asked: () => asked };
}

/** Bytes that are in use. */
function heapUsed(): number {
  v8.setFlagsFromString("--expose-gc");
  // Contexts that are there already do not get it.
  const collect = runInNewContext("gc") as () => void;
  for (let times = 0; times < 3; times++) collect();
  return process.memoryUsage().heapUsed;
}

describe("a board that shows 40 teams for an hour, of which everything changes in every round", () => {
  it("asks at most 60 requests a round, and keeps no more at its end than after a quarter", async () => {
    const root = await mkdtemp(join(tmpdir(), "board-"));
    const folder = { journal: join(root, "journal.ndjson"), observed: join(root, "observed.ndjson") };
    const journal = await Journal.open(folder.journal);
    for (const team of teams) await journal.note({ team, verb: "up", phase: "done", step: 6 });
    await journal.close();
    let now = new Date();
    const { sources, asked } = flickering(() => now);
    const event = eventOf(40, ["# one place"]);
    const readEvent = () => Promise.resolve(event);
    const board = await Board.open({ readEvent, folder, sources, records: false, now: () => now });
    let most = 0;
    let quarter = 0;
    for (let round = 1; round <= 720; round++) {
      const before = asked();
      const view = await board.round();
      most = Math.max(most, asked() - before);
      expect(view.rows).toHaveLength(40);
      now = new Date(now.getTime() + 5_000);
      if (round === 180) quarter = heapUsed();
    }
    expect(most).toBeLessThanOrEqual(60);
    expect(most).toBeGreaterThan(20);
    expect(heapUsed() - quarter).toBeLessThan(3_000_000);
    await board.close();
    await rm(root, { recursive: true });
  });
});
