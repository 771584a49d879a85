import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { readSettings, type Settings } from "../../program/settings";

const today = new Date("2026-11-24T22:00:00Z");
const PERSON = "0a1b2c3d-0000-4000-8000-00000000000f";
const needed = { team: "red-pandas", owner: "coach@contoso.com", expires: "2026-12-31" };

function read(config: Record<string, string>, secrets: readonly string[] = []): Settings {
  const named = Object.entries(config).map(([key, value]) => [`demo:${key}`, value]);
  setAllConfig(Object.fromEntries(named) as Record<string, string>, [...secrets]);
  return readSettings(new pulumi.Config("demo"), today);
}

/** The lines that name a wrong setting. */
function refusals(config: Record<string, string>): string[] {
  try {
    read(config);
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    return error.message.split("\n").slice(1, -1);
  }
  return [];
}

const wrong = (key: string, value: string): string[] => refusals({ ...needed, [key]: value });

describe("settings", () => {
  it("need only team, owner and expiry; everything else has its default", () => {
    expect(read(needed)).toEqual({
      team: "red-pandas",
      event: undefined,
      owner: "coach@contoso.com",
      expires: "2026-12-31",
      throughStep: 6,
      location: "westeurope",
      throughputUnits: 1,
      maxThroughputUnits: 2,
      partitions: 4,
      retentionHours: 24,
      lakeAccess: "unityCatalog",
      compute: "jobCluster",
      sparkVersion: "17.3.x-scala2.13",
      nodeType: "Standard_D4ds_v5",
      workers: 0,
      generator: "image",
      generatorImage: "alexk002/wwiclickstreamgenerator:1",
      nodeImage: "mcr.microsoft.com/azurelinux/base/nodejs:24",
      clicksPattern: "uniform",
      clicksPerSecond: undefined,
      registry: undefined,
      members: [],
      coaches: undefined,
      dashboard: true,
      costBudget: undefined,
    });
  });

  it("are read as given", async () => {
    const { registry, ...rest } = read({
      team: " Team-7 ",
      event: "contoso-2027-03",
      owner: "Ops + Data, no: a=b/c".replace(",", ""),
      expires: "2026-11-24",
      throughStep: "3",
      location: "northeurope",
      throughputUnits: "2",
      maxThroughputUnits: "2",
      partitions: "32",
      retentionHours: "168",
      lakeAccess: "accountKey",
      compute: "jobCluster",
      sparkVersion: "18.x-scala2.13",
      nodeType: "Standard_E4ads_v5",
      workers: "2",
      generator: "builtin",
      generatorImage: "team.azurecr.io/generator@sha256:" + "0".repeat(64),
      nodeImage: "team.azurecr.io/node:22",
      clicksPattern: "shop",
      clicksPerSecond: "1000",
      registryServer: "team.azurecr.io",
      registryUser: "puller",
      registryPassword: "hunter2",
      members: JSON.stringify([PERSON.toUpperCase(), "group:0a1b2c3d-0000-4000-8000-000000000001"]),
      coaches: " hackathon coaches ",
      dashboard: "false",
      budgetPerMonth: "75",
      budgetContacts: JSON.stringify(["coach@contoso.com", "Money@contoso.com"]),
    });
    expect(rest).toEqual({
      team: "team-7",
      event: "contoso-2027-03",
      owner: "Ops + Data no: a=b/c",
      expires: "2026-11-24",
      throughStep: 3,
      location: "northeurope",
      throughputUnits: 2,
      maxThroughputUnits: 2,
      partitions: 32,
      retentionHours: 168,
      lakeAccess: "accountKey",
      compute: "jobCluster",
      sparkVersion: "18.x-scala2.13",
      nodeType: "Standard_E4ads_v5",
      workers: 2,
      generator: "builtin",
      generatorImage: "team.azurecr.io/generator@sha256:" + "0".repeat(64),
      nodeImage: "team.azurecr.io/node:22",
      clicksPattern: "shop",
      clicksPerSecond: 1000,
      members: [
        { objectId: PERSON, kind: "User" },
        { objectId: "0a1b2c3d-0000-4000-8000-000000000001", kind: "Group" },
      ],
      coaches: "hackathon coaches",
      dashboard: false,
      costBudget: { amount: 75, contacts: ["coach@contoso.com", "Money@contoso.com"], from: "2026-11-01" },
    });
    expect(registry).toMatchObject({ server: "team.azurecr.io", user: "puller" });
    expect(await pulumi.isSecret(pulumi.output(registry?.password))).toBe(true);
  });

  it("have an amount and somebody to tell, or no budget", () => {
    const contacts = JSON.stringify(["coach@contoso.com"]);
    expect(wrong("budgetPerMonth", "60")).toEqual([
      "  budgetPerMonth: 60; allowed: set together with budgetContacts, whom Azure writes to",
    ]);
    expect(wrong("budgetContacts", contacts)).toEqual([
      '  budgetContacts: ["coach@contoso.com"]; allowed: set together with budgetPerMonth, of which they are told',
    ]);
    const both = { ...needed, budgetPerMonth: "60" };
    expect(refusals({ ...both, budgetContacts: JSON.stringify(["coach"]) })).toEqual([
      '  budgetContacts[0]: "coach"; allowed: e-mail addresses, each once',
    ]);
    const many = Array.from({ length: 6 }, (_, number) => `c${number}@contoso.com`);
    expect(refusals({ ...both, budgetContacts: JSON.stringify(many) })).toEqual([
      `  budgetContacts: ${JSON.stringify(many)}; allowed: at most 5 e-mail addresses`,
    ]);
    expect(
      read({ ...both, budgetContacts: JSON.stringify(many.slice(1)) }).costBudget?.contacts,
    ).toHaveLength(5);
  });

  it("read an empty value as none, as a template's skipped question leaves it", () => {
    expect(read({ ...needed, registryUser: "", registryPassword: "", clicksPerSecond: "0" })).toEqual(
      read(needed),
    );
  });

  it("take a day as a stack's file without quotes gives it", () => {
    expect(read({ ...needed, expires: "2030-12-31 00:00:00 +0000 UTC" }).expires).toBe("2030-12-31");
  });

  it("cannot be changed afterwards", () => {
    expect(Object.isFrozen(read(needed))).toBe(true);
  });

  it("say all that is wrong at once, each with key, value and what is allowed", () => {
    expect(() => read({ team: "Röd", expires: "soon", partitions: "64" })).toThrow(
      [
        "4 settings are wrong; nothing was made or changed:",
        '  team: "Röd"; allowed: 1 to 15 letters a–z (upper case is lowered), digits, and single hyphens between them; not a number, because 08 in a stack\'s file arrives as 8',
        "  owner: not set; allowed: 1 to 127 of a–z, A–Z, 0–9, space and . _ - + @ : / =, e.g. coach@contoso.com",
        '  expires: "soon"; allowed: a date YYYY-MM-DD, today (2026-11-24) or later',
        '  partitions: "64"; allowed: a whole number from 1 to 32',
        "Set each with `pulumi config set KEY VALUE`; Pulumi.yaml describes them.",
      ].join("\n"),
    );
  });

  it.each([
    ["team", "", "not set"],
    ["team", "sixteen-letters-", '"sixteen-letters-"'],
    ["team", "a234567890123456", '"a234567890123456"'],
    ["team", "red pandas", '"red pandas"'],
    ["team", "red_pandas", '"red_pandas"'],
    ["team", "red--pandas", '"red--pandas"'],
    ["team", "-red", '"-red"'],
    ["team", "red-", '"red-"'],
    ["team", "pandas\u0301", '"pandas\u0301"'],
    ["team", "İstanbul", '"İstanbul"'],
    ["event", "Contoso", '"Contoso"'],
    ["event", "contoso_2027", '"contoso_2027"'],
    ["event", "a".repeat(25), `"${"a".repeat(25)}"`],
    ["owner", "a\nb", '"a\\nb"'],
    ["owner", " coach", '" coach"'],
    ["owner", "o".repeat(128), `"${"o".repeat(128)}"`],
    ["expires", "2026-11-23", '"2026-11-23"'],
    ["expires", "2026-02-30", '"2026-02-30"'],
    ["expires", "31.12.2026", '"31.12.2026"'],
    ["team", "8", '"8"'],
    ["team", "1000", '"1000"'],
    ["expires", "2026-12-31T00:00:00Z", '"2026-12-31T00:00:00Z"'],
    ["expires", "2026-12-31 12:00:00 +0000 UTC", '"2026-12-31 12:00:00 +0000 UTC"'],
    ["throughStep", "0", '"0"'],
    ["throughStep", "7", '"7"'],
    ["throughStep", "2.5", '"2.5"'],
    ["throughStep", "six", '"six"'],
    ["location", "West Europe", '"West Europe"'],
    ["throughputUnits", "0", '"0"'],
    ["maxThroughputUnits", "41", '"41"'],
    ["partitions", "0", '"0"'],
    ["partitions", "33", '"33"'],
    ["partitions", "1e1", '"1e1"'],
    ["retentionHours", "0", '"0"'],
    ["retentionHours", "169", '"169"'],
    ["lakeAccess", "mount", '"mount"'],
    ["compute", "Serverless", '"Serverless"'],
    ["sparkVersion", "latest", '"latest"'],
    ["sparkVersion", "17.3", '"17.3"'],
    ["sparkVersion", "12.2.x-scala2.12", '"12.2.x-scala2.12"'],
    ["sparkVersion", "16.4.x-scala2.12", '"16.4.x-scala2.12"'],
    ["sparkVersion", "17.2.x-cpu-ml-scala2.13", '"17.2.x-cpu-ml-scala2.13"'],
    ["sparkVersion", "17.x-scala2.13", '"17.x-scala2.13"'],
    ["nodeType", "m5.large", '"m5.large"'],
    ["workers", "-1", '"-1"'],
    ["workers", "17", '"17"'],
    ["generatorImage", "Image With Spaces", '"Image With Spaces"'],
    ["nodeImage", "Image With Spaces", '"Image With Spaces"'],
    ["generator", "docker", '"docker"'],
    ["clicksPattern", "Shop", '"Shop"'],
    ["clicksPerSecond", "-1", '"-1"'],
    ["clicksPerSecond", "100001", '"100001"'],
    ["registryServer", "https://index.docker.io", '"https://index.docker.io"'],
    ["members", "0a1b2c3d", '"0a1b2c3d"'],
    ["members", '{"a":1}', '"{\\"a\\":1}"'],
    ["dashboard", "yes", '"yes"'],
    ["coaches", "Account Users", '"Account Users"'],
    ["coaches", "a`b", '"a`b"'],
  ])("refuse %s %j, and nothing else", (key, value, shown) => {
    const [first, ...others] = wrong(key, value);
    expect(first).toMatch(new RegExp(`^  ${key}: `));
    expect(first?.startsWith(`  ${key}: ${shown}; allowed: `)).toBe(true);
    expect(others).toEqual([]);
  });

  it("take every runtime from 17.3 on, of whatever kind, and none before", () => {
    const kind = fc.constantFrom("", "-photon", "-cpu-ml", "-gpu-ml");
    const scala = fc.constantFrom("2.12", "2.13");
    fc.assert(
      fc.property(fc.nat(25), fc.nat(12), kind, scala, (major, minor, kind, scala) => {
        const sparkVersion = `${major}.${minor}.x${kind}-scala${scala}`;
        const taken = major > 17 || (major === 17 && minor >= 3);
        expect(refusals({ ...needed, sparkVersion })).toEqual(
          taken
            ? []
            : [
                `  sparkVersion: "${sparkVersion}"; allowed: a Databricks runtime's key, 17.3 or newer, ` +
                  "e.g. 17.3.x-scala2.13 or 18.x-scala2.13",
              ],
        );
      }),
      {
        examples: [
          [17, 3, "", "2.13"],
          [17, 2, "", "2.13"],
          [18, 0, "", "2.13"],
          [17, 10, "", "2.13"],
        ],
      },
    );
  });

  it("take a runtime that says its major version alone, from 18 on", () => {
    for (const sparkVersion of ["18.x-scala2.13", "18.x-photon-scala2.13", "19.x-scala2.13"]) {
      expect(read({ ...needed, sparkVersion }).sparkVersion).toBe(sparkVersion);
    }
  });

  it("refuse each malformed or repeated object id at its place", () => {
    const group = "group:0a1b2c3d-0000-4000-8000-000000000001";
    const members = JSON.stringify([PERSON, "someone@contoso.com", 7, group, PERSON]);
    const allowed = "; allowed: Entra object ids (UUIDs), a group's written group:ID, each once";
    expect(refusals({ ...needed, members })).toEqual([
      `  members[1]: "someone@contoso.com"${allowed}`,
      `  members[2]: 7${allowed}`,
      `  members[4]: "${PERSON}"${allowed}`,
    ]);
  });

  it("refuse throughput units above the ceiling that they may rise to", () => {
    expect(refusals({ ...needed, throughputUnits: "3" })).toEqual([
      "  throughputUnits: 3; allowed: at most maxThroughputUnits, which is 2",
    ]);
  });

  it("compare with the ceiling only where it is right", () => {
    expect(refusals({ ...needed, throughputUnits: "3", maxThroughputUnits: "41" })).toEqual([
      '  maxThroughputUnits: "41"; allowed: a whole number from 1 to 40',
    ]);
  });

  it("refuse a rate that the others cannot carry, each with what it carries and what would do", () => {
    expect(refusals({ ...needed, clicksPerSecond: "50000", partitions: "2" })).toEqual([
      "  clicksPerSecond: 50000; 50,000 clicks/s are more than Event Hubs Standard carries " +
        "(40 throughput units: 40,000 clicks/s); docs/sizing.md says what to change",
      "  partitions: 2; 2 partitions carry 15,625 clicks/s at 1 MB/s each, 50,000 clicks/s are wanted: set at least 7",
      '  generatorImage: "alexk002/wwiclickstreamgenerator:1"; alexk002/wwiclickstreamgenerator:1 sends about 1 click a ' +
        "second and does not read clicksPerSecond, 50,000 clicks/s are wanted: set generator to builtin, or use an " +
        "image that reads it",
    ]);
    const own = { ...needed, generatorImage: "team.azurecr.io/clicks:1", clicksPerSecond: "2001" };
    expect(refusals(own)).toEqual([
      "  maxThroughputUnits: 2; 2 throughput units carry 2,000 clicks/s, 2,001 clicks/s are wanted: set at least 3",
    ]);
    expect(read({ ...own, maxThroughputUnits: "3" }).clicksPerSecond).toBe(2001);
  });

  it("refuse a pattern that the challenge's image does not read, and take it for whatever else generates", () => {
    expect(refusals({ ...needed, clicksPattern: "shop" })).toEqual([
      '  clicksPattern: "shop"; alexk002/wwiclickstreamgenerator:1 does not read it: set generator to builtin, or ' +
        "use an image that reads it",
    ]);
    expect(read({ ...needed, clicksPattern: "shop", generator: "builtin" }).clicksPattern).toBe("shop");
    const own = { ...needed, clicksPattern: "shop", generatorImage: "team.azurecr.io/clicks:1" };
    expect(read(own).clicksPattern).toBe("shop");
  });

  it("do not judge a rate by the fallbacks of wrong settings", () => {
    const image = "team.azurecr.io/clicks:1";
    const named = refusals({ ...needed, generatorImage: image, clicksPerSecond: "30000", partitions: "64" });
    expect(named).toEqual(['  partitions: "64"; allowed: a whole number from 1 to 32']);
  });

  it("refuse serverless compute with the account key, which it cannot use", () => {
    expect(refusals({ ...needed, compute: "serverless", lakeAccess: "accountKey" })).toEqual([
      '  compute: "serverless"; allowed: jobCluster where lakeAccess is accountKey: serverless compute takes no account key',
    ]);
  });

  it("refuse a registry's user without password, and the reverse without showing the password", () => {
    expect(refusals({ ...needed, registryUser: "puller" })).toEqual([
      '  registryUser: "puller"; allowed: set together with registryPassword (`--secret`)',
    ]);
    expect(refusals({ ...needed, registryPassword: "hunter2" })).toEqual([
      '  registryPassword: "[secret]"; allowed: set together with registryUser',
    ]);
  });

  it("refuse any text as a team or take it as what all services can carry", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ maxLength: 16 })), (team) => {
        const lines = wrong("team", team);
        if (lines.length > 0) return lines.length === 1 && (lines[0] ?? "").startsWith("  team: ");
        const taken = read({ ...needed, team }).team;
        return /^[a-z0-9-]{1,15}$/.test(taken) && taken === team.trim().toLowerCase();
      }),
    );
  });

  it("accept numbers exactly within their limits", () => {
    const limits = [
      ["throughStep", 1, 6],
      ["partitions", 1, 32],
      ["retentionHours", 1, 168],
      ["workers", 0, 16],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...limits), fc.integer({ min: -5, max: 200 }), ([key, from, to], value) => {
        expect(wrong(key, String(value))).toHaveLength(value >= from && value <= to ? 0 : 1);
      }),
    );
  });

  it("say of any wrong settings each once, whatever else is wrong", () => {
    const bad: Record<string, string> = {
      team: "Röd",
      expires: "1999-01-01",
      throughStep: "9",
      partitions: "64",
      retentionHours: "0",
      sparkVersion: "new",
      dashboard: "maybe",
    };
    fc.assert(
      fc.property(fc.subarray(Object.keys(bad)), (keys) => {
        const config = { ...needed, ...Object.fromEntries(keys.map((key) => [key, bad[key] ?? ""])) };
        const named = refusals(config).map((line) => line.trim().split(":")[0]);
        expect([...named].sort()).toEqual([...keys].sort());
      }),
    );
  });
});
