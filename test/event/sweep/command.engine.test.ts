import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SweepOutcome } from "../../../event/sweep/applyPlan";
import type { SweepPlan } from "../../../event/sweep/model";
import type { ProofList } from "../../../event/sweep/proof";
import { typescriptFlags } from "../../../runtime/typescript";
import { PATIENCE, withEngine } from "../../lifecycle/stack";
import { RehearsedEvent } from "../eventCommand";

withEngine();

const repository = join(__dirname, "..", "..", "..");

interface Swept {
  readonly code: number;
  /** What it told a program, a line each. */
  readonly told: readonly unknown[];
  readonly said: string;
}

let event: RehearsedEvent;
beforeEach(async () => {
  event = await RehearsedEvent.create(`sweep-${process.pid}`, ["red", "blue", "green"]);
});
afterEach(() => event.remove());

function sweep(...args: readonly string[]): Promise<Swept> {
  const command = [...typescriptFlags, join(repository, "cli", "event", "main.ts"), "sweep", ...args];
  const own = ["--rehearse", "--json", "--file", join(event.folder, "event.yaml")];
  return new Promise((resolve) => {
    execFile(process.execPath, [...command, ...own], { cwd: repository }, (error, stdout, said) => {
      const lines = stdout.split("\n").filter((line) => line !== "");
      const told = lines.map((line) => JSON.parse(line) as unknown);
      resolve({ code: Number(error?.code ?? 0), told, said });
    });
  });
}

describe("sweep", () => {
  it(
    "plans, removes exactly the plan, its stack as well, proves it, and ends with what is left or unknown",
    async () => {
      const file = join(event.folder, "plan.json");
      const planned = await sweep("--plant", "--plan", file);
      expect(planned.said).toContain("planted: what events leave");
      expect(planned.code).toBe(1);
      const plan = JSON.parse(await readFile(file, "utf8")) as SweepPlan;
      expect(planned.told).toEqual([plan]);

      const old = join(event.folder, "old.json");
      const dayBefore = new Date(Date.parse(plan.at) - 25 * 3_600_000).toISOString();
      await writeFile(old, JSON.stringify({ ...plan, at: dayBefore }));
      const refused = await sweep("--apply", old);
      expect(refused).toMatchObject({ code: 2, told: [] });
      expect(refused.said).toContain(`${old} is of ${dayBefore}, more than a day ago`);

      const before = (await event.contents()).left;
      const applied = await sweep("--apply", file);
      const outcomes = applied.told.slice(0, plan.items.length) as SweepOutcome[];
      expect(outcomes.map(({ outcome, why }) => [outcome, why])).toEqual(
        plan.items.map(() => ["removed", ""]),
      );
      const proof = applied.told.slice(plan.items.length) as ProofList[];
      // Nobody has ever had a workspace in the event's other region, so that nobody knows of its metastore.
      expect(proof.map(({ asked, of, count }) => [asked, of, count])).toEqual([
        ["Azure Resource Manager", "00000000-0000-4000-8000-000000000011", 0],
        ["Azure Resource Graph", "", 0],
        ["metastore", "westeurope", 0],
        ["metastore", "northeurope", undefined],
        ["SQL warehouses", "", 0],
        ["stacks", "", 0],
      ]);
      expect(applied.code).toBe(2);
      const after = (await event.contents()).left;
      expect(before.filter((each) => /left\d\d/.test(each)).length).toBeGreaterThan(30);
      expect(after.filter((each) => /left\d\d/.test(each))).toEqual([]);
      expect(before).toEqual(expect.arrayContaining(after));

      const again = await sweep("--plan", file);
      expect(again.code).toBe(2);
      expect((again.told as SweepPlan[])[0]?.items).toEqual([]);
    },
    PATIENCE,
  );

  it("wants a plan to make or to carry out, and plants in a rehearsal's plan alone", async () => {
    expect(await sweep()).toMatchObject({ code: 2, said: expect.stringContaining("say either --plan FILE") });
    expect(await sweep("--apply", "plan.json", "--plant")).toMatchObject({
      ...{ code: 2, said: expect.stringContaining("--plant is for a rehearsal's plan") },
    });
  });
});
