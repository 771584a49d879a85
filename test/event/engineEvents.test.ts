import type { EngineEvent } from "@pulumi/pulumi/automation";
import { EngineEars } from "../../event/run/engineEvents";
import type { TeamNews } from "../../event/run/job";

const urn = (type: string, name: string) => `urn:pulumi:red::clickstream-challenge::parent$${type}::${name}`;
const HUB = "azure-native:eventhub:EventHub";

/** An event as the engine sends it, of which only this much is read. */
const event = (fields: object): EngineEvent => fields as EngineEvent;
const step = (op: string, type = HUB, name = "hub") => ({ metadata: { op, type, urn: urn(type, name) } });
const diagnostic = (severity: string, message: string, of = "") =>
  event({ diagnosticEvent: { severity, message, urn: of } });

function ears(): { ears: EngineEars; told: TeamNews[] } {
  const told: TeamNews[] = [];
  return { ears: new EngineEars((news) => void told.push(news)), told };
}

describe("what is heard of an engine", () => {
  it("are resources that change, and how many did", () => {
    const { ears: heard, told } = ears();
    heard.hear(event({ resourcePreEvent: step("create") }));
    heard.hear(event({ resOutputsEvent: step("create") }));
    heard.hear(event({ resourcePreEvent: step("same") }));
    heard.hear(event({ resOutputsEvent: step("same") }));
    heard.hear(event({ resOutputsEvent: step("create", "pulumi:pulumi:Stack", "stack") }));
    heard.hear(event({ resOutputsEvent: step("create", "pulumi:providers:random", "default_4_21_2") }));
    expect(told).toEqual([
      { is: "resource", type: HUB, name: "hub", state: "begun", op: "create" },
      { is: "resource", type: HUB, name: "hub", state: "done", op: "create" },
    ]);
    expect(heard.changed).toBe(1);
  });

  it("are errors with the resource that they are of, without the engine's colours, and not its own summary", () => {
    const { ears: heard } = ears();
    heard.hear(diagnostic("error", "<{%fg 1%}>Status=403<{%reset%}>\n", urn(HUB, "hub")));
    heard.hear(diagnostic("warning", "retrying", urn(HUB, "hub")));
    heard.hear(diagnostic("error", "update failed", urn("pulumi:pulumi:Stack", "stack")));
    heard.hear(diagnostic("error", "no stack", ""));
    expect(heard.failures).toEqual([
      { resource: "hub", text: "Status=403" },
      { resource: undefined, text: "no stack" },
    ]);
  });
});
