import fc from "fast-check";
import { estimateEvent } from "../../../event/estimate/estimateEvent";
import { parseEventFile } from "../../../event/file/readEventFile";
import { sizeFor } from "../../../program/sizing";
import azure from "../../../program/sizing/azure.json";

const lines = (...more: readonly string[]) => [
  "event: contoso",
  "owner: coach@contoso.com",
  "expires: 2027-03-13",
  "places: [{ subscription: 11111111-1111-4111-8111-111111111111, regions: [westeurope] }]",
  ...more,
];
const estimate = (...more: readonly string[]) =>
  estimateEvent(parseEventFile(lines(...more).join("\n"), "event.yaml", undefined));

const schedule = [
  "schedule:",
  "  - { at: 2027-03-10T08:00Z, do: up, step: 4 }",
  "  - { at: 2027-03-10T10:00Z, do: step, step: 6 }",
  "  - { at: 2027-03-11T18:00Z, do: down }",
];

describe("the estimate of an event", () => {
  it("costs each component from its step on, for the schedule's hours", () => {
    const { teams, hours, cost, asOf } = estimate("teams: [red, blue]", ...schedule);
    expect(asOf).toBe(azure.asOf);
    expect(hours).toEqual({ 4: 2, 6: 32 });
    const [red] = teams;
    expect(red?.components.map(({ component, step, hours: each }) => [component, step, each])).toEqual([
      ["Event Hubs, units", 1, 34],
      ["Event Hubs, events", 5, 32],
      ["Databricks, machines", 6, 32],
      ["Databricks, DBUs", 6, 32],
      ["Databricks, NAT gateway", 4, 34],
      ["Lake, writes", 6, 32],
      ["Lake, a month of clicks", 6, 32],
      ["Click generator", 5, 32],
    ]);
    // By hand: 34 h of a unit and a NAT gateway; 32 h of a node with its DBU, of the generator and of the lake's writes.
    const byHand = 34 * (0.03 + 0.045) + 32 * (0.226 + 0.3 + (0.0405 + 3.5 * 0.0045) + 0.117);
    expect(red?.cost).toBeCloseTo(byHand, 1);
    expect(cost).toBeCloseTo(2 * (red?.cost ?? 0), 6);
  });

  it("is that of `sizeFor` for a team that is sized so, at any rate that settings alone carry", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20_000 }), (rate) => {
        const size = sizeFor({ clicksPerSecond: rate });
        const settings = [
          `clicksPerSecond: ${rate}`,
          `generator: ${size.generator.kind}`,
          `throughputUnits: ${size.hub.units}`,
          `maxThroughputUnits: ${size.hub.maxUnits}`,
          `partitions: ${size.partitions}`,
          `nodeType: ${size.cluster.nodeType}`,
          `workers: ${size.cluster.workers}`,
        ].join(", ");
        fc.pre(size.partitions <= 32 && size.generator.containers === 1);
        const [red] = estimate("teams: [red]", `settings: { ${settings} }`).teams;
        expect(red?.perHour).toBeCloseTo(size.total.perHour, 9);
        const expected = size.costs.map(({ component, perHour }) => [component, perHour]);
        expect(red?.components.map(({ component, perHour }) => [component, perHour])).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it("takes an `up` without a step to each team's own, and goes on to the end of the last day without a `down`", () => {
    const { teams } = estimate(
      "teams: [{ name: red, settings: { throughStep: 1 } }, { name: blue, settings: { throughStep: 4 } }]",
      "schedule: [{ at: 2027-03-13T12:00Z, do: up }]",
    );
    expect(teams.map(({ team, cost }) => [team, Number(cost.toFixed(4))])).toEqual([
      ["red", Number((12 * 0.03).toFixed(4))],
      ["blue", Number((12 * (0.03 + 0.045)).toFixed(4))],
    ]);
  });

  it("says what it leaves out, and compares with a budget in the same currency alone", () => {
    const { notes, cost } = estimate(
      "teams: [red, { name: blue, settings: { nodeType: Standard_E4ads_v5 } }]",
      "budget: { perTeamPerDay: 5, currency: USD, tell: [] }",
    );
    expect(cost).toBe(0);
    expect(notes).toEqual([
      "no schedule, so no hours: what a team costs an hour is all that is known",
      "without the job's compute, which has no price here: blue",
      "without the SQL warehouses: 2, each 2.80 USD for an hour in which it is awake",
      "without what members start themselves, traffic, and tax",
      expect.stringMatching(
        /^a day at the furthest step is above the budget of 5 USD: red 18\.\d\d, blue 5\.\d\d$/,
      ),
    ]);
    expect(
      estimate("teams: [red]", "budget: { perTeamPerDay: 1, currency: EUR, tell: [] }").notes.at(-1),
    ).toBe("the budget is in EUR: not compared with prices in USD");
  });
});
