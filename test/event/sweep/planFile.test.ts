import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SweepPlan } from "../../../event/sweep/model";
import { readPlan, writePlan } from "../../../event/sweep/planFile";

const plan: SweepPlan = {
  event: "contoso",
  at: "2027-03-14T10:00:00.000Z",
  items: [
    {
      kind: "group",
      id: "/subscriptions/1/resourcegroups/clickstream-red-abc123",
      list: "1/resourcegroups",
      own: "red-abc123",
      reason: "no stack of contoso has it",
      facts: { event: "contoso" },
      along: [],
    },
  ],
  left: [],
  unlooked: [],
};

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sweep-"));
  file = join(folder, "plan.json");
});
afterEach(() => rm(folder, { recursive: true }));

const after = (hours: number): Date => new Date(Date.parse(plan.at) + hours * 3_600_000);

describe("the file of a plan", () => {
  it("is read as it was written, within a day, and only by who wrote it", async () => {
    await writePlan(file, plan);
    expect(await readPlan(file, "contoso", after(24))).toEqual(plan);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is refused a moment after a day, and before its time", async () => {
    await writePlan(file, plan);
    await expect(readPlan(file, "contoso", new Date(after(24).valueOf() + 1))).rejects.toThrow(
      `${file} is of 2027-03-14T10:00:00.000Z, more than a day ago: make another with --plan, and read it`,
    );
    await expect(readPlan(file, "contoso", after(-1))).rejects.toThrow("which is yet to come");
  });

  it("is refused for another event", async () => {
    await writePlan(file, plan);
    await expect(readPlan(file, "fabrikam", after(1))).rejects.toThrow(
      `${file} is of the event contoso, not of fabrikam`,
    );
  });

  const [item] = plan.items;
  it.each([
    ["{", "it is no JSON"],
    ["null", "it names no event or no time"],
    [JSON.stringify({ ...plan, at: "yesterday" }), "it names no event or no time"],
    [JSON.stringify({ ...plan, left: undefined }), "it lists nothing"],
    [JSON.stringify({ ...plan, items: [item, { ...item, kind: "subscription" }] }), "item 2 is incomplete"],
    [JSON.stringify({ ...plan, items: [{ ...item, kind: "constructor" }] }), "item 1 is incomplete"],
    [JSON.stringify({ ...plan, items: [{ ...item, facts: undefined }] }), "item 1 is incomplete"],
    [JSON.stringify({ ...plan, items: [{ ...item, id: "x') or true" }] }), "item 1 is incomplete"],
  ])("is refused where it says %s", async (text, why) => {
    await writeFile(file, text);
    await expect(readPlan(file, "contoso", after(1))).rejects.toThrow(`is no plan of a sweep (${why}`);
  });
});
