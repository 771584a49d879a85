import { createSimulatedCloud } from "../../../emulator";
import type { Properties } from "../../../emulator/core/cloudApi";
import { BUDGET } from "../../../emulator/services/consumption/model";
import { inputs, SUBSCRIPTION, types } from "./stage";

jest.useFakeTimers({ now: new Date("2027-03-10T12:00:00Z"), doNotFake: ["nextTick", "setImmediate"] });

const notification = {
  enabled: true,
  operator: "GreaterThanOrEqualTo",
  threshold: 80,
  contactEmails: ["coach@contoso.com"],
};
const budget = {
  scope: SUBSCRIPTION,
  budgetName: "clickstream-red",
  category: "Cost",
  amount: 60,
  timeGrain: "Monthly",
  timePeriod: { startDate: "2027-03-01T00:00:00Z" },
  filter: { dimensions: { name: "ResourceGroupName", operator: "In", values: ["team"] } },
  notifications: { "actual-80-percent": notification },
};
const id = `${SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/clickstream-red`;

describe("a budget", () => {
  it("lies in its scope, ends ten years later, and has seen no cost", async () => {
    const cloud = createSimulatedCloud();
    const made = await cloud.create(BUDGET, "b", budget);
    expect(made.id).toBe(id);
    expect(made.outputs).toMatchObject({
      name: "clickstream-red",
      amount: 60,
      timePeriod: { startDate: "2027-03-01T00:00:00Z", endDate: "2037-03-01T00:00:00Z" },
      currentSpend: { amount: 0, unit: "USD" },
    });
    expect(Object.keys(made.outputs)).not.toContain("scope");
  });

  it("of a group is refused without it, and goes with it", async () => {
    const cloud = createSimulatedCloud();
    const scope = `${SUBSCRIPTION}/resourceGroups/team`;
    await expect(cloud.create(BUDGET, "b", { ...budget, scope })).rejects.toThrow(
      `Status=404 Code="ResourceNotFound" Message="The Resource '${scope}' was not found."`,
    );
    const group = await cloud.create(types.group, "group", inputs.group);
    await cloud.create(BUDGET, "b", { ...budget, scope });
    await cloud.delete(types.group, group.id);
    expect(cloud.state.resources(BUDGET)).toEqual([]);
  });

  it.each<[Properties, string]>([
    [
      { timePeriod: { startDate: "2027-02-01T00:00:00Z" } },
      "Start date for monthly time grain should not be prior to the current month.",
    ],
    [
      { timePeriod: { startDate: "2028-04-01T00:00:00Z" } },
      "Start date of the budget cannot be more than 1 year into the future.",
    ],
    [
      { timePeriod: { startDate: "2027-03-10T00:00:00Z" } },
      "Start date of a budget should be the first of a month.",
    ],
    [
      { timePeriod: { startDate: "2027-03-01T00:00:00Z", endDate: "2027-03-01T00:00:00Z" } },
      "The start date should be less than the end date.",
    ],
    [{ amount: 0 }, "The budget amount should be greater than 0."],
    [
      { notifications: Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`n${n}`, notification])) },
      "A budget can have up to five notifications.",
    ],
    [
      {
        notifications: { n: { ...notification, contactEmails: ["a@c", "b@c", "c@c", "d@c", "e@c", "f@c"] } },
      },
      "You can set up to five email recipients per budget.",
    ],
    [
      { notifications: { n: { ...notification, threshold: 1001 } } },
      "The threshold is always percent and has to be between 0 and 1000.",
    ],
    [
      { notifications: { n: { ...notification, contactEmails: [] } } },
      "A notification must have at least one contact email or contact group.",
    ],
  ])("with %j is refused", async (changes, message) => {
    const cloud = createSimulatedCloud();
    await expect(cloud.create(BUDGET, "b", { ...budget, ...changes })).rejects.toThrow(message);
    expect(cloud.state.resources(BUDGET)).toEqual([]);
  });

  it("changes all but its start, and is replaced in another scope or by another name", async () => {
    const cloud = createSimulatedCloud();
    const made = await cloud.create(BUDGET, "b", budget);
    const { outputs } = await cloud.update(BUDGET, made.id, budget, { ...budget, amount: 90 });
    expect(outputs["amount"]).toBe(90);
    const later = { ...budget, timePeriod: { startDate: "2027-04-01T00:00:00Z" } };
    await expect(cloud.update(BUDGET, made.id, budget, later)).rejects.toThrow(
      "Start date of budgets cannot be updated. Please delete and create a new budget.",
    );
    const replaced: string[] = [];
    for (const key of Object.keys(budget)) {
      const { properties } = await cloud.diff(BUDGET, made.id, budget, { ...budget, [key]: "other" });
      if (properties[key]?.kind === "update-replace") replaced.push(key);
    }
    expect(replaced).toEqual(["scope", "budgetName"]);
  });
});
