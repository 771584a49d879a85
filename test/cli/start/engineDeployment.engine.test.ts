import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployByEngine } from "../../../cli/start/engineDeployment";
import { leftProcesses, type LeftProcess } from "../../../event/run/leftProcesses";
import { createSimulatedCloud } from "../../../emulator";
import { engineAtAnyCost } from "../../../scripts/engine";
import { PATIENCE, required, withEngine } from "../../lifecycle/stack";
import { listeningPorts } from "../../processes";

withEngine();

it(
  "providers and ARM listen while the engine runs a command, and not while the challenge runs",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "deployment-"));
    const before = listeningPorts(process.pid).sort();
    const during = new Set<number>();
    let marked: Promise<readonly LeftProcess[]> | undefined;
    const cloud = createSimulatedCloud();
    const deployed = await deployByEngine(await engineAtAnyCost(), folder, {
      cloud,
      settings: { ...required, throughStep: "4" },
      stack: "contoso",
      onEvent: () => {
        listeningPorts(process.pid).forEach((port) => during.add(port));
        marked ??= leftProcesses(folder);
      },
      signal: new AbortController().signal,
    });
    expect(deployed.failure).toBeUndefined();
    // By this mark who takes over from a killed session ends its engine.
    expect((await marked)?.map(({ name }) => name)).toContain("pulumi");
    // Four providers and ARM, besides what Pulumi's own Automation API opens.
    expect(during.size - before.length).toBeGreaterThanOrEqual(5);
    expect(listeningPorts(process.pid).sort()).toEqual(before);

    during.clear();
    await deployed.destroy();
    expect(cloud.state.resources().map(({ id }) => id)).toEqual([]);
    expect(during.size - before.length).toBeGreaterThanOrEqual(5);
    expect(listeningPorts(process.pid).sort()).toEqual(before);
    rmSync(folder, { recursive: true, force: true });
  },
  PATIENCE,
);
