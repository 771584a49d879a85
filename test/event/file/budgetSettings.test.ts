import { budgetSettings } from "../../../event/file/budgetSettings";
import { parseEventFile } from "../../../event/file/readEventFile";
import { readTeamSettings, settingsOf } from "../../../event/file/teamSettings";

const lines = (...more: readonly string[]) => [
  "event: contoso",
  "owner: coach@contoso.com",
  "expires: 2027-03-13",
  "places: [{ subscription: 11111111-1111-4111-8111-111111111111, regions: [westeurope] }]",
  "teams: [red]",
  ...more,
];
const eventOf = (...more: readonly string[]) =>
  parseEventFile(lines(...more).join("\n"), "event.yaml", undefined);

const BUDGET_LINE = "budget: { perTeamPerDay: 12.5, currency: EUR, tell: [coach@contoso.com] }";

describe("the budget of an event", () => {
  it.each([
    ["a single day without a schedule", [], "13"],
    [
      "each day of the calendar from the first `up` to the last `down`",
      ["schedule: [{ at: 2027-03-10T23:30Z, do: up }, { at: 2027-03-12T00:30Z, do: down }]"],
      "38",
    ],
    [
      "up to the last day of the event without a `down`",
      ["schedule: [{ at: 2027-03-10T08:00Z, do: up }]"],
      "50",
    ],
    ["a single day of a schedule that only ends", ["schedule: [{ at: 2027-03-10T08:00Z, do: down }]"], "13"],
  ])("is for %s", (_, schedule, expected) => {
    expect(budgetSettings(eventOf(BUDGET_LINE, ...schedule))).toEqual({
      budgetPerMonth: expected,
      budgetContacts: '["coach@contoso.com"]',
    });
  });

  it("reaches every team's settings, and none where there is no budget or nobody to tell", () => {
    const costBudgetIn = (...more: readonly string[]) => {
      const event = eventOf(...more);
      const [red] = event.teams;
      if (red === undefined) throw new Error("the event has no team");
      const given = Object.keys(settingsOf(event, red, { region: "westeurope" }));
      const named = given.filter((name) => name.startsWith("budget"));
      return [named, readTeamSettings(event, red, new Date("2027-03-01T00:00:00Z")).costBudget];
    };
    expect(costBudgetIn(BUDGET_LINE)).toEqual([
      ["budgetPerMonth", "budgetContacts"],
      { amount: 13, contacts: ["coach@contoso.com"], from: "2027-03-01" },
    ]);
    expect(costBudgetIn()).toEqual([[], undefined]);
    expect(costBudgetIn("budget: { perTeamPerDay: 12.5, currency: EUR, tell: [] }")).toEqual([[], undefined]);
  });

  it.each([
    [
      "budget: { perTeamPerDay: 2000000, currency: EUR, tell: [coach@contoso.com] }",
      'event.yaml:6 budget.perTeamPerDay: "2000000"; allowed: a whole number from 0 to 1000000',
    ],
    [
      "budget: { perTeamPerDay: 1, currency: EUR, tell: [coach@contoso.com, Coach@contoso.com] }",
      'event.yaml:6 budget.tell[1]: "Coach@contoso.com"; allowed: e-mail addresses, each once',
    ],
    ["settings: { budgetPerMonth: 5 }", "event.yaml:6 settings.budgetPerMonth: 5; allowed: a map of"],
  ])("is refused where the file has it: %s", (line, refusal) => {
    expect(() => eventOf(line)).toThrow(refusal);
  });
});
