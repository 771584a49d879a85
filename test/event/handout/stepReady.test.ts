import { stepReady } from "../../../event/handout/stepReady";
import type { JournalEntry } from "../../../event/journal/journal";
import { teamStories, type TeamStory } from "../../../event/story/teamStory";

const storyOf = (...entries: readonly Omit<JournalEntry, "at" | "team" | "verb">[]): TeamStory | undefined =>
  teamStories(
    entries.map((entry, hour) => ({
      at: `2027-03-10T${String(9 + hour).padStart(2, "0")}:00:00.000Z`,
      team: "gold",
      verb: "up" as const,
      ...entry,
    })),
  ).get("gold");

describe("the step that a handout says is there", () => {
  it("is none of a team whose first command failed, however far it was to be brought", () => {
    const story = storyOf({ phase: "started" }, { phase: "failed", kind: "quota", step: 6 });
    expect(stepReady(story, 6)).toBe(0);
  });

  it("is the one that it had where raising it failed", () => {
    const story = storyOf(
      { phase: "started" },
      { phase: "done", step: 4 },
      { phase: "started" },
      { phase: "failed", kind: "quota", step: 6 },
    );
    expect(stepReady(story, 6)).toBe(4);
  });

  it("is the one that a command has brought it to", () => {
    expect(stepReady(storyOf({ phase: "started" }, { phase: "done", step: 6 }), 6)).toBe(6);
  });

  it("is what its stack was told where the journal has nothing of it", () => {
    expect(stepReady(undefined, 3)).toBe(3);
    expect(stepReady(storyOf({ phase: "held back" }), 3)).toBe(3);
  });
});
