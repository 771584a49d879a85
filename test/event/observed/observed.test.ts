import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Observed, outages, readObserved, secondsOfOutage } from "../../../event/observed/observed";
import type { Light, LightState, ObservedEntry } from "../../../event/observed/observed";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "observed-"));
  file = join(folder, "observed.ndjson");
});
afterEach(() => rm(folder, { recursive: true }));

/** Ten in the morning, and that many seconds. */
const after = (seconds: number): Date => new Date(Date.UTC(2027, 2, 11, 10) + seconds * 1000);

const light = (team: string, seconds: number, which: Light, state: LightState): ObservedEntry => ({
  at: after(seconds).toISOString(),
  team,
  light: which,
  state,
});

describe("what was seen of an event's teams", () => {
  it("is kept a line each, in order, for the own user alone", async () => {
    const observed = await Observed.open(file);
    await observed.add({ team: "red", light: "generator", state: "on" }, after(0));
    await observed.add({ team: "red", verified: { ok: false, clicks: 9, missing: 1, twice: 0 } }, after(1));
    await observed.add({ team: "blue", done: "currentCount", by: "coach" }, after(2));
    await observed.close();
    expect((await readFile(file, "utf8")).split("\n")).toEqual([
      '{"at":"2027-03-11T10:00:00.000Z","team":"red","light":"generator","state":"on"}',
      '{"at":"2027-03-11T10:00:01.000Z","team":"red","verified":{"ok":false,"clicks":9,"missing":1,"twice":0}}',
      '{"at":"2027-03-11T10:00:02.000Z","team":"blue","done":"currentCount","by":"coach"}',
      "",
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("takes lines of two processes, and goes on behind one that was cut short", async () => {
    const board = await Observed.open(file);
    const verify = await Observed.open(file);
    await board.add({ team: "red", light: "stream", state: "on" });
    await verify.add({ team: "red", verified: { ok: true, clicks: 5, missing: 0, twice: 0 } });
    await board.add({ team: "red", light: "stream", state: "off" });
    await Promise.all([board.close(), verify.close()]);
    await appendFile(file, '{"at":"2027-03-11T10:0');
    await (await Observed.open(file)).close();
    expect((await readObserved(file)).map((entry) => Object.keys(entry)[2])).toEqual([
      "light",
      "verified",
      "light",
    ]);
    expect((await readFile(file, "utf8")).endsWith("\n")).toBe(true);
    expect(await readObserved(join(folder, "none"))).toEqual([]);
  });

  it("has a team's clicks once in five minutes", async () => {
    const observed = await Observed.open(file);
    for (const [seconds, clicks] of [
      [0, 1],
      [299, 2],
      [300, 3],
      [301, 4],
      [600, 5],
    ] as const)
      await observed.add({ team: "red", clicks }, after(seconds));
    await observed.add({ team: "blue", clicks: 7 }, after(1));
    await observed.close();
    const counted = (await readObserved(file)).map((entry) => ("clicks" in entry ? entry.clicks : undefined));
    expect(counted).toEqual([1, 3, 5, 7]);
  });
});

describe("a team's outages", () => {
  it("begin when a light that was on goes off, and end when it is on or nobody knows any more", () => {
    const entries = [
      light("red", 0, "generator", "off"),
      light("red", 10, "generator", "on"),
      light("blue", 12, "generator", "off"),
      light("red", 20, "generator", "off"),
      light("red", 50, "generator", "on"),
      light("red", 60, "generator", "off"),
      light("red", 70, "generator", "unknown"),
      light("red", 200, "generator", "off"),
    ];
    expect(outages(entries, "red", after(230))).toEqual([
      { light: "generator", from: after(20), to: after(50) },
      { light: "generator", from: after(60), to: after(70) },
      { light: "generator", from: after(200), to: after(230) },
    ]);
    expect(secondsOfOutage(entries, "red", after(230))).toBe(70);
    expect(outages(entries, "blue", after(230))).toEqual([]);
  });

  it("count time once in which both lights were off, and nothing after the end that is asked for", () => {
    const entries = [
      light("red", 0, "generator", "on"),
      light("red", 0, "stream", "on"),
      light("red", 10, "generator", "off"),
      light("red", 15, "stream", "off"),
      light("red", 20, "generator", "on"),
      light("red", 40, "stream", "on"),
      light("red", 50, "stream", "off"),
    ];
    expect(outages(entries, "red", after(45)).map(({ light: which }) => which)).toEqual([
      "generator",
      "stream",
    ]);
    expect(secondsOfOutage(entries, "red", after(45))).toBe(30);
  });

  it("are as long as the seconds in which a light that had been on was off, whatever came in which order", () => {
    const change = fc.record({
      wait: fc.integer({ min: 0, max: 5 }),
      which: fc.constantFrom<Light>("generator", "stream"),
      state: fc.constantFrom<LightState>("on", "off", "unknown"),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        let now = 0;
        const entries = changes.map(({ wait, which, state }) => light("red", (now += wait), which, state));
        const until = now + 3;
        const isOut = (which: Light, second: number): boolean => {
          const before = entries.filter(
            (entry) => "light" in entry && entry.light === which && new Date(entry.at) <= after(second),
          );
          const last = before.at(-1);
          return (
            last !== undefined &&
            "light" in last &&
            last.state === "off" &&
            before.some((entry) => "light" in entry && entry.state === "on")
          );
        };
        let seconds = 0;
        for (let second = 0; second < until; second++)
          if (isOut("generator", second) || isOut("stream", second)) seconds++;
        expect(secondsOfOutage(entries, "red", after(until))).toBe(seconds);
      }),
    );
  });
});
