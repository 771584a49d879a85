import type { EngineEvent, Stack, StepEventMetadata } from "@pulumi/pulumi/automation";
import { idleSteps, nameOf } from "../../runtime/engine/events";
import { EngineEvents } from "../start/engineDeployment";
import type { AcceptanceStack } from "./run";

interface Quiet {
  readonly color: "never";
  readonly onEvent: (event: EngineEvent) => void;
}

/** @returns what a step changed, as `update databricks:index/job:Job job-job: tasks`; undefined where it changed nothing. */
export function changeIn({ op, type, urn, diffs = [] }: StepEventMetadata): string | undefined {
  // A component has no inputs but the program's own.
  if (idleSteps.has(op) || type === "pulumi:pulumi:Stack" || type.startsWith("clickstream:"))
    return undefined;
  return `${op} ${type} ${nameOf(urn)}${diffs.length > 0 ? `: ${diffs.join(", ")}` : ""}`;
}

/** The commands of a stack that an engine runs. One that fails does so with the texts of the resources that did. */
export function commandsOf(stack: Stack): Pick<AcceptanceStack, "up" | "refresh" | "destroy"> {
  const changes = async (command: (quiet: Quiet) => Promise<unknown>): Promise<readonly string[]> => {
    const events = new EngineEvents(() => undefined);
    const changed: string[] = [];
    const onEvent = (event: EngineEvent): void => {
      events.hear(event);
      const change = event.resOutputsEvent && changeIn(event.resOutputsEvent.metadata);
      if (change !== undefined) changed.push(change);
    };
    try {
      await command({ color: "never", onEvent });
      return changed;
    } catch (error) {
      // The command's own error has all that it printed, with who ran it and where its state is.
      const said = events.errors.length > 0 ? events.errors : errorLines(error);
      throw new Error(said.join("\n"), { cause: error });
    }
  };
  return {
    up: () => changes((quiet) => stack.up(quiet)),
    refresh: () => changes((quiet) => stack.refresh(quiet)),
    destroy: () => changes((quiet) => stack.destroy(quiet)),
  };
}

/** @returns what an engine's error says went wrong before any resource. */
function errorLines(error: unknown): string[] {
  const { message } = error as Error;
  const lines = message.split("\n").filter((line) => /^\s*error:/.test(line));
  return lines.length > 0 ? lines : ["the command failed, and says no more"];
}
