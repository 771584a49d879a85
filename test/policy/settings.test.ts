import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { rules } from "../../policy/rules";
import { defaultLimits, parsePolicySettings, PolicySettingsError } from "../../policy/settings";

const ids = ["one", "two"];
const waiver = { rule: "one", resource: "r", reason: "because", owner: "me" };

function wrongIn(file: unknown): readonly string[] {
  try {
    parsePolicySettings(JSON.stringify(file), ids);
  } catch (error) {
    if (error instanceof PolicySettingsError) return error.wrong;
    throw error;
  }
  return [];
}

describe("policy.yaml", () => {
  it("may say nothing", () => {
    expect(parsePolicySettings("", ids)).toEqual({ limits: defaultLimits, waivers: [] });
    expect(parsePolicySettings("limits:\nwaivers:\n", ids)).toEqual({ limits: defaultLimits, waivers: [] });
  });

  it("sets limits and waivers", () => {
    const file = { limits: { regions: ["westeurope"], workers: 0 }, waivers: [waiver] };
    expect(parsePolicySettings(JSON.stringify(file), ids)).toEqual({
      limits: { ...defaultLimits, regions: ["westeurope"], workers: 0 },
      waivers: [waiver],
    });
  });

  it.each([
    [{ waver: [] }, ["waver: unknown; allowed: limits, waivers"]],
    [[], ["the file is []; allowed: limits and waivers"]],
    [{ limits: [] }, ["limits: []; allowed: a map"]],
    [
      { limits: { worker: 1 } },
      [expect.stringMatching(/^limits\.worker: unknown; allowed: requiredTags, regions, /)],
    ],
    [
      { limits: { workers: "4", regions: "westeurope" } },
      [
        'limits.workers: "4"; allowed: a number from 0',
        'limits.regions: "westeurope"; allowed: a list of texts',
      ],
    ],
    [
      { limits: { partitions: -1, nodeTypes: [4] } },
      ["limits.partitions: -1; allowed: a number from 0", "limits.nodeTypes: [4]; allowed: a list of texts"],
    ],
    [{ waivers: {} }, ["waivers: {}; allowed: a list"]],
    [{ waivers: ["one"] }, ['waivers[0]: "one"; allowed: a map of rule, resource, reason, owner']],
    [{ waivers: [{ ...waiver, reason: " " }] }, ['waivers[0].reason: " "; allowed: a text']],
    [
      { waivers: [{ rule: "one", resource: "r", reason: "because" }] },
      ["waivers[0].owner: not set; allowed: a text"],
    ],
    [{ waivers: [{ ...waiver, rule: "three" }] }, ['waivers[0].rule: "three" is no rule\'s id']],
    [
      { waivers: [{ ...waiver, until: "2030" }] },
      ["waivers[0].until: unknown; allowed: rule, resource, reason, owner"],
    ],
    [{ waivers: [waiver, waiver] }, ['waivers[1]: "one" of "r" is waived twice']],
  ])("%j is refused", (file, wrong) => {
    expect(wrongIn(file)).toEqual(wrong);
  });

  it("that is no YAML is refused", () => {
    expect(() => parsePolicySettings("limits: [", ids)).toThrow(PolicySettingsError);
  });
});

it("the pack's own policy.yaml says every limit's default, but for those that allow everything", () => {
  const text = readFileSync(join(__dirname, "..", "..", "policy", "policy.yaml"), "utf8");
  const { limits } = parse(text) as { limits: unknown };
  const { regions, nodeTypes, ...others } = defaultLimits;
  expect([regions, nodeTypes]).toEqual([undefined, undefined]);
  expect(limits).toEqual(others);
  expect(
    parsePolicySettings(
      text,
      rules.map(({ id }) => id),
    ).limits,
  ).toEqual(defaultLimits);
});

it("the pack takes the versions of its packages that the project has", () => {
  const packages = (path: string) =>
    JSON.parse(readFileSync(join(__dirname, "..", "..", path), "utf8")) as Record<
      string,
      Record<string, string>
    >;
  const { dependencies, devDependencies } = packages("package.json");
  const own = { ...dependencies, ...devDependencies };
  for (const [name, version] of Object.entries(packages("policy/package.json")["dependencies"] ?? {}))
    expect([name, version]).toEqual([name, own[name]]);
});
