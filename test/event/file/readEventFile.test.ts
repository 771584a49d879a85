import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { EventFileError } from "../../../event/file/fileReader";
import { parseEventFile, readEventFile } from "../../../event/file/readEventFile";

const today = new Date("2027-03-01T22:00:00Z");
const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";

const head = ["event: contoso-2027-03", "owner: coach@contoso.com", "expires: 2027-03-13"];
const place = ["places:", `  - { subscription: ${ONE}, regions: [westeurope] }`];
const small = [...head, ...place, "teams: [red]"];

const read = (lines: readonly string[]) => parseEventFile(lines.join("\n"), "event.yaml", today);

/** The lines that name what is wrong. */
function refusals(lines: readonly string[]): string[] {
  try {
    read(lines);
  } catch (error) {
    if (!(error instanceof EventFileError)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe("an event's file", () => {
  it("needs a name, an owner, an end, a place and a team; everything else has its default", () => {
    expect(read(small)).toEqual({
      event: "contoso-2027-03",
      owner: "coach@contoso.com",
      expires: "2027-03-13",
      state: { kind: "file" },
      signIn: "azureCli",
      places: [{ subscription: ONE, regions: ["westeurope"], reservedVcpus: 0, most: undefined }],
      settings: {},
      secrets: {},
      teams: [{ name: "red", label: "red", members: [], settings: {}, spare: false }],
      budget: undefined,
      schedule: [],
    });
  });

  it("is read as given, with the spares behind the teams", () => {
    const event = read([
      ...head,
      "state: azblob://states?storage_account=contoso",
      "signIn: servicePrincipal",
      "places:",
      `  - { subscription: ${ONE.toUpperCase()}, regions: [westeurope, northeurope], reserve: { vcpus: 8 } }`,
      `  - { subscription: ${TWO}, regions: [swedencentral], most: 10 }`,
      "settings: { throughStep: 4, dashboard: false, registryUser: contoso }",
      "secrets: { registryPassword: { env: DOCKER_TOKEN } }",
      "teams:",
      "  - Red",
      `  - { name: blue, label: Blue Barracudas, members: ["group:${ONE}"], settings: { clicksPerSecond: 1 } }`,
      "  - { name: spare-1, label: Late Larks }",
      "spares: 2",
      "budget: { perTeamPerDay: 25, currency: EUR, tell: [coach@contoso.com] }",
      "schedule:",
      "  - { at: 2027-03-10T16:00+01:00, do: up, step: 4 }",
      "  - { at: 2027-03-11T09:00+01:00, do: step, step: 6 }",
      "  - { at: 2027-03-12T18:00+01:00, do: down }",
    ]);
    expect(event.state).toEqual({ kind: "azblob", url: "azblob://states?storage_account=contoso" });
    expect(event.signIn).toBe("servicePrincipal");
    expect(event.places).toEqual([
      { subscription: ONE, regions: ["westeurope", "northeurope"], reservedVcpus: 8, most: undefined },
      { subscription: TWO, regions: ["swedencentral"], reservedVcpus: 0, most: 10 },
    ]);
    expect(event.settings).toEqual({ throughStep: "4", dashboard: "false", registryUser: "contoso" });
    expect(event.secrets).toEqual({ registryPassword: { env: "DOCKER_TOKEN" } });
    expect(event.teams).toEqual([
      { name: "red", label: "Red", members: [], settings: {}, spare: false },
      {
        name: "blue",
        label: "Blue Barracudas",
        members: [`group:${ONE}`],
        settings: { clicksPerSecond: "1" },
        spare: false,
      },
      { name: "spare-1", label: "Late Larks", members: [], settings: {}, spare: false },
      { name: "spare-2", label: "spare-2", members: [], settings: {}, spare: true },
    ]);
    expect(event.budget).toEqual({ perTeamPerDay: 25, currency: "EUR", tell: ["coach@contoso.com"] });
    expect(event.schedule).toEqual([
      { at: new Date("2027-03-10T15:00Z"), verb: "up", step: 4 },
      { at: new Date("2027-03-11T08:00Z"), verb: "step", step: 6 },
      { at: new Date("2027-03-12T17:00Z"), verb: "down", step: undefined },
    ]);
  });

  it("is refused for all that is wrong with it at once, each with file, line, value and what is allowed", () => {
    expect(
      refusals([
        "event: Contoso",
        "expires: 2027-02-13",
        "places:",
        "  - { subscription: mine, regions: [West Europe] }",
        "settings: { throughStep: 7, partition: 8 }",
        "teams:",
        "  - red",
        "  - name: RED",
        "    settings:",
        "      clicksPerSecond: 3000",
        "spare: 2",
      ]),
    ).toEqual([
      'event.yaml:1 event: "Contoso"; allowed: 1 to 24 of a–z, 0–9, and single hyphens between them, e.g. contoso-2027-03',
      "event.yaml:1 owner: not set; allowed: 1 to 127 of a–z, A–Z, 0–9, space and . _ - + @ : / =, e.g. coach@contoso.com",
      'event.yaml:2 expires: "2027-02-13"; allowed: a date YYYY-MM-DD, today (2027-03-01) or later',
      'event.yaml:4 places[0].subscription: "mine"; allowed: a subscription\'s id, a UUID',
      'event.yaml:4 places[0].regions[0]: "West Europe"; allowed: an Azure region\'s name in lower case without spaces, e.g. westeurope',
      expect.stringContaining("event.yaml:5 settings.partition: 8; allowed: a map of throughStep,"),
      'event.yaml:5 settings.throughStep: "7"; allowed: a whole number from 1 to 6',
      'event.yaml:8 teams[1].name: "RED"; another team has this name; upper and lower case are the same',
      expect.stringContaining("event.yaml:9 teams[1].settings.maxThroughputUnits: 2; "),
      expect.stringContaining("event.yaml:9 teams[1].settings.generatorImage: "),
      expect.stringContaining("event.yaml:11 spare: 2; allowed: a map of event, owner, expires,"),
    ]);
  });

  it("says of broken YAML where it is broken, and quotes nothing of it", () => {
    const lines = [...head, "secrets: { registryPassword: 'hunter2", "teams: [red]"];
    expect(refusals(lines)).toEqual([
      "event.yaml:5 Missing closing 'quote",
      "event.yaml:5 Flow map in block collection must be sufficiently indented and end with a }",
    ]);
  });

  it("says of a reference to nothing that there is nothing", () => {
    expect(refusals([...head, ...place, "teams: [*red]"])).toEqual([
      "event.yaml:1 Unresolved alias (the anchor must be set before the alias): red",
    ]);
  });

  it("shows no value of what should be a secret", () => {
    const lines = [
      ...small,
      "settings: { registryPassword: hunter2 }",
      "secrets: { registryPassword: hunter3 }",
    ];
    expect(refusals(lines)).toEqual([
      "event.yaml:7 settings.registryPassword: [not shown]; is a secret: name under `secrets` where to read it, and give no value",
      "event.yaml:8 secrets.registryPassword: [not shown]; allowed: { env: VARIABLE }, { file: PATH } or { command: [PROGRAM, ARGUMENT, …] }, never a value",
    ]);
  });

  it("shows no value under a key that sounds like a secret's, wherever it stands", () => {
    const CANARY = "canary-4711";
    const hidden = fc
      .constantFrom("registryPassword", "password", "secrets", "token", "apiKey")
      .map((key) => ({ [key]: CANARY }));
    const around = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        hidden,
        fc.array(tie("value"), { minLength: 1, maxLength: 2 }),
        fc.dictionary(fc.constantFrom("settings", "teams", "places", "budget", "x"), tie("value"), {
          minKeys: 1,
          maxKeys: 2,
        }),
      ),
    })).value;
    const top = fc.dictionary(
      fc.constantFrom("settings", "teams", "places", "schedule", "owner", "state", "x"),
      around,
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(top, (value) => {
        expect(refusals([JSON.stringify(value)]).join("\n")).not.toContain(CANARY);
      }),
    );
  });

  it.each([
    [["teams: [08]"], "teams[0]: 8; allowed: a map of name, label, members, settings"],
    [
      ["teams: [{ name: 8 }]"],
      "teams[0].name: 8; allowed: a team's name, in quotes if it looks like a number",
    ],
    [["teams: []"], "teams: []; allowed: at least one team, or spares"],
    [["teams: [red]", "spares: 21"], "spares: 21; allowed: a whole number from 0 to 20"],
    [
      ["teams: [red]", "state: s3://bucket"],
      'state: "s3://bucket"; allowed: file, azblob://CONTAINER?storage_account=ACCOUNT, or cloud:ORGANIZATION',
    ],
    [
      ["teams: [red]", "signIn: password"],
      'signIn: "password"; allowed: azureCli, servicePrincipal, managedIdentity',
    ],
    [
      ["teams: [{ name: red, members: [me] }]"],
      'teams[0].members[0]: "me"; allowed: Entra object ids (UUIDs), a group\'s written group:ID, each once',
    ],
    [["teams: [red]", "settings: { team: blue }"], 'settings.team: "blue"; allowed: a map of throughStep,'],
    [
      ["teams: [red]", "settings: { workers: [1] }"],
      "settings.workers: [1]; allowed: a text, a number, true or false",
    ],
    [
      ["teams: [red]", "settings: { registryUser: me }"],
      'settings.registryUser: "me"; allowed: set together with registryPassword',
    ],
    [
      ["teams: [red]", "budget: { perTeamPerDay: 0, currency: EUR, tell: [] }"],
      "budget.perTeamPerDay: 0; allowed: an amount above 0",
    ],
    [
      ["teams: [red]", "budget: { perTeamPerDay: 1, currency: euro, tell: [] }"],
      'budget.currency: "euro"; allowed: a currency\'s three letters, e.g. EUR',
    ],
    [
      ["teams: [red]", "schedule: [{ at: 2027-03-10T16:00, do: up }]"],
      'schedule[0].at: "2027-03-10T16:00"; allowed: a moment with its time zone, e.g. 2027-03-10T16:00+01:00',
    ],
    [
      ["teams: [red]", "schedule: [{ at: 2027-03-14T00:00Z, do: up }]"],
      'schedule[0].at: "2027-03-14T00:00Z"; allowed: a day up to `expires`, 2027-03-13',
    ],
    [
      ["teams: [red]", "schedule: [{ at: 2027-03-10T16:00Z, do: down, step: 3 }]"],
      "schedule[0].step: 3; allowed: nothing, where `do` is down",
    ],
    [
      ["teams: [red]", "schedule: [{ at: 2027-03-10T16:00Z, do: step }]"],
      "schedule[0].step: not set; allowed: a whole number from 1 to 6",
    ],
    [
      ["teams: [red]", "schedule: [{ at: 2027-03-10T16:00Z, do: up }, { at: 2027-03-10T16:00Z, do: down }]"],
      'schedule[1].at: "2027-03-10T16:00Z"; allowed: later than what stands before it',
    ],
  ])("is refused with %j", (lines, refused) => {
    expect(refusals([...head, ...place, ...lines])).toEqual([expect.stringContaining(` ${refused}`)]);
  });

  it("names the right entry of the schedule, though one before it cannot be read", () => {
    const schedule = [
      "schedule:",
      "  - { at: soon, do: up }",
      "  - { at: 2027-03-10T16:00Z, do: up }",
      "  - { at: 2027-03-10T15:00Z, do: down }",
    ];
    expect(refusals([...small, ...schedule])).toEqual([
      'event.yaml:8 schedule[0].at: "soon"; allowed: a moment with its time zone, e.g. 2027-03-10T16:00+01:00',
      'event.yaml:10 schedule[2].at: "2027-03-10T15:00Z"; allowed: later than what stands before it',
    ]);
  });

  it("is refused where a subscription's region is named twice", () => {
    const twice = [`  - { subscription: ${ONE}, regions: [northeurope, westeurope] }`];
    expect(refusals([...head, ...place, ...twice, "teams: [red]"])).toEqual([
      'event.yaml:6 places[1].regions[1]: "westeurope"; is there already, with this subscription',
    ]);
  });

  it("can be read when the event is over, by whoever does not ask for today", () => {
    const over = small.map((line) => (line.startsWith("expires") ? "expires: 2020-01-01" : line)).join("\n");
    expect(parseEventFile(over, "event.yaml", undefined).expires).toBe("2020-01-01");
    expect(() => parseEventFile(over, "event.yaml", today)).toThrow("event.yaml:3 expires: ");
  });

  it("is refused or read, whatever it holds, and never fails otherwise", () => {
    const keys = ["event", "owner", "places", "teams", "settings", "secrets", "schedule", "spares", "budget"];
    const given = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(given, (value) => {
        expect(() => parseEventFile(JSON.stringify(value), "event.yaml", today)).toThrow(EventFileError);
      }),
      { numRuns: 100 },
    );
  });

  it("has an example, which is right", async () => {
    const file = join(__dirname, "..", "..", "..", "event.example.yaml");
    const { teams } = await readEventFile(file, today);
    expect(teams.map(({ name }) => name)).toEqual(["red", "blue", "green"]);
    expect(readFileSync(file, "utf8")).toContain("yaml-language-server: $schema=./event/event.schema.json");
  });

  it("that is not there is refused with what writes one", async () => {
    await expect(readEventFile("/nowhere/event.yaml", today)).rejects.toThrow(
      "/nowhere/event.yaml: there is no such file; `npm run event -- init` writes one",
    );
  });
});
