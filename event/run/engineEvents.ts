import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { TeamFailure, TeamNews } from "./job";

/** Steps of the engine that change nothing. */
const idle: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

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
      this.#errors.push({ urn: diagnosticEvent.urn ?? "", message: plain(diagnosticEvent.message) });
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
    return own.map(({ urn, message }) => ({ resource: nameOf(urn), text: message }));
  }

  #resource({ op, type, urn }: StepEventMetadata, state: "begun" | "done" | "failed"): void {
    const ownProvider = type.startsWith("pulumi:providers:") && /::default\w*$/.test(urn);
    if (idle.has(op) || type === "pulumi:pulumi:Stack" || ownProvider) return;
    if (state === "done") this.#changed += 1;
    this.#tell({ is: "resource", type, name: nameOf(urn) ?? urn, state, op });
  }
}

/** Messages carry the engine's own colour marks, `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}

function nameOf(urn: string): string | undefined {
  return urn === "" ? undefined : (urn.split("::").at(-1) ?? urn);
}
