import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

/** What an engine did with one resource. */
export interface ResourceStep {
  /** E.g. `create`, `update`, `replace`; steps that change nothing are left out. */
  readonly op: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Properties that differ. */
  readonly diffs: readonly string[];
}

/** One Pulumi command, seen to its end. */
export interface Outcome {
  readonly steps: readonly ResourceStep[];
  /** What the terminal showed. */
  readonly output: string;
  /** Why it failed; absent where it did not. */
  readonly error?: string;
}

/** What a command tells while it runs. */
export interface Watch {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutput: (text: string) => void;
  readonly color: "never";
}

/** Runs a command and gathers what it does. */
export async function outcomeOf(command: (watch: Watch) => Promise<unknown>): Promise<Outcome> {
  const steps: ResourceStep[] = [];
  const refreshing = new Set<string>();
  let output = "";
  const watch: Watch = {
    color: "never",
    onEvent: ({ resourcePreEvent, resOutputsEvent }) => {
      const begun = resourcePreEvent?.metadata;
      if (begun && isChange(begun)) steps.push(stepOf(begun));
      if (begun?.op === "refresh") refreshing.add(begun.urn);
      // What a refresh has found is known at its end alone.
      const ended = resOutputsEvent?.metadata;
      if (ended && refreshing.delete(ended.urn) && isChange(ended)) steps.push(stepOf(ended));
    },
    onOutput: (text) => (output += text),
  };
  try {
    await command(watch);
    return { steps, output };
  } catch (error) {
    return { steps, output, error: error instanceof Error ? error.message : String(error) };
  }
}

const idle: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

/** The terminal does not show the providers that the engine creates for itself either. */
function isChange({ op, type, urn }: StepEventMetadata): boolean {
  return !idle.has(op) && !(type.startsWith("pulumi:providers:") && /::default\w*$/.test(urn));
}

function stepOf({ op, urn, type, diffs, detailedDiff }: StepEventMetadata): ResourceStep {
  const differing = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
  return { op, type, name: urn.split("::").at(-1) ?? "", diffs: differing.sort() };
}
