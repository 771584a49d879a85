import fc from "fast-check";
import { namesFor, SUFFIX_LENGTH, TEAM_MAX_LENGTH, TEAM_PATTERN, type Names } from "../../program/names";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

const team = fc
  .string({ unit: fc.constantFrom(...LETTERS, "-", "-"), minLength: 1, maxLength: TEAM_MAX_LENGTH })
  .filter((text) => TEAM_PATTERN.test(text));

const suffix = fc.string({
  unit: fc.constantFrom(...LETTERS),
  minLength: SUFFIX_LENGTH,
  maxLength: SUFFIX_LENGTH,
});

/** What each service allows: learn.microsoft.com, "Naming rules and restrictions for Azure resources". */
const rules: Record<keyof Names, RegExp> = {
  resourceGroup: /^[\w.()-]{0,89}[\w()-]$/,
  // The pattern of Azure's SDK, and at most 50 characters.
  namespace: /^(?=.{6,50}$)[a-zA-Z][a-zA-Z0-9-]{6,50}[a-zA-Z0-9]$/,
  storageAccount: /^[a-z0-9]{3,24}$/,
  workspace: /^[\w-]{3,64}$/,
  managedResourceGroup: /^[\w.()-]{0,89}[\w()-]$/,
  accessConnector: /^[\w-]{3,64}$/,
  containerGroup: /^(?!.*--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  // Without quotes in SQL.
  catalog: /^[a-z][a-z0-9_]{0,254}$/,
  job: /^.{1,4096}$/,
  warehouse: /^.{1,100}$/,
  dashboard: /^[^/]{1,255}$/,
  // Budgets - Create Or Update: learn.microsoft.com/rest/api/consumption/budgets.
  budget: /^[\w-]{1,63}$/,
};

describe("names", () => {
  it("are readable", () => {
    expect(namesFor("red-pandas", "abc123")).toEqual({
      resourceGroup: "clickstream-red-pandas-abc123",
      namespace: "clicks-red-pandas-abc123",
      storageAccount: "redpandas008abc123",
      workspace: "clickstream-red-pandas-abc123",
      managedResourceGroup: "clickstream-red-pandas-abc123-databricks",
      accessConnector: "clickstream-red-pandas-abc123",
      containerGroup: "click-generator-red-pandas-abc123",
      catalog: "clickstream_red_pandas_abc123",
      job: "clickstream-red-pandas-abc123",
      warehouse: "clickstream-red-pandas-abc123",
      dashboard: "Clicks of red-pandas",
      budget: "clickstream-red-pandas-abc123",
    });
  });

  it("keep every service's rules of characters and length, for every team", () => {
    fc.assert(
      fc.property(team, suffix, (name, random) => {
        for (const [service, value] of Object.entries(namesFor(name, random))) {
          expect([service, value]).toEqual([service, expect.stringMatching(rules[service as keyof Names])]);
        }
      }),
    );
  });

  it("never collide between two teams, even with the same suffix", () => {
    fc.assert(
      fc.property(team, team, suffix, (one, other, random) => {
        fc.pre(one !== other);
        const [names, others] = [namesFor(one, random), namesFor(other, random)];
        const same = Object.keys(names).filter(
          (service) => names[service as keyof Names] === others[service as keyof Names],
        );
        expect(same).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("never collide between teams that differ in hyphens alone", () => {
    // Every way to put hyphens between the letters of one word, of all that a team may have.
    const word = "aaaaaaaa";
    const teams = Array.from({ length: 2 ** (word.length - 1) }, (_, mask) =>
      [...word].map((letter, place) => (mask & (1 << place) ? `${letter}-` : letter)).join(""),
    ).filter((name) => name.length <= TEAM_MAX_LENGTH);
    expect(teams).toHaveLength(128);
    expect(new Set(teams.map((name) => namesFor(name, "abc123").storageAccount)).size).toBe(128);
  });

  it("differ with the suffix wherever they must be unique in the world or in the region's metastore", () => {
    const [names, others] = [namesFor("a", "aaaaaa"), namesFor("a", "bbbbbb")];
    for (const service of ["namespace", "storageAccount", "catalog", "workspace"] as const) {
      expect(names[service]).not.toBe(others[service]);
    }
  });
});
