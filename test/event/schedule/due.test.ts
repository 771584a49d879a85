import fc from "fast-check";
import { parseEventFile } from "../../../event/file/readEventFile";
import type { EventFile } from "../../../event/file/model";
import type { JournalEntry, TeamVerb } from "../../../event/journal/journal";
import { dueVerb, notBelow } from "../../../event/schedule/due";

/** Two teams; blue has a step of its own. */
function eventWith(...schedule: readonly string[]): EventFile {
  const lines = [
    "event: due",
    "owner: coach@contoso.com",
    "expires: 2027-03-13",
    "places: [{ subscription: 00000000-0000-4000-8000-000000000011, regions: [westeurope] }]",
    "settings: { throughStep: 3 }",
    "teams: [red, { name: blue, settings: { throughStep: 5 } }]",
    "schedule:",
    ...schedule.map((line) => `  - { ${line} }`),
  ];
  return parseEventFile(lines.join("\n"), "event.yaml", undefined);
}

const MORNING = "at: 2027-03-10T09:00+01:00, do: up, step: 4";
const NOON = "at: 2027-03-10T12:00+01:00, do: step, step: 6";
const EVENING = "at: 2027-03-10T18:00+01:00, do: down";

/** The day's entries, at an hour of UTC. */
const entry = (
  hour: number,
  team: string,
  verb: TeamVerb,
  phase: JournalEntry["phase"],
  step?: number,
): JournalEntry => ({
  at: new Date(Date.UTC(2027, 2, 10, hour)).toISOString(),
  team,
  verb,
  phase,
  ...(step !== undefined && { step }),
});

/** Which teams something is due for; those that the journal never leaves gone have a stack. */
function dueAt(
  event: EventFile,
  moment: string,
  journal: readonly JournalEntry[] = [],
  standing: readonly string[] = journal.map(({ team }) => team),
): string {
  const due = dueVerb(event, { journal, standing: new Set(standing) }, new Date(moment));
  return due === undefined ? "nothing" : `${due.scheduled.verb} ${due.teams.join(" ")}`;
}

const upDone = [entry(7, "red", "up", "done", 4), entry(7, "blue", "up", "done", 4)];

describe("what is due", () => {
  it.each([
    ["2027-03-10T07:59:59.999Z", "nothing"],
    ["2027-03-10T08:00:00Z", "up red blue"],
    ["2027-03-10T08:59+01:00", "nothing"],
    ["2027-03-10T09:00+01:00", "up red blue"],
    ["2027-03-10T02:59:59-05:00", "nothing"],
    ["2027-03-10T03:00-05:00", "up red blue"],
    ["2027-03-10T13:30+05:30", "up red blue"],
    ["2027-03-10T12:00+01:00", "step red blue"],
  ])("is told at %s, whatever zone it is written in: %s", (moment, due) => {
    expect(dueAt(eventWith(MORNING, NOON, EVENING), moment)).toBe(due);
  });

  it("is nothing without a schedule", () => {
    expect(dueAt(eventWith(), "2027-03-12T00:00Z")).toBe("nothing");
  });

  it("is nothing where teams were brought there early", () => {
    expect(dueAt(eventWith(MORNING), "2027-03-10T09:00Z", upDone)).toBe("nothing");
  });

  it("is for those alone that failed, are worked for, were held back or were never begun", () => {
    const event = eventWith(MORNING);
    const red = entry(8, "red", "up", "done", 4);
    for (const phase of ["failed", "cancelled", "started", "held back"] as const)
      expect(dueAt(event, "2027-03-10T09:00Z", [red, entry(8, "blue", "up", phase, 4)])).toBe("up blue");
    expect(dueAt(event, "2027-03-10T09:00Z", [red])).toBe("up blue");
  });

  it("is the last entry alone: an earlier one that did not happen is overtaken by it", () => {
    expect(dueAt(eventWith(MORNING, NOON), "2027-03-10T11:00Z", [upDone[0] as JournalEntry])).toBe(
      "step red blue",
    );
    expect(dueAt(eventWith(MORNING, EVENING), "2027-03-10T18:00Z")).toBe("nothing");
  });

  it("takes a team's own step where an `up` names none", () => {
    const event = eventWith("at: 2027-03-10T09:00+01:00, do: up");
    const at = (step: number): JournalEntry[] => [
      entry(8, "red", "up", "done", step),
      entry(8, "blue", "up", "done", step),
    ];
    expect(dueAt(event, "2027-03-10T09:00Z", at(2))).toBe("up red blue");
    expect(dueAt(event, "2027-03-10T09:00Z", at(3))).toBe("up blue");
    expect(dueAt(event, "2027-03-10T09:00Z", at(5))).toBe("nothing");
  });

  it("is an entry of each day again, once what it made is gone", () => {
    const secondMorning = "at: 2027-03-11T09:00+01:00, do: up, step: 4";
    const event = eventWith(MORNING, EVENING, secondMorning, "at: 2027-03-11T18:00+01:00, do: down");
    expect(dueAt(event, "2027-03-11T08:00Z", upDone)).toBe("nothing");
    const gone = [...upDone, entry(18, "red", "down", "done", 0), entry(18, "blue", "down", "done", 0)];
    expect(dueAt(event, "2027-03-11T08:00Z", gone)).toBe("up red blue");
  });

  it("is an end for whatever stands, also what the file no longer has, and for nobody who is gone", () => {
    const event = eventWith(MORNING, EVENING);
    const journal = [...upDone, entry(17, "blue", "down", "done", 0)];
    expect(dueAt(event, "2027-03-10T18:00Z", journal, ["red", "gone"])).toBe("down red gone");
  });

  it("is no end twice: a team that was brought up again after it was meant to stand", () => {
    const event = eventWith(MORNING, EVENING);
    const again = [
      ...upDone,
      entry(17, "red", "down", "done", 0),
      entry(19, "red", "up", "done", 4),
      entry(17, "blue", "down", "failed", 4),
    ];
    expect(dueAt(event, "2027-03-10T20:00Z", again)).toBe("down blue");
    // Brought down and up again before the end, it has not ended.
    const before = [...upDone, entry(14, "red", "down", "done", 0), entry(15, "red", "up", "done", 4)];
    expect(dueAt(event, "2027-03-10T20:00Z", before)).toBe("down red blue");
  });

  it("stays nothing once it has happened, whatever is done after it", () => {
    const later = fc.record({
      verb: fc.constantFrom<TeamVerb>("up", "step", "down", "reset"),
      phase: fc.constantFrom<JournalEntry["phase"]>("started", "done", "failed", "cancelled", "held back"),
      step: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(later, { maxLength: 8 }), (all) => {
        const journal = [
          ...upDone,
          ...all.map(({ verb, phase, step }) => entry(10, "red", verb, phase, step)),
        ];
        expect(dueAt(eventWith(MORNING), "2027-03-10T11:00Z", journal)).toBe("nothing");
      }),
    );
  });
});

describe("the step to which something due brings a team", () => {
  it.each([
    [undefined, 4, 4],
    [2, 4, 4],
    [6, 4, 6],
    [6, undefined, undefined],
    [undefined, undefined, undefined],
  ])("that is at %p is, where the schedule says %p, %p", (standing, step, brought) => {
    expect(notBelow(standing, step)).toBe(brought);
  });
});
