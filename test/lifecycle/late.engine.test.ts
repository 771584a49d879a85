import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

describe("clouds whose services learn of each other late", () => {
  it(
    "are met with retries in one up",
    async () => {
      const team = await TeamStack.open({
        cloud: { late: { roleAssignment: 4, metastore: 1, workspace: 2 } },
      });
      try {
        const { output } = await must(team.up());
        expect(output).toContain("retrying create due to on-error hook request (1/");
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
