import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { checkPolicy } from "../../../cli/policy/command";
import { previews, resourcesOfPreview } from "../../../cli/policy/preview";
import { shapes } from "../../../cli/policy/shapes";
import { violationsIn, withWaivers } from "../../../policy/core/check";
import { secretValue } from "../../../policy/core/resource";
import { resourcesOfState } from "../../../cli/policy/checkedResources";
import { rules } from "../../../policy/rules";
import { parsePolicySettings } from "../../../policy/settings";
import { readFileSync } from "node:fs";
import { sample } from "../../long";

const root = join(__dirname, "..", "..", "..");
const earlier = join(root, "test", "lifecycle", "states", "unityCatalog.stack.json");
const policy = readFileSync(join(root, "policy", "policy.yaml"), "utf8");
const settings = parsePolicySettings(
  policy,
  rules.map(({ id }) => id),
);

async function check(
  args: readonly string[],
  input = "",
  pulumi = jest.fn<Promise<string>, [readonly string[]]>(),
) {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const code = await checkPolicy(args, { print, pulumi, input: Readable.from([input]) });
  return { code, lines, pulumi };
}

/** A state with these resources, as `pulumi stack export` prints it. */
const state = (...resources: object[]): string => JSON.stringify({ version: 3, deployment: { resources } });
const hub = (inputs: object, more: object = {}): object => ({
  urn: "urn:pulumi:red::p::azure-native:eventhub:EventHub::hub",
  type: "azure-native:eventhub:EventHub",
  inputs,
  ...more,
});
const good = { partitionCount: 4, retentionDescription: { retentionTimeInHours: 24 } };

describe("npm run policy", () => {
  it("checks an exported state from a file, and says what is broken, what to do, and which waiver matches nothing", async () => {
    const { code, lines } = await check(["--state", earlier]);
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(/[:.] /).slice(0, 3).join(" | "))).toEqual([
      "storage-local-users (CKV_AZURE_244), medium | clickstream-lake-account | isLocalUserEnabled is not set",
      "workspace-no-public-ip (AZR-000393), high | clickstream-workspace-workspace | parameters.enableNoPublicIp.value is not set",
      expect.stringMatching(/^grants-of-one, medium \| clickstream-catalog-catalog-grants \| /),
      expect.stringMatching(/^grants-of-one, medium \| clickstream-catalog-schema-grants \| /),
      expect.stringMatching(
        /^The waiver of storage-shared-keys for clickstream-lake-account matches nothing here/,
      ),
      expect.stringMatching(/stack\.json.* broken 4, waived 12\.$/),
    ]);
  });

  it("reads standard input, and asks Pulumi for a stack's state, secrets left encrypted", async () => {
    const one = await check(["--state", "-"], state(hub(good)));
    expect([one.code, one.lines]).toEqual([
      0,
      [`On the state: resources 1, rules ${rules.length}, broken 0, waived 0.`],
    ]);
    const pulumi = jest.fn().mockResolvedValue(state(hub({ ...good, partitionCount: 33 })));
    const other = await check(["--stack", "red"], "", pulumi);
    expect([other.code, other.lines.length]).toEqual([1, 2]);
    expect(pulumi.mock.calls).toEqual([[["stack", "export", "--stack", "red"]]]);
  });

  it("passes over what waits to be deleted, and sees of a secret that it is one", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:a",
    };
    const resources = resourcesOfState(
      state(hub({ list: [{ key: secret }] }), hub({}, { delete: true }), {
        urn: "urn:pulumi:red::p::pulumi:pulumi:Stack::p-red",
        type: "pulumi:pulumi:Stack",
        outputs: { command: secret, team: "red" },
      }),
    );
    expect(resources.map(({ name, properties }) => [name, properties])).toEqual([
      ["hub", { list: [{ key: secretValue }] }],
      ["p-red", { command: secretValue, team: "red" }],
    ]);
  });

  it.each([
    "",
    "{}",
    "[]",
    "not json",
    '{"deployment":{"resources":[{"urn":1}]}}',
    '{"deployment":{"resources":{}}}',
  ])("refuses %j, which is no stack's state", async (input) => {
    await expect(check(["--state", "-"], input)).rejects.toThrow(/this is no stack's state|cannot be read/);
  });

  it("takes limits and waivers from a file, and names what is wrong with it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "policy-"));
    const file = join(folder, "policy.yaml");
    try {
      await writeFile(file, "limits: { partitions: 3 }\n");
      expect((await check(["--state", "-", "--policy", file], state(hub(good)))).lines[0]).toMatch(
        /^event-hub-partitions, medium: hub: partitionCount is 4, allowed are at most 3\. /,
      );
      await writeFile(file, "limits: { partition: 3 }\n");
      await expect(check(["--state", join(folder, "none")])).rejects.toThrow(
        `${join(folder, "none")} cannot be read (ENOENT)`,
      );
      await expect(check(["--state", "-", "--policy", file])).rejects.toThrow(`${file}: One thing is wrong:`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuses two subjects at once", async () => {
    const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    await expect(check(["--stack", "red", "--state", "-"])).rejects.toMatchObject({ exitCode: 1 });
    write.mockRestore();
  });
});

describe("the program", () => {
  // The SDK keeps a stack trace of every promise, which is half of the time that a run takes.
  const { stackTraceLimit } = Error;
  beforeAll(() => void (Error.stackTraceLimit = 1));
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

  it("has each shape that its settings give it", () => {
    expect(shapes.length).toBe(36);
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(36);
    expect(previews.length).toBe(38);
  });

  it.each(sample(shapes, 3))(
    "keeps every rule in the shape %j, but for what policy.yaml waives",
    async (shape) => {
      const resources = await resourcesOfPreview({ settings: shape, secrets: {} });
      const { open } = withWaivers(violationsIn(resources, rules, settings.limits), settings.waivers);
      expect(open.map(({ rule, resource, found }) => [rule.id, resource.name, found])).toEqual([]);
    },
    120_000,
  );

  it("needs every waiver that stands in policy.yaml, with all that may be set and with the account's key", async () => {
    const whole = previews.filter(
      ({ settings: { throughStep = 6, lakeAccess, dashboard = true } }) =>
        throughStep === 6 && dashboard === true && (lakeAccess === "accountKey" || lakeAccess === undefined),
    );
    expect(whole.length).toBe(3);
    const found = [];
    for (const preview of whole)
      found.push(...violationsIn(await resourcesOfPreview(preview), rules, settings.limits));
    const { open, unused } = withWaivers(found, settings.waivers);
    expect([open, unused]).toEqual([[], []]);
  }, 120_000);
});
