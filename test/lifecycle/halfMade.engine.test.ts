import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const CATALOG = "databricks:index/catalog:Catalog";
const NOT_YET = "Catalog 'clickstream_contoso' is not accessible in current workspace";

describe("a create that fails after its first call, with what passes by itself", () => {
  it(
    "is not tried again: the state keeps the half, the next up goes on with it, and destroy leaves nothing",
    async () => {
      const team = await TeamStack.open({
        cloud: { faults: [{ nth: 1, action: "create", type: CATALOG, when: "after", message: NOT_YET }] },
      });
      try {
        const { error, output } = await team.up();
        expect(error).toMatch(
          /creating urn:pulumi:\S+::clickstream-catalog-catalog: 1 error occurred:\s+\* cannot create catalog: Catalog 'clickstream_contoso' is not accessible/,
        );
        expect(output).not.toContain("retrying create");
        expect((await team.inState()).filter((each) => each.includes(CATALOG))).toHaveLength(1);

        expect((await must(team.up())).steps).toContainEqual(
          expect.objectContaining({ op: "update", type: CATALOG }),
        );
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
        expect(await team.inState()).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );

  it(
    "of what cannot be updated says to refresh, and goes on after that",
    async () => {
      const type = "databricks:index/secretScope:SecretScope";
      const team = await TeamStack.open({
        cloud: { faults: [{ nth: 1, action: "create", type, when: "after" }] },
      });
      try {
        expect((await team.up()).error).toContain("Fault on demand");
        const { error, output } = await team.up();
        expect(error).toContain("doesn't support update");
        expect(output).toContain("run `pulumi refresh`, then `pulumi up` again");
        await must(team.refresh());
        await must(team.up());
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
