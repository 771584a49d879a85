import { outcomeLine, planLines, proofLines } from "../../../cli/event/sweepLines";
import type { SweepOutcome } from "../../../event/sweep/applyPlan";
import { applySweep, planSweep } from "../../../event/sweep/sweepEvent";
import { SweepStage } from "./stage";

describe("a sweep", () => {
  it("keeps no value of a container's variables, and no key of a sign-in, in plan, output or proof", async () => {
    const stage = await SweepStage.open();
    const [generator] = stage.cloud.state.resources("azure-native:containerinstance:ContainerGroup");
    expect(JSON.stringify(generator)).toContain("key-of-clicks");
    const plan = await planSweep(stage.event, stage.sources);
    const told: SweepOutcome[] = [];
    const result = await applySweep(plan, { ...stage.means, tellOutcome: (each) => void told.push(each) });
    const printed = [
      ...[JSON.stringify(plan), JSON.stringify(result)],
      ...[...planLines(plan, "plan.json"), ...told.map(outcomeLine), ...proofLines(result.proof)],
    ].join("\n");
    await stage.close();
    expect(told).toHaveLength(plan.items.length);
    expect(printed).not.toMatch(/key-of|hunter2|Bearer/);
  });
});
