import type { Stack } from "@pulumi/pulumi/automation";
import type { AcceptanceStack } from "./run";

type Summary = Readonly<Record<string, number>> | undefined;

/** @returns how many resources a command changed, by the engine's own summary. */
export function changesOf(summary: Summary): number {
  const changes = Object.entries(summary ?? {}).filter(([operation]) => operation !== "same");
  return changes.reduce((sum, [, count]) => sum + count, 0);
}

/** The commands of a stack that an engine runs. */
export function commandsOf(stack: Stack): Pick<AcceptanceStack, "up" | "refresh" | "destroy"> {
  const quiet = { color: "never" } as const;
  return {
    up: async () => changesOf((await stack.up(quiet)).summary.resourceChanges),
    refresh: async () => changesOf((await stack.refresh(quiet)).summary.resourceChanges),
    destroy: async () => changesOf((await stack.destroy(quiet)).summary.resourceChanges),
  };
}
