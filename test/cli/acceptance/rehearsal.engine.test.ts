import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalStack } from "../../../cli/acceptance/rehearsal";
import { accept } from "../../../cli/acceptance/run";
import { stages } from "../../../program/beliefs";
import { engineAtAnyCost } from "../../../scripts/engine";
import { PATIENCE } from "../../lifecycle/stack";

it(
  "the acceptance run passes on the emulator, from the first step to nothing left",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
    const settings = { team: "accept", owner: "first", expires: "2099-12-31" };
    const stack = await rehearsalStack(await engineAtAnyCost(), folder, settings);
    try {
      const results = await accept(stack, () => undefined);
      expect(results.map(({ stage, outcome, said }) => ({ stage, outcome, said }))).toEqual(
        stages.map((stage) => ({ stage, outcome: "as believed", said: undefined })),
      );
    } finally {
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  2 * PATIENCE,
);
