import { join } from "node:path";
import { eventFileOf } from "../../../cli/event/eventFile";

const root = join(__dirname, "..", "..", "..");

describe("the file of a verb", () => {
  it("is the example in a rehearsal of nobody's own event, and says so", async () => {
    const said: string[] = [];
    const file = await eventFileOf({ file: "event.yaml", rehearse: true }, (text) => said.push(text));
    expect(file).toBe(join(root, "event.example.yaml"));
    expect(said).toEqual([`There is no event.yaml: rehearsing ${file}.`]);
  });

  it.each([
    ["event.yaml", false],
    ["other.yaml", true],
    [join(root, "event.example.yaml"), true],
  ])("is the one that is named or meant otherwise: %s, rehearsed %s", async (file, rehearse) => {
    const said: string[] = [];
    expect(await eventFileOf({ file, rehearse }, (text) => said.push(text))).toBe(file);
    expect(said).toEqual([]);
  });
});
