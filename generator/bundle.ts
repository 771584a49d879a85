import { build } from "esbuild";
import { join } from "node:path";

/**
 * Builds the generator, its Kafka producer included, as one file that runs by itself on Node 20 or newer.
 *
 * Its text depends on the sources and on esbuild's version alone: minified it names no path of this machine, and has
 * none of the comments and line ends in which two working copies differ. Else a preview would show a change.
 */
export async function bundleGenerator(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minify: true,
    // What a user's own tsconfig.json says is not asked.
    tsconfigRaw: {},
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
