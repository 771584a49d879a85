import { fillIn, readmeOf } from "../../program/readme";

const values = {
  team: "red",
  resourceGroupName: "group-red",
  portalUrl: "https://portal",
  eventHubName: "test",
  eventHubsNamespace: "clicks-red",
  bootstrapServers: "clicks-red.servicebus.windows.net:9093",
};

describe("the readme", () => {
  it("is the template with the stack's outputs, without what the stack has not", () => {
    const [title, , , , head, line, row, ...rest] = readmeOf(values, 1).split("\n");
    expect([title, head, line, row]).toEqual([
      "# Clickstream challenge of team red",
      "| step | what you get |",
      "|---|---|",
      "| 1. Event hub | hub `test` of `clicks-red`, Kafka at `clicks-red.servicebus.windows.net:9093` |",
    ]);
    expect(rest.filter((text) => text.startsWith("|"))).toEqual([]);
  });

  it("refuses to leave a gap where an output is named that is not there", () => {
    expect(() => readmeOf(values, 3)).toThrow("Pulumi.README.md names an output that is not there: lakeUrl");
    expect(() => readmeOf({ ...values, team: { name: "red" } }, 1)).toThrow(
      "Pulumi.README.md names an output that is not there: team",
    );
  });

  it("reads a step's number whole, however many digits it has", () => {
    const template = "one\n<!-- step 12 -->\ntwelve\n<!-- step 2 -->\ntwo";
    expect(fillIn(template, values, 2)).toBe("one\ntwo");
    expect(fillIn(template, values, 12)).toBe("one\ntwelve\ntwo");
  });

  it("takes values as they are, whatever they contain", () => {
    expect(readmeOf({ ...values, team: "$& ${outputs.x}" }, 1)).toContain("of team $& ${outputs.x}\n");
  });
});
