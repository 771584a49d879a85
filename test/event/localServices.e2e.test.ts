import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TeamPages } from "../../cli/event/teamPages";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { readObserved } from "../../event/observed/observed";
import { engineAtAnyCost } from "../../scripts/engine";
import type { Report } from "../../verify/verify";
import { longRun } from "../long";
import { processesWith } from "../processes";
import { outcomesOf, RehearsedEvent } from "./eventCommand";

const PATIENCE = 20 * 60_000;
/** A team's services take 2.6 GB, and seconds of two cores; the long run has as many as a coach would. */
const local = longRun ? 2 : 1;

beforeAll(async () => void (await engineAtAnyCost()), PATIENCE);

let event: RehearsedEvent;
afterEach(() => event.remove());

/** What `status` tells of each team's clicks. */
async function clicks(): Promise<Record<string, number | null>> {
  const [teams] = (await event.told("status")) as [{ team: string; clicks: number | null }[]];
  return Object.fromEntries(teams.map(({ team, clicks: counted }) => [team, counted]));
}

/** The teams' own pages, as the board serves them. */
async function teamPages({ name, folder }: RehearsedEvent): Promise<TeamPages> {
  const at = {
    event: await readEventFile(join(folder, "event.yaml"), undefined),
    folder: await eventFolder(name, true),
    engine: await engineAtAnyCost(),
    rehearsed: true,
  };
  return new TeamPages(() => Promise.resolve(at));
}

/** Asks a team's page for the clicks in its tables, as a browser does. */
async function clicksOn(url: string): Promise<number> {
  const { origin } = new URL(url);
  const entered = await fetch(url, { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = { origin, cookie, "content-type": "application/json" };
  const body = JSON.stringify({ sql: "SELECT count(*) FROM clicks" });
  const answer = await fetch(`${origin}/ask`, { method: "POST", headers, body });
  const { rows } = (await answer.json()) as { readonly rows: readonly (readonly string[])[] };
  return Number(rows[0]?.[0]);
}

describe("a rehearsal with services on this machine", () => {
  it(
    "counts the clicks of its first teams while the others are simulated, and leaves nothing",
    async () => {
      event = await RehearsedEvent.create("local-services", ["red", "blue", "green"].slice(2 - local));
      const names = Object.keys(await clicks());
      const simulated = names.slice(local);
      const up = await event.run("up", "--local", String(local), "--no-canary");
      expect(outcomesOf(up)).toEqual(Object.fromEntries(names.map((name) => [name, "done"])));
      const services = join(event.root, "local");
      expect((await readdir(services)).sort()).toEqual(names.slice(0, local).sort());

      const deadline = Date.now() + PATIENCE / 2;
      const counted = async (): Promise<boolean> =>
        Object.values(await clicks()).filter((each) => each !== null && each > 0).length === local;
      while (!(await counted()) && Date.now() < deadline) await sleep(2000);
      const last = await clicks();
      for (const name of names.slice(0, local)) expect(last[name]).toBeGreaterThan(0);
      for (const name of simulated) expect(last[name]).toBeNull();

      const verified = await event.asked("verify", "--json");
      const verdicts = verified.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { team: string; is: string; report?: Report });
      expect(Object.fromEntries(verdicts.map(({ team, is, report }) => [team, report?.ok ?? is]))).toEqual({
        ...Object.fromEntries(names.slice(0, local).map((name) => [name, true])),
        ...Object.fromEntries(simulated.map((name) => [name, "simulated"])),
      });
      expect(verified.code).toBe(0);
      for (const { report } of verdicts) {
        if (report === undefined) continue;
        expect(report.comparedWith).toBe("ledger");
        expect(report.arrived).toBe(report.expected);
        expect(report.arrived).toBeGreaterThan(0);
      }
      const observed = await readObserved(join(event.root, "observed.ndjson"));
      expect(observed.map(({ team }) => team).sort()).toEqual(names.slice(0, local).sort());
      for (const entry of observed)
        expect(entry).toMatchObject({ verified: { ok: true, missing: 0, twice: 0 } });

      const pages = await teamPages(event);
      const [real = "", simulatedOnly = ""] = [names[0], simulated[0]];
      expect(await clicksOn(await pages.open(real))).toBeGreaterThan(0);
      await expect(pages.open(simulatedOnly)).rejects.toThrow(
        `team ${simulatedOnly} is simulated only, and has no tables`,
      );
      await pages.close();

      const again = event.start("up", "--local", String(names.length));
      expect(await again.ended).toBe(2);
      expect(again.said).toMatch(
        new RegExp(`${simulated.join(", ")} exist without services on this machine|GB of memory are free`),
      );

      expect(processesWith(services)).not.toEqual([]);
      expect(outcomesOf(await event.run("down"))).toEqual(
        Object.fromEntries(names.map((name) => [name, "done"])),
      );
      expect(await event.clouds()).toBeUndefined();
      expect(processesWith(services)).toEqual([]);
      expect(await readdir(services)).toEqual([]);
    },
    PATIENCE,
  );
});
