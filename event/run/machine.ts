import { freemem } from "node:os";
import { readFile } from "node:fs/promises";
import type { EventSignIn } from "../file/model";

/** Memory that a team's process and its engine take, in bytes: measured (docs/benchmarks.md, Events). */
export const TEAM_BYTES = 300e6;
/** What the machine keeps for everything else. */
const KEPT_BYTES = 2e9;
/** The Azure CLI's token cache does not survive more processes at once. */
const MOST_AZURE_CLI = 4;

/** How many teams are worked for at once, and why not more. */
export interface AtOnce {
  readonly count: number;
  readonly why: string;
}

/** @param free memory in bytes. @param asked `--at-once`. */
export function atOnce(
  teams: number,
  {
    free,
    asked,
    signIn,
  }: {
    readonly free: number;
    readonly asked?: number | undefined;
    readonly signIn?: EventSignIn | undefined;
  },
): AtOnce {
  const room = Math.max(1, Math.floor((free - KEPT_BYTES) / TEAM_BYTES));
  const bounds: readonly AtOnce[] = [
    { count: teams, why: "all teams" },
    { count: asked ?? Infinity, why: "--at-once" },
    { count: room, why: `a team takes ${TEAM_BYTES / 1e6} MB, and ${(free / 1e9).toFixed(1)} GB are free` },
    ...(signIn === "azureCli"
      ? [{ count: MOST_AZURE_CLI, why: "the Azure CLI signs in no more at once: use a service principal" }]
      : []),
  ];
  return bounds.reduce((least, bound) => (bound.count < least.count ? bound : least));
}

/** @returns memory that can be had, in bytes: on Linux with what the system keeps of files (proc_meminfo(5)). */
export async function freeMemory(): Promise<number> {
  const told = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(told)?.[1];
  return available === undefined ? freemem() : Number(available) * 1024;
}
