import { failureOf } from "../../program/failures";
import { longRun } from "../long";
import { must, PATIENCE, TeamStack, withEngine, type TeamOptions } from "../lifecycle/stack";
import { realDatabricks } from "./workspace";

withEngine();

const GROUP = "hackathon coaches";
const second = { objectId: "00000000-0000-4000-8000-000000000004", userName: "second@example.com" };

/** Behind what a stack's resources of Databricks are created. */
const providers: readonly [called: string, side: TeamOptions["databricks"]][] = [
  ["Databricks' own provider", realDatabricks()],
  ["the emulator", undefined],
];

describe.each(longRun ? providers : providers.slice(0, 1))(
  "a coach who did not make the team's stack, behind %s",
  (_, databricks) => {
    let team: TeamStack;
    const open = async (plain: Record<string, unknown>): Promise<TeamStack> =>
      (team = await TeamStack.open({ settings: { plain }, ...(databricks && { databricks }) }));
    afterEach(() => team.close());

    it.each([
      ["may destroy it, being in the group that `coaches` names", GROUP, [GROUP]],
      ["may destroy it, being who `coaches` names", second.userName, []],
    ])(
      "%s, after changing it and making its catalog anew",
      async (_, coaches, groups) => {
        await open({ coaches, dashboard: false });
        await must(team.up());
        team.cloud.signIn({ ...second, groups });
        for (const throughStep of [3, 6]) {
          await team.set({ throughStep });
          await must(team.up());
        }
        expect((await must(team.refresh())).steps).toEqual([]);
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
        expect(await team.inState()).toEqual([]);
      },
      PATIENCE,
    );

    it(
      "may not without `coaches`, and is told who can; whoever made it gives the right, and takes it back",
      async () => {
        await open({ dashboard: false });
        await must(team.up());
        const first = {
          objectId: "00000000-0000-4000-8000-000000000003",
          userName: "coach@example.com",
          groups: [],
        };
        team.cloud.signIn({ ...second, groups: [GROUP] });
        const { error = "" } = await team.destroy();
        expect(error).toMatch(/cannot delete \w+( \w+)*: User does not have MANAGE/);
        expect(failureOf(error)?.remedy).toContain("set `coaches` to a group of the Databricks account");

        team.cloud.signIn(first);
        await team.set({ coaches: GROUP });
        await must(team.up());
        await team.set({ coaches: undefined });
        await must(team.up());
        team.cloud.signIn({ ...second, groups: [GROUP] });
        expect((await team.destroy()).error).toContain("User does not have MANAGE");
        team.cloud.signIn(first);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      },
      PATIENCE,
    );
  },
);
