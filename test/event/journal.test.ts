import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, lastEntries, readJournal } from "../../event/journal/journal";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  file = join(folder, "journal.ndjson");
});
afterEach(() => rm(folder, { recursive: true }));

describe("an event's journal", () => {
  it("has a line for each thing, in the order in which it happened, that only the own user reads", async () => {
    const journal = await Journal.open(file);
    const numbers = Array.from({ length: 50 }, (_, process) => process);
    await Promise.all(
      numbers.map((process) => journal.note({ team: "red", verb: "up", phase: "started", process })),
    );
    await journal.close();
    expect((await readJournal(file)).map(({ process }) => process)).toEqual(numbers);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("goes on behind a line that was cut short, which nobody reads", async () => {
    const first = await Journal.open(file);
    await first.note({ team: "red", verb: "up", phase: "started" });
    await first.close();
    await appendFile(file, '{"at":"2026-11-28T00:00:00Z","team":"bl');
    const second = await Journal.open(file);
    await second.note({ team: "red", verb: "up", phase: "failed", kind: "quota", seconds: 3 });
    await second.close();
    expect((await readJournal(file)).map(({ team, phase }) => [team, phase])).toEqual([
      ["red", "started"],
      ["red", "failed"],
    ]);
    expect((await readFile(file, "utf8")).endsWith("}\n")).toBe(true);
  });

  it("says what came last of each team; one that does not exist says nothing", async () => {
    const journal = await Journal.open(file);
    await journal.note({ team: "red", verb: "up", phase: "started" });
    await journal.note({ team: "blue", verb: "up", phase: "started" });
    await journal.note({ team: "red", verb: "up", phase: "done", seconds: 4 });
    await journal.close();
    const last = lastEntries(await readJournal(file));
    expect([last.get("red")?.phase, last.get("blue")?.phase]).toEqual(["done", "started"]);
    expect(await readJournal(join(folder, "none"))).toEqual([]);
  });
});
