import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalStack, type Serving } from "../../../cli/acceptance/rehearsal";
import { accept } from "../../../cli/acceptance/run";
import type { SimulatedCloud } from "../../../emulator";
import { serveCloud } from "../../../emulator/serveCloud";
import { stages } from "../../../program/beliefs";
import { engineAtAnyCost } from "../../../scripts/engine";
import { realDatabricks } from "../../databricks/workspace";
import { environmentOf, PATIENCE } from "../../lifecycle/stack";
import { longRun } from "../../long";

async function behindDatabricks(cloud: SimulatedCloud): Promise<Serving> {
  const served = await serveCloud(cloud, { isOwnCode: () => true });
  const databricks = await realDatabricks()(cloud);
  return {
    environment: environmentOf(served, databricks),
    stop: async () => {
      await databricks.stop();
      await served.stop();
    },
  };
}

const ways: readonly [behind: string, serve?: typeof behindDatabricks][] = [
  ["Databricks' own provider", behindDatabricks],
  ["the emulator's own providers"],
];

describe("the acceptance run", () => {
  it.each(longRun ? ways : ways.slice(0, 1))(
    "passes on the emulator behind %s, from the first step to nothing left",
    async (_, serve) => {
      const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
      const settings = { team: "accept", owner: "first", expires: "2099-12-31" };
      const stack = await rehearsalStack(await engineAtAnyCost(), folder, settings, serve);
      try {
        const results = await accept(stack, () => undefined);
        expect(results.map(({ stage, outcome, said }) => ({ stage, outcome, said }))).toEqual(
          stages.map((stage) =>
            stage === "clicks"
              ? { stage, outcome: "not looked at", said: "nothing flows in a simulated cloud" }
              : { stage, outcome: "as believed", said: undefined },
          ),
        );
      } finally {
        await stack.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    2 * PATIENCE,
  );
});
