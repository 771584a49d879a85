import type { CloudResource } from "../../emulator/core/cloudState";
import { BUDGET } from "../../emulator/services/consumption/model";
import { editState } from "./editState";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const monthFrom = (months: number): string => {
  const now = new Date();
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  return `${first.toISOString().slice(0, 10)}T00:00:00Z`;
};
const [before, today] = [monthFrom(-1), monthFrom(0)];

/** The same, as if its budget had begun a month ago. */
const aged = <T>(resource: T): T => JSON.parse(JSON.stringify(resource).replaceAll(today, before)) as T;

const budgetOf = (team: TeamStack): CloudResource | undefined => team.cloud.state.resources(BUDGET)[0];

describe("a stack's budget", () => {
  it(
    "keeps its start in a later month, changes its amount in place, goes by its setting, and comes anew",
    async () => {
      const plain = { throughStep: 1, budgetPerMonth: 60, budgetContacts: ["coach@contoso.com"] };
      const team = await TeamStack.open({ settings: { plain } });
      try {
        await must(team.up());
        expect(budgetOf(team)?.inputs["timePeriod"]).toEqual({ startDate: today });
        // A month passes.
        for (const each of team.cloud.state.resources(BUDGET)) team.cloud.state.put(aged(each));
        await editState(team, (all) => all.map((each) => (each.type === BUDGET ? aged(each) : each)));
        expect((await must(team.up())).steps).toEqual([]);
        await team.set({ ...plain, budgetPerMonth: 90 });
        const { steps } = await must(team.up());
        expect(steps.map(({ op, name, diffs }) => [op, name, diffs])).toEqual([
          ["update", "clickstream-budget-monthly", ["amount"]],
        ]);
        expect(budgetOf(team)?.inputs).toMatchObject({ amount: 90, timePeriod: { startDate: before } });

        await team.set({ throughStep: 1, budgetPerMonth: undefined, budgetContacts: undefined });
        await must(team.up());
        expect(budgetOf(team)).toBeUndefined();
        await team.set(plain);
        await must(team.up());
        expect(budgetOf(team)?.inputs["timePeriod"]).toEqual({ startDate: today });
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
