import { run } from "../../runtime/command";
import type { EngineProgram } from "../../runtime/engine/program";
import { knowsAzureState } from "../check/stateStore";
import type { StateStore } from "../file/model";

/** @returns the address of a state that is kept elsewhere than on this machine. */
export function backendOf(state: StateStore): string | undefined {
  if (state.kind === "azblob") return state.url;
  return state.kind === "cloud" ? "https://api.pulumi.com" : undefined;
}

/**
 * Looks whether the engine reaches an event's state, before anything else is begun: one that was compiled here knows
 * folders only.
 *
 * @throws Error with what the engine says.
 */
export async function requireState(engine: EngineProgram, state: StateStore, home: string): Promise<void> {
  const backend = backendOf(state);
  if (backend === undefined) return;
  if (state.kind === "azblob" && !(await knowsAzureState(engine.binary)))
    throw new Error(
      `Pulumi ${engine.version} at ${engine.binary} cannot keep state in ${backend}: it was compiled without. Install the Pulumi CLI (https://www.pulumi.com/docs/install), or set state to file.`,
    );
  const env = { PULUMI_HOME: home, PULUMI_BACKEND_URL: backend, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const ended = await run(engine.binary, ["whoami", "--non-interactive"], { env, limit: 60_000 });
  if (ended.code === 0) return;
  throw new Error(
    `the event's state, ${backend}, cannot be used: ${ended.stderr.trim().replace(/^error: /, "")}`,
  );
}
