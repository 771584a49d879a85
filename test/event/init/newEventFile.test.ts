import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init, type Conversation } from "../../../cli/event/init";
import { parseEventFile } from "../../../event/file/readEventFile";
import { questionsOn } from "../../../event/init/newEventFile";

const ONE = "11111111-1111-4111-8111-111111111111";
const today = new Date("2027-03-01T22:00:00Z");

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "init-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Gives the answers in their order, and keeps what is said. */
function conversation(...answers: readonly string[]): Conversation & { said: string } {
  const left = [...answers];
  const talk = {
    said: "",
    say: (text: string): void => void (talk.said += text),
    hear: (): Promise<string | undefined> => Promise.resolve(left.shift()),
  };
  return talk;
}

describe("a new event's file", () => {
  it("comes of five answers, of which two may be left out", async () => {
    const file = join(folder, "event.yaml");
    const talk = conversation(
      "contoso-2027-03",
      "coach@contoso.com",
      "",
      `${ONE} westeurope, northeurope`,
      "",
    );
    await init(file, today, talk);
    const event = parseEventFile(await readFile(file, "utf8"), file, today);
    expect(event).toMatchObject({
      event: "contoso-2027-03",
      owner: "coach@contoso.com",
      expires: "2027-03-08",
      places: [{ subscription: ONE, regions: ["westeurope", "northeurope"] }],
      settings: { throughStep: "4" },
    });
    expect(event.teams.map(({ name }) => name)).toEqual(
      Array.from({ length: 10 }, (_, index) => `team-${index + 1}`),
    );
    expect(questionsOn(today).map(({ text }) => text)).toHaveLength(5);
    expect(talk.said).toContain(`${file} is written. Next: \`npm run event -- check\``);
  });

  it("asks again for each answer that cannot be, with what is allowed", async () => {
    const file = join(folder, "event.yaml");
    const talk = conversation(
      "Contoso 2027",
      "contoso",
      "",
      "coach",
      "2027-02-01",
      "2027-03-02",
      "mine",
      ONE,
      "red RED",
      "08",
      "red, blue: green",
      "red, blue",
    );
    await init(file, today, talk);
    expect(parseEventFile(await readFile(file, "utf8"), file, today).teams.map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, (_, index) => `team-${index + 1}`),
    );
    for (const wrong of [
      'event: "Contoso 2027"; allowed: 1 to 24 of a–z',
      "owner: not set; allowed: 1 to 127",
      'expires: "2027-02-01"; allowed: a date YYYY-MM-DD, today (2027-03-01) or later',
      'places[0].subscription: "mine"; allowed: a subscription\'s id, a UUID',
      'teams[1]: "RED"; another team has this name',
    ]) {
      expect(talk.said).toContain(wrong);
    }
  });

  it("is not written over another, nor by half", async () => {
    const file = join(folder, "event.yaml");
    await writeFile(file, "mine");
    const answers = ["contoso", "coach", "", ONE, "red"];
    await expect(init(file, today, conversation(...answers))).rejects.toThrow(
      `${file} is there already, and was left as it is: give another with --file.`,
    );
    expect(await readFile(file, "utf8")).toBe("mine");
    const other = join(folder, "other.yaml");
    await expect(init(other, today, conversation("contoso", "coach"))).rejects.toThrow("nothing was written");
    await expect(readFile(other)).rejects.toThrow("ENOENT");
  });
});
