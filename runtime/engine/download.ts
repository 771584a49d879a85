import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { typescriptFlags } from "../typescript";
import { keptEngine, type Engine, type EngineProgress } from "./engine";
import { run } from "../command";

/** Where Pulumi's installer comes from; asked first, because the installer itself has no time limit. */
const INSTALLER = "https://get.pulumi.com/install.sh";
/** Longest to wait for an answer from there, ms. */
const ANSWER_LIMIT = 4_000;

/**
 * Downloads the CLI that matches the SDK with the Automation API's installer, in a process of its own: the
 * installer cannot be cancelled, and a network that swallows packets would hold it for good.
 *
 * @returns the engine, or why it could not be downloaded.
 */
export async function downloadEngine(
  folder: string,
  options: {
    limit: number;
    onProgress: (progress: EngineProgress) => void;
    signal?: AbortSignal | undefined;
    /** @default Pulumi's */
    installer?: string;
  },
): Promise<Engine | string> {
  const refused = await unreachable(options.installer ?? INSTALLER, options.signal);
  if (refused !== undefined) return refused;
  options.onProgress({ step: "Downloading the Pulumi CLI" });
  await mkdir(folder, { recursive: true });
  const script = join(__dirname, "install.ts");
  const ended = await run(process.execPath, [...typescriptFlags, script, resolve(folder)], {
    cwd: join(__dirname, "..", ".."),
    limit: options.limit,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  if (ended.cutOff) return `its download took longer than ${String(options.limit / 1000)} s`;
  if (ended.code !== 0) return `its installer failed (${lastLine(ended.stderr)})`;
  return await keptEngine(folder, "downloaded");
}

async function unreachable(address: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT);
  try {
    const answer = await fetch(address, {
      method: "HEAD",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return answer.ok ? undefined : `${address} answers ${String(answer.status)}`;
  } catch {
    signal?.throwIfAborted();
    return `${new URL(address).host} cannot be reached`;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "it says nothing";
}
