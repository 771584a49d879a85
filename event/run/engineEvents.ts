import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { idleSteps, isDefaultProvider, nameOf, withoutMarks } from "../../runtime/engine/events";
import type { TeamFailure, TeamNews } from "./job";

/** Hears an engine's events: tells what happens to resources, and gathers what went wrong. */
export class EngineEars {
  readonly #tell: (news: TeamNews) => void;
  readonly #errors: { readonly urn: string; readonly message: string }[] = [];
  #changed = 0;

  constructor(tell: (news: TeamNews) => void) {
    this.#tell = tell;
  }

  hear({ resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity === "error")
      this.#errors.push({ urn: diagnosticEvent.urn ?? "", message: withoutMarks(diagnosticEvent.message) });
    if (resourcePreEvent) this.#resource(resourcePreEvent.metadata, "begun");
    if (resOutputsEvent) this.#resource(resOutputsEvent.metadata, "done");
    if (resOpFailedEvent) this.#resource(resOpFailedEvent.metadata, "failed");
  }

  /** How many resources were changed. */
  get changed(): number {
    return this.#changed;
  }

  /** What the engine says went wrong, as it says it. The stack's own error only counts the others. */
  get failures(): readonly TeamFailure[] {
    const own = this.#errors.filter(({ message }) => message !== "" && message !== "update failed");
    return own.map(({ urn, message }) => ({ resource: urn === "" ? undefined : nameOf(urn), text: message }));
  }

  #resource({ op, type, urn }: StepEventMetadata, state: "begun" | "done" | "failed"): void {
    if (idleSteps.has(op) || type === "pulumi:pulumi:Stack" || isDefaultProvider({ type, urn })) return;
    if (state === "done") this.#changed += 1;
    this.#tell({ is: "resource", type, name: nameOf(urn), state, op });
  }
}
