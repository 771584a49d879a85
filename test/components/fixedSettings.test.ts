import fc from "fast-check";
import { refuseChange } from "../../components/fixedSettings";
import { namesFor, SUFFIX_LENGTH, TEAM_MAX_LENGTH, teamOf, TEAM_PATTERN } from "../../program/names";

const wanted = { team: "red", location: "westeurope" };
const rest = (what: string, back: string): string =>
  `this stack cannot change its ${what}, and nothing was changed: destroy it first (\`pulumi destroy\`), make ` +
  `another stack beside it (\`pulumi stack init\`), or keep what it has (${back}).`;

describe("what a stack keeps", () => {
  it.each([
    ["nothing is known of the past", {}],
    ["nothing differs", { oldInputs: wanted }],
    [
      "only the group tells the team",
      { oldInputs: {}, oldOutputs: { resourceGroupName: "clickstream-red-abc123" } },
    ],
    ["the group has a name of another kind", { oldInputs: {}, oldOutputs: { resourceGroupName: "group-a" } }],
  ])("lets an update go on where %s", (_, before) => {
    expect(refuseChange(before, wanted)).toBeUndefined();
  });

  it.each([
    [
      "the team",
      { oldInputs: { ...wanted, team: "blue" } },
      rest('team from "blue" to "red"', "`pulumi config set team blue`"),
    ],
    [
      "the location",
      { oldInputs: { ...wanted, location: "uksouth" } },
      rest('location from "uksouth" to "westeurope"', "`pulumi config set location uksouth`"),
    ],
    [
      "the team, which only the group tells",
      { oldInputs: {}, oldOutputs: { resourceGroupName: "clickstream-a-b-c-abc123" } },
      rest('team from "a-b-c" to "red"', "`pulumi config set team a-b-c`"),
    ],
  ])("refuses a change of %s", (_, before, refusal) => {
    expect(refuseChange(before, wanted)).toBe(refusal);
  });

  it("tells any team by the name of its group", () => {
    const team = fc.stringMatching(TEAM_PATTERN).filter(({ length }) => length <= TEAM_MAX_LENGTH);
    const suffix = fc.string({
      unit: fc.constantFrom(..."abcxyz0189"),
      minLength: SUFFIX_LENGTH,
      maxLength: SUFFIX_LENGTH,
    });
    fc.assert(
      fc.property(team, suffix, (team, suffix) => teamOf(namesFor(team, suffix).resourceGroup) === team),
    );
  });
});
