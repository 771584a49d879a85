import { costSoFar } from "../../../event/cost/costSoFar";
import { parseEventFile } from "../../../event/file/readEventFile";
import type { StepStay } from "../../../event/story/teamStory";
import azure from "../../../program/sizing/azure.json";

const event = parseEventFile(
  `event: contoso
owner: coach@contoso.com
expires: 2027-03-13
places: [{ subscription: 11111111-1111-4111-8111-111111111111, regions: [westeurope] }]
settings: { clicksPerSecond: 1 }
teams: [red, { name: blue, settings: { nodeType: Standard_E4ads_v5 } }, { name: green, settings: { throughputUnits: 2, maxThroughputUnits: 2 } }]
`,
  "event.yaml",
  undefined,
);
const at = (hour: number): Date => new Date(Date.UTC(2027, 2, 10, hour));
const stay = (step: StepStay["step"], from: number, until: number | undefined): StepStay => ({
  step,
  begun: at(from),
  reached: at(from),
  until: until === undefined ? undefined : at(until),
});
const costOf = (team: string, ...stays: readonly StepStay[]) =>
  costSoFar(event, { team, stays, failures: {} }, at(20));

describe("the cost of a team so far", () => {
  it("is each component's hours at its price, and grows until everything is gone", () => {
    const units = azure.eventHubs.standard.unitHour.value;
    const gateway = azure.databricks.natGatewayHour.value;
    const { cost, components, notes } = costOf("red", stay(1, 8, 10), stay(4, 10, 14));
    expect(components.filter(({ hours }) => hours > 0).map((each) => [each.component, each.hours])).toEqual([
      ["Event Hubs, units", 6],
      ["Databricks, NAT gateway", 4],
    ]);
    expect(cost).toBeCloseTo(6 * units + 4 * gateway, 10);
    expect(notes).toEqual([]);
    expect(costOf("red", stay(1, 8, undefined)).cost).toBeCloseTo(12 * units, 10);
    expect(costOf("red").cost).toBe(0);
  });

  it("takes the team's own settings, and those of all teams for one that the file no longer has", () => {
    const [red, green, gone] = ["red", "green", "gone"].map((team) => costOf(team, stay(1, 8, 10)).cost);
    expect(green).toBeCloseTo(2 * (red as number), 10);
    expect(gone).toBe(red);
  });

  it("says that the job's machine has no price here, once it ran", () => {
    expect(costOf("blue", stay(4, 8, 10)).notes).toEqual([]);
    expect(costOf("blue", stay(6, 8, 10)).notes).toEqual([
      "without the job's compute, which has no price here",
    ]);
  });

  it("takes other prices where there are some", () => {
    const prices = structuredClone(azure);
    prices.eventHubs.standard.unitHour.value = 7;
    const story = { team: "red", stays: [stay(1, 8, 10)], failures: {} };
    expect(costSoFar(event, story, at(20), prices).cost).toBeCloseTo(14, 10);
  });
});
