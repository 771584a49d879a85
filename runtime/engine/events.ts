import type { StepEventMetadata } from "@pulumi/pulumi/automation";

/** Steps of the engine that leave a resource as it is. */
export const idleSteps: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

/** @returns a message without the engine's own colour marks, `<{%fg 1%}>`. */
export function withoutMarks(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}

/** @returns the name at a URN's end. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** The engine creates these for itself; its own display hides them, too. */
export function isDefaultProvider({ type, urn }: Pick<StepEventMetadata, "type" | "urn">): boolean {
  return type.startsWith("pulumi:providers:") && /::default\w*$/.test(urn);
}
