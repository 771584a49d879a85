import { run } from "../command";
import type { Engine } from "./engine";
import { defaultFolder, keptBinary, MINIMUM_VERSION, noEngine } from "./known";

/** An engine's program, for whoever starts it in another process. */
export type EngineProgram = Pick<Engine, "binary" | "version">;

/**
 * Finds an engine's program as `findEngine` does, on the PATH or in `folder`, without Pulumi's SDK.
 *
 * @throws EngineError naming why neither has one.
 */
export async function findEngineProgram(folder = defaultFolder): Promise<EngineProgram> {
  const reasons: string[] = [];
  for (const [binary, missing] of [
    ["pulumi", "no pulumi on the PATH"],
    [keptBinary(folder), `none in ${folder}`],
  ] as const) {
    const { code, stdout } = await run(binary, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" } });
    const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
    if (code === "ENOENT") reasons.push(missing);
    else if (code !== 0 || version === undefined) reasons.push(`${binary} does not say its version`);
    else if (isOlder(version, MINIMUM_VERSION))
      reasons.push(`${binary} is ${version}, too old: ${MINIMUM_VERSION} is needed`);
    else return { binary, version };
  }
  throw noEngine(reasons);
}

function isOlder(one: string, other: string): boolean {
  const [numbers, others] = [one, other].map((version) => version.split(".").map(Number));
  const differing = [0, 1, 2].find((at) => numbers?.[at] !== others?.[at]);
  return differing !== undefined && Number(numbers?.[differing]) < Number(others?.[differing]);
}
