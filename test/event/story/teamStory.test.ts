import fc from "fast-check";
import type { JournalEntry } from "../../../event/journal/journal";
import { hoursAt, standingStay, teamStories, type TeamStory } from "../../../event/story/teamStory";

type JournalLine = readonly [
  time: string,
  entry: Omit<JournalEntry, "at" | "team"> & Partial<Pick<JournalEntry, "team">>,
];

/** A moment of the event's day. */
const at = (time: string): Date => new Date(`2027-03-10T${time}:00.000Z`);
const entries = (...told: readonly JournalLine[]): JournalEntry[] =>
  told.map(([time, entry]) => ({ team: "red", ...entry, at: at(time).toISOString() }));
const storyOf = (...told: readonly JournalLine[]): TeamStory | undefined =>
  teamStories(entries(...told)).get("red");

const up = { verb: "up" } as const;
const step = { verb: "step" } as const;
const reset = { verb: "reset" } as const;

describe("a team's story", () => {
  it("has a stay for each step, from the first attempt at it to the next one's, the last one to its `down`", () => {
    const story = storyOf(
      ["08:00", { ...up, phase: "started" }],
      ["08:01", { ...up, phase: "failed", kind: "throttled" }],
      ["08:02", { ...up, phase: "started" }],
      ["08:20", { ...up, phase: "done", step: 4 }],
      ["10:00", { ...step, phase: "started" }],
      ["10:05", { ...step, phase: "done", step: 6 }],
      ["18:00", { verb: "down", phase: "started" }],
      ["18:09", { verb: "down", phase: "done", step: 0 }],
    );
    expect(story?.stays).toEqual([
      { step: 4, begun: at("08:00"), reached: at("08:20"), until: at("10:00") },
      { step: 6, begun: at("10:00"), reached: at("10:05"), until: at("18:09") },
    ]);
    expect(hoursAt(story as TeamStory, at("23:00"))).toEqual([
      { step: 4, hours: 2 },
      { step: 6, hours: 8.15 },
    ]);
    expect(standingStay(story as TeamStory)).toBeUndefined();
  });

  it("lets stand what a `down` did not remove, and what only half came about", () => {
    const story = storyOf(
      ["08:00", { ...up, phase: "started" }],
      ["08:10", { ...up, phase: "failed", kind: "quota", step: 6 }],
      ["09:00", { verb: "down", phase: "started" }],
      ["09:05", { verb: "down", phase: "failed", kind: "gone" }],
    );
    expect(story?.stays).toEqual([{ step: 6, begun: at("08:00"), reached: undefined, until: undefined }]);
    expect(hoursAt(story as TeamStory, at("10:00"))).toEqual([{ step: 6, hours: 2 }]);
  });

  it("keeps the higher step where a step back failed, and takes it back where it is done", () => {
    const before = [
      ["08:00", { ...up, phase: "started" }],
      ["08:10", { ...up, phase: "done", step: 6 }],
      ["09:00", { ...step, phase: "started" }],
    ] as const;
    const failed = storyOf(...before, ["09:10", { ...step, phase: "failed", kind: "unknown", step: 4 }]);
    expect(failed?.stays.map((stay) => [stay.step, stay.until])).toEqual([[6, undefined]]);
    const done = storyOf(...before, ["09:10", { ...step, phase: "done", step: 4 }]);
    expect(done?.stays.map((stay) => [stay.step, stay.until])).toEqual([
      [6, at("09:00")],
      [4, undefined],
    ]);
  });

  it("is not made longer by an `up` that changes nothing, nor its next step by one that failed before it", () => {
    const story = storyOf(
      ["08:00", { ...up, phase: "started" }],
      ["08:10", { ...up, phase: "done", step: 4 }],
      ["09:00", { ...up, phase: "started" }],
      ["09:10", { ...up, phase: "failed", kind: "transient", step: 4 }],
      ["10:00", { ...up, phase: "started" }],
      ["10:10", { ...up, phase: "done", step: 4 }],
      ["11:00", { ...step, phase: "started" }],
      ["11:10", { ...step, phase: "done", step: 5 }],
    );
    expect(story?.stays).toEqual([
      { step: 4, begun: at("08:00"), reached: at("08:10"), until: at("11:00") },
      { step: 5, begun: at("11:00"), reached: at("11:10"), until: undefined },
    ]);
  });

  it("counts a `reset` as two stays with a gap between them", () => {
    const story = storyOf(
      ["08:00", { ...up, phase: "started" }],
      ["08:10", { ...up, phase: "done", step: 4 }],
      ["09:00", { ...reset, phase: "started" }],
      ["09:10", { ...reset, phase: "done", step: 0 }],
      ["09:15", { ...reset, phase: "started" }],
      ["09:30", { ...reset, phase: "done", step: 4 }],
    );
    expect(story?.stays).toEqual([
      { step: 4, begun: at("08:00"), reached: at("08:10"), until: at("09:10") },
      { step: 4, begun: at("09:15"), reached: at("09:30"), until: undefined },
    ]);
  });

  it("counts each attempt that failed by its kind, and none that was held back or cancelled", () => {
    const told = entries(
      ["08:00", { ...up, phase: "failed", kind: "throttled" }],
      ["08:01", { ...up, phase: "failed", kind: "throttled" }],
      ["08:02", { ...up, phase: "failed", kind: "quota", step: 4 }],
      ["08:03", { ...up, phase: "held back" }],
      ["08:04", { ...up, phase: "cancelled", step: 4 }],
      ["08:05", { ...up, phase: "failed", team: "blue" }],
    );
    const stories = teamStories(told);
    expect([...stories.keys()]).toEqual(["red", "blue"]);
    expect(stories.get("red")?.failures).toEqual({ throttled: 2, quota: 1 });
    expect(stories.get("blue")?.failures).toEqual({ unknown: 1 });
  });

  it("never has two stays at once, nor more hours than there were, whatever the journal says", () => {
    const entry = fc.record({
      verb: fc.constantFrom("up", "step", "down", "reset", "claim", "remove"),
      phase: fc.constantFrom("started", "done", "failed", "cancelled", "held back"),
      step: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (drawn) => {
        const minutes = drawn.map((each, minute) => {
          const { step: reached, ...rest } = each;
          const when = new Date(at("08:00").valueOf() + minute * 60_000).toISOString();
          return { at: when, team: "red", ...rest, ...(reached !== undefined && { step: reached }) };
        });
        const { stays = [] } = teamStories(minutes as JournalEntry[]).get("red") ?? {};
        const ends = stays.map(({ until }) => until?.valueOf() ?? Infinity);
        expect(stays.slice(1).every(({ begun }, index) => begun.valueOf() >= (ends[index] ?? 0))).toBe(true);
        const hours = hoursAt({ stays }, new Date(at("08:00").valueOf() + drawn.length * 60_000));
        expect(hours.reduce((sum, stay) => sum + stay.hours, 0)).toBeLessThanOrEqual(
          drawn.length / 60 + 1e-9,
        );
      }),
      { numRuns: 300 },
    );
  });
});
