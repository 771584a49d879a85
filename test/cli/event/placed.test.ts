import { placed, standingTeams } from "../../../cli/event/placed";
import { parseEventFile } from "../../../event/file/readEventFile";

const SUBSCRIPTION = "00000000-0000-4000-8000-000000000011";

function operated(teams: string, standing: Readonly<Record<string, string>>, most = "") {
  const event = parseEventFile(
    [
      "event: e",
      "owner: coach@contoso.com",
      "expires: 2099-12-31",
      "places:",
      `  - { subscription: ${SUBSCRIPTION}, regions: [westeurope, northeurope]${most} }`,
      `teams: [${teams}]`,
    ].join("\n"),
    "event.yaml",
    undefined,
  );
  const stacks = Object.entries(standing).map(([team, region]) => {
    return [team, { placement: { subscription: SUBSCRIPTION, region }, step: 3 }] as const;
  });
  return { event, teams: event.teams, standing: new Map(stacks) };
}

describe("where teams go", () => {
  it("is where they stand, and else the first region; those that have no stack come first", () => {
    const all = placed(operated("red, blue, green", { red: "northeurope" }), { step: 4 });
    expect(all.map(({ team, placement, step }) => [team.name, placement.region, step])).toEqual([
      ["blue", "westeurope", 4],
      ["green", "westeurope", 4],
      ["red", "northeurope", 4],
    ]);
  });

  it("is nowhere where no place takes them, which names them all", () => {
    expect(() => placed(operated("red, blue, green", {}, ", most: 1"))).toThrow(
      "no place takes blue, green: raise `most` of a place, or add one",
    );
  });
});

describe("what is destroyed", () => {
  it("is what has a stack, also of a team that the file no longer has, or what is named of it", () => {
    const at = operated("red, blue", { red: "westeurope", gone: "northeurope" });
    const names = (given: readonly string[]) =>
      standingTeams(at, given).map(({ team, placement }) => [team.name, placement.region]);
    expect(names([])).toEqual([
      ["red", "westeurope"],
      ["gone", "northeurope"],
    ]);
    expect(names(["red", "blue"])).toEqual([["red", "westeurope"]]);
  });
});
