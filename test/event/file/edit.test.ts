import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { addTeam, claimSpare, removeTeam } from "../../../event/file/edit";
import { parseEventFile } from "../../../event/file/readEventFile";

const example = readFileSync(join(__dirname, "..", "..", "..", "event.example.yaml"), "utf8").replace(
  "spares: 0",
  "spares: 1",
);
const FILE = "event.yaml";
const PERSON = "0a1b2c3d-0000-4000-8000-00000000000f";
const teamsOf = (text: string) => parseEventFile(text, FILE, undefined).teams;
const linesOf = (text: string) => text.split("\n");

/** Lines that only one of two texts has. */
function changed(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, now] = [linesOf(before), linesOf(after)];
  return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) };
}

describe("a change of an event's file", () => {
  it("adds a team as a line, and touches no other", () => {
    expect(changed(example, addTeam(example, FILE, { name: "Teal" }))).toEqual({
      gone: [],
      come: ["  - Teal"],
    });
    expect(
      changed(example, addTeam(example, FILE, { name: "teal", label: "Teal Toads", members: [PERSON] })),
    ).toEqual({
      gone: [],
      come: [`  - { name: teal, label: Teal Toads, members: [ ${PERSON} ] }`],
    });
  });

  it("gives a spare to a late team, which is in stock no longer", () => {
    const after = claimSpare(example, FILE, {
      name: "spare-1",
      label: "Late Larks",
      members: [`group:${PERSON}`],
    });
    expect(teamsOf(after).at(-1)).toEqual({
      name: "spare-1",
      label: "Late Larks",
      members: [`group:${PERSON}`],
      settings: {},
      spare: false,
    });
    expect(() => claimSpare(after, FILE, { name: "spare-1" })).toThrow(
      "spare-1 is no spare of event.yaml that can be claimed (none is in stock; raise `spares`).",
    );
    expect(() => claimSpare(example, FILE, { name: "red" })).toThrow("(in stock: spare-1)");
  });

  it("takes a team out with its lines alone, and the last spare by their number", () => {
    expect(changed(example, removeTeam(example, FILE, "red"))).toEqual({ gone: ["  - red"], come: [] });
    expect(teamsOf(removeTeam(example, FILE, "green")).map(({ name }) => name)).toEqual([
      "red",
      "blue",
      "spare-1",
    ]);
    expect(changed(example, removeTeam(example, FILE, "spare-1"))).toEqual({
      gone: ["spares: 1 # teams in stock for late comers: spare-1, spare-2, …"],
      come: ["spares: 0 # teams in stock for late comers: spare-1, spare-2, …"],
    });
    const two = example.replace("spares: 1", "spares: 2");
    expect(() => removeTeam(two, FILE, "spare-1")).toThrow(
      "spare-1 is in stock, and the last of it goes first: spare-2.",
    );
  });

  it("is refused where the file would not be right", () => {
    expect(() => addTeam(example, FILE, { name: "RED" })).toThrow("event.yaml has a team red already.");
    expect(() => addTeam(example, FILE, { name: "spare-1" })).toThrow(
      "event.yaml has a team spare-1 already: claim it.",
    );
    expect(() => addTeam(example, FILE, { name: "no name" })).toThrow(
      /teams\[3\]: "no name"; allowed: 1 to 15 letters/,
    );
    expect(() => addTeam(example, FILE, { name: "teal", members: ["me"] })).toThrow(
      /teams\[3\]\.members\[0\]: "me"/,
    );
    expect(() => removeTeam(example, FILE, "teal")).toThrow("event.yaml has no team teal.");
  });

  it("adds the first team to a file that has none", () => {
    const none = example.replace(/teams:[^]*?(?=spares)/, "");
    expect(teamsOf(addTeam(none, FILE, { name: "red" })).map(({ name }) => name)).toEqual(["red", "spare-1"]);
  });

  it("takes the only listed team out where spares are left, and adds one again", () => {
    const one = example.replace(/teams:[^]*?(?=spares)/, "teams: # listed\n  - red\n");
    const none = removeTeam(one, FILE, "red");
    expect(teamsOf(none).map(({ name }) => name)).toEqual(["spare-1"]);
    expect(addTeam(none, FILE, { name: "red" })).toBe(one);
  });

  it("keeps a list that stands on one line there", () => {
    const flow = example.replace(/teams:[^]*?(?=spares)/, "teams: [red, blue] # the first two\n");
    const after = addTeam(flow, FILE, { name: "teal" });
    expect(after).toContain("teams: [red, blue, teal] # the first two\n");
    expect(removeTeam(after, FILE, "red")).toContain("teams: [blue, teal] # the first two\n");
    expect(removeTeam(after, FILE, "teal")).toBe(flow);
    const empty = flow.replace("[red, blue]", "[]");
    expect(addTeam(empty, FILE, { name: "teal" })).toContain("teams: [teal] # the first two\n");
    expect(removeTeam(addTeam(empty, FILE, { name: "teal" }), FILE, "teal")).toBe(empty);
  });

  it("and its opposite leave the file as it was, comments and all, whichever team it is", () => {
    const names = fc
      .stringMatching(/^[a-z][a-z0-9]{1,9}$/)
      .filter((name) => !["red", "blue", "green"].includes(name));
    fc.assert(
      fc.property(
        names,
        fc.option(fc.stringMatching(/^[A-Z][a-z ]{0,20}[a-z]$/), { nil: undefined }),
        (name, label) => {
          const after = addTeam(example, FILE, { name, ...(label !== undefined && { label }) });
          expect(removeTeam(after, FILE, name)).toBe(example);
        },
      ),
      { numRuns: 30 },
    );
  });
});
