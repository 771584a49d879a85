import azureNative from "@pulumi/azure-native/package.json";
import databricks from "@pulumi/databricks/package.json";
import random from "@pulumi/random/package.json";
import type { EngineProgram } from "../../runtime/engine/program";
import { run } from "../../runtime/command";

/** The providers that the program declares resources of, in the versions of their SDKs. */
const plugins = {
  "azure-native": azureNative.version,
  databricks: databricks.version,
  random: random.version,
} as const;

/**
 * Installs the providers' plugins before any team's engine starts, one after the other: forty engines that miss the same
 * plugin would each download it.
 *
 * @param home folder of the engine's own files.
 * @throws Error naming the plugin, with what the engine says.
 */
export async function installPlugins(
  engine: Pick<EngineProgram, "binary">,
  home: string,
  say: (text: string) => void,
): Promise<void> {
  const env = { PULUMI_HOME: home };
  const listed = await run(engine.binary, ["plugin", "ls", "--json"], { env });
  const installed =
    listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string; version?: string }[]) : [];
  for (const [name, version] of Object.entries(plugins)) {
    if (installed.some((plugin) => plugin.name === name && plugin.version === version)) continue;
    say(`installing Pulumi's provider ${name} ${version}`);
    const ended = await run(engine.binary, ["plugin", "install", "resource", name, version], { env });
    if (ended.code !== 0)
      throw new Error(`plugin ${name} ${version} cannot be installed: ${ended.stderr.trim()}`);
  }
}
