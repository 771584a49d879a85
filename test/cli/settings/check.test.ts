import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSettings } from "../../../cli/settings/check";

const today = new Date("2026-11-28T12:00:00Z");
const right = ["team: red", "owner: coach@contoso.com", "expires: 2026-12-31"];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "settings-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function check(stack: string): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await checkSettings(["--stack", stack], {
    today,
    folder,
    print: (line) => lines.push(...line.split("\n")),
  });
  return { code, lines };
}

async function checkFile(...settings: readonly string[]): Promise<{ code: number; lines: string[] }> {
  const lines = settings.map((line) => `  clickstream-challenge:${line}`);
  await writeFile(join(folder, "Pulumi.red.yaml"), ["config:", ...lines, ""].join("\n"));
  return check("red");
}

/** What is said to be wrong with a file that is right but for these lines. */
async function wrongWith(...settings: readonly string[]): Promise<string[]> {
  const given = settings.map((line) => line.split(":")[0]);
  const others = right.filter((line) => !given.includes(line.split(":")[0]));
  const { code, lines } = await checkFile(...others, ...settings);
  expect(code).toBe(lines.length > 1 ? 1 : 0);
  return lines.slice(1, -1);
}

describe("npm run settings", () => {
  it("finds the settings right that the program takes", async () => {
    expect(
      await checkFile(...right, "workers: 2", "members: [group:0A1b2c3d-0000-4000-8000-00000000000f]"),
    ).toEqual({
      code: 0,
      lines: ["Every setting of Pulumi.red.yaml is right."],
    });
  });

  it("names all that is wrong at once, with its value and what is allowed", async () => {
    const { code, lines } = await checkFile(
      "team: 08",
      "expires: 2026-11-27",
      "workers: 17",
      "dashbord: false",
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      "5 settings are wrong; nothing was made or changed:",
      '  clickstream-challenge:dashbord: "false"; no setting of this program; did you mean clickstream-challenge:dashboard?',
      expect.stringMatching(/^ {2}team: "8"; allowed: 1 to 15 letters/),
      expect.stringMatching(/^ {2}owner: not set; allowed: 1 to 127 of/),
      '  expires: "2026-11-27 00:00:00 +0000 UTC"; allowed: a date YYYY-MM-DD, today (2026-11-28) or later',
      '  workers: "17"; allowed: a whole number from 0 to 16',
      "Set each with `pulumi config set --stack red KEY VALUE` or in Pulumi.red.yaml; Pulumi.yaml describes them.",
    ]);
  });

  it("finds what a rate cannot do with the other settings", async () => {
    expect(await wrongWith("clicksPerSecond: 5000", "generatorImage: own/generator:1")).toEqual([
      expect.stringMatching(/^ {2}maxThroughputUnits: 2; /),
    ]);
  });

  it("counts what is encrypted as given, and judges nothing by it", async () => {
    expect(
      await wrongWith(
        "team: { secure: v1:a }",
        "maxThroughputUnits: { secure: v1:b }",
        "throughputUnits: 5",
        "members: [{ secure: v1:c }]",
        "registryUser: reader",
        "registryPassword: { secure: v1:d }",
      ),
    ).toEqual([]);
    expect(await wrongWith("registryPassword: { secure: v1:d }")).toEqual([
      '  registryPassword: "[secret]"; allowed: set together with registryUser',
    ]);
  });

  it("never shows what may be a secret", async () => {
    expect(
      await wrongWith(
        "registryUser: u",
        "registryPassword: hunter2",
        "registryPasword: hunter2",
        "pw: hunter2",
      ),
    ).toEqual([
      "  clickstream-challenge:registryPasword: [secret]; no setting of this program; did you mean clickstream-challenge:registryPassword?",
      expect.stringMatching(
        /^ {2}clickstream-challenge:pw: \[secret\]; no setting of this program; allowed: team, event/,
      ),
      "  registryPassword: [secret]; allowed: encrypted, as `pulumi config set --secret registryPassword` writes it",
    ]);
  });

  it.each([
    ["members: 0a1b2c3d-0000-4000-8000-00000000000f", "a list of texts"],
    ["workers: [1]", "one value"],
    ["location: { a: b }", "one value"],
    ["workers:", "a value, or no such line"],
    ['dashboard: ""', "a value, or no such line"],
  ])("refuses %s, which an engine refuses for its type", async (line, allowed) => {
    expect(await wrongWith(line)).toEqual([expect.stringMatching(new RegExp(`; allowed: ${allowed}$`))]);
  });

  it("takes a text without a value for none, as engine and program do", async () => {
    expect(await wrongWith("nodeType:", 'event: ""')).toEqual([]);
    expect(await wrongWith("owner:")).toEqual([expect.stringMatching(/^ {2}owner: not set; allowed: /)]);
  });

  it("finds a setting of another project, and leaves what providers read", async () => {
    await writeFile(
      join(folder, "Pulumi.red.yaml"),
      [
        "config:",
        ...right.map((line) => `  ${line}`),
        "  azure-native:location: x",
        "  clickstream-chalenge:workers: 1",
        "  challenge:workers: 1",
        "  other:thing: 1",
        "  clickstream-challenge:config:dashboard: true",
        "  clickstream-challenge:team: blue",
      ].join("\n"),
    );
    expect((await check("contoso/clickstream-challenge/red")).lines.slice(1, -1)).toEqual([
      '  clickstream-chalenge:workers: "1"; no setting of this program; did you mean clickstream-challenge:workers?',
      '  challenge:workers: "1"; no setting of this program; did you mean clickstream-challenge:workers?',
      '  clickstream-challenge:team: "blue"; allowed: once, with or without the project',
    ]);
  });

  it("misses nothing that an environment of Pulumi Cloud may give", async () => {
    await writeFile(join(folder, "Pulumi.red.yaml"), "environment: [dev]\nconfig:\n  workers: 17\n");
    expect(await check("red")).toEqual({
      code: 1,
      lines: [
        "Pulumi.red.yaml also takes settings from environments of Pulumi Cloud, which are not read here.",
        "One setting is wrong; nothing was made or changed:",
        '  workers: "17"; allowed: a whole number from 0 to 16',
        expect.stringMatching(/^Set each with/),
      ],
    });
  });

  it("names the files that there are where there is none of the stack, and what is wrong with one that is none", async () => {
    await writeFile(join(folder, "Pulumi.dev.yaml"), "- a");
    await expect(check("red")).rejects.toThrow(
      "there is no Pulumi.red.yaml; the stacks' files here are Pulumi.dev.yaml",
    );
    await expect(check("dev")).rejects.toThrow("Pulumi.dev.yaml: no map of settings under `config:`");
  });

  it("finds the example right, and wants to know which stack", async () => {
    const print = jest.fn();
    expect(await checkSettings(["--stack", "dev"], { today, print })).toBe(0);
    const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    await expect(checkSettings([], { today, print })).rejects.toMatchObject({ exitCode: 1 });
    expect(write.mock.calls.join("")).toContain("required option '--stack <name>'");
    write.mockRestore();
  });
});
