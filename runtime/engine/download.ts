import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { keptEngine, type Engine, type EngineProgress } from "./engine";
import { checksumOf } from "../checksum";
import { run, type CommandOptions } from "../command";

/** Where Pulumi's releases are. */
const RELEASES = "https://get.pulumi.com/releases/sdk";

/** What is downloaded: an archive for each system, as Node names them, with its SHA-256. */
export interface EngineRelease {
  readonly version: string;
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * The first release whose policy packs need no language plugin. The checksums are those of `pulumi-3.255.0-checksums.txt`
 * as dirien/infrastructure-sandbox-kit (scripts/install-pulumi.sh) keeps them.
 */
const release: EngineRelease = {
  version: "3.255.0",
  checksums: {
    "linux-x64": "cf559568e2c32f7fae56ea3de8ae5fa48973ba8c5aa9dd2b3dc0c8898fe50dba",
    "linux-arm64": "699fbc6ea848d997e9b3645487f108d27b1b55ec807c7576406131e6e080f0e3",
  },
};

/** Longest to wait for a connection, s. */
const CONNECT_LIMIT = 4;

/** How a download is made. */
export interface DownloadOptions {
  /** Longest that it may take, ms. */
  readonly limit: number;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Address of the folder that has the archives. @default Pulumi's */
  readonly from?: string;
  /** @default the release that this program knows */
  readonly wanted?: EngineRelease;
}

/**
 * Downloads a Pulumi CLI and takes it only if it is, byte for byte, the one that this program knows. By `curl`, which
 * knows the machine's proxy and certificates.
 *
 * @returns the engine, or why it could not be downloaded.
 */
export async function downloadEngine(folder: string, options: DownloadOptions): Promise<Engine | string> {
  const { limit, onProgress, signal, from = RELEASES, wanted = release } = options;
  const system = `${process.platform}-${process.arch}`;
  const expected = wanted.checksums[system];
  if (expected === undefined)
    return `no checksum of a Pulumi CLI for ${system} is known, so none is downloaded`;
  const partial = join(folder, `download-${String(process.pid)}`);
  const archive = join(partial, "pulumi.tar.gz");
  try {
    await mkdir(partial, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `it cannot be downloaded, because ${folder} cannot be written (${code})`;
  }
  onProgress({ step: "Downloading the Pulumi CLI" });
  try {
    const address = `${from}/pulumi-v${wanted.version}-${system}.tar.gz`;
    const refused = await downloaded(address, archive, { limit, signal });
    if (refused !== undefined) return refused;
    const found = await checksumOf(archive);
    if (found !== expected)
      return `${address} has the checksum ${found} and not ${expected}: it was not used`;
    const unpacked = await run("tar", ["-xzf", archive, "-C", partial], { signal });
    if (unpacked.code !== 0) return `its archive cannot be unpacked (${lastLine(unpacked.stderr)})`;
    await rm(join(folder, "bin"), { recursive: true, force: true });
    await rename(join(partial, "pulumi"), join(folder, "bin"));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return await keptEngine(folder, "downloaded");
}

/** @returns why it was not downloaded; undefined where it was. */
async function downloaded(
  address: string,
  file: string,
  options: CommandOptions,
): Promise<string | undefined> {
  const args = [
    "--fail",
    "--silent",
    "--show-error",
    "--location",
    "--connect-timeout",
    String(CONNECT_LIMIT),
  ];
  const ended = await run("curl", [...args, "--output", file, address], options);
  if (ended.code === "ENOENT") return "it cannot be downloaded, because curl is not installed";
  if (ended.cutOff) return `its download took longer than ${String((options.limit ?? 0) / 1000)} s`;
  return ended.code === 0 ? undefined : `its download failed (${lastLine(ended.stderr)})`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
