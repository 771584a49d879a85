import type { ArmFault } from "../../../emulator/armRest/server";
import type { Finding } from "../../../event/check/finding";
import type { CheckReport } from "../../../event/check/checkEvent";
import { inputs } from "../../emulator/services/stage";
import { check, eventOf, ONE, TWO, type Ground } from "./stage";

jest.setTimeout(120_000);

const lines = ({ findings }: CheckReport, ...verdicts: readonly Finding["verdict"][]): string[] =>
  findings
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ verdict, check: asked, subject, found }) =>
      `${verdict} ${asked} ${subject}: ${found}`.replace("  ", " "),
    );

/** What a good ground says nevertheless: no engine is needed for a check, and no API tells of warehouses. */
const always = [/^warn engine /, /^warn serverless SQL /, /^unknown metastore's room /];
const alarms = (report: CheckReport): string[] =>
  lines(report, "warn", "fail", "unknown").filter((line) => !always.some((each) => each.test(line)));

const RG = "azure-native:resources:ResourceGroup";
const quotas = (names: Record<string, number>): Ground => ({
  limits: { quotas: { westeurope: names, northeurope: names } },
});
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";
const alone = ["# one place"];

describe("a check of an event", () => {
  it("finds nothing wrong on a good ground, for 40 teams in at most 60 requests and 10 s", async () => {
    const begin = Date.now();
    const report = await check(eventOf(40));
    expect(alarms(report)).toEqual([]);
    expect(report.arm.requests.length).toBeLessThanOrEqual(60);
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(report.placement.placed.get("team-40")).toEqual({ subscription: ONE, region: "westeurope" });
    expect(lines(report, "ok")).toEqual(
      expect.arrayContaining([
        "ok placement : 40 in westeurope of 00000000…",
        "ok vCPUs westeurope of 00000000…: 160 wanted, 1000 of 1000 free",
        "ok vCPUs of the VM family westeurope of 00000000…: 160 wanted, 1000 of 1000 free",
        "ok container cores westeurope of 00000000…: 40 wanted, 1000 of 1000 free",
        "ok storage accounts westeurope of 00000000…: 80 wanted, 250 of 250 free",
        "ok VM size Standard_D4ds_v5 in westeurope of 00000000…: offered: 4 vCPUs of standardDDSv5Family",
      ]),
    );
  });

  it("places what exceeds one region's quotas in the next, and says so", async () => {
    const { placement } = await check(eventOf(10), quotas({ standardDDSv5Family: 16 }));
    const where = [...placement.placed.values()].map(
      ({ subscription, region }) => `${subscription === TWO ? 2 : 1} ${region}`,
    );
    expect(where).toEqual([
      ...Array<string>(4).fill("1 westeurope"),
      ...Array<string>(4).fill("1 northeurope"),
      "2 swedencentral",
      "2 swedencentral",
    ]);
  });

  const planted: readonly (readonly [string, number, readonly string[], Ground, RegExp])[] = [
    [
      "a sign-in without its variables",
      2,
      alone,
      { sources: { environment: {} } },
      /^fail sign-in servicePrincipal: ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID not set$/,
    ],
    [
      "a sign-in that many processes break",
      5,
      [...alone, "signIn: azureCli"],
      {},
      /^warn sign-in azureCli: 5 teams, of which at most 4 are made at once/,
    ],
    [
      "a subscription that is not there",
      2,
      alone,
      {
        faults: [
          {
            method: "GET",
            path: /^\/subscriptions\/[^/]+$/,
            status: 404,
            code: "SubscriptionNotFound",
            times: 9,
          },
        ],
      },
      /^fail subscription 00000000…: 404 SubscriptionNotFound/,
    ],
    [
      "a subscription that is disabled",
      2,
      alone,
      { limits: { subscriptionState: "Disabled" } },
      /^fail subscription 00000000…: is Disabled/,
    ],
    [
      "a reader",
      2,
      alone,
      {
        answer: ({ path }) =>
          path.endsWith("/permissions")
            ? { value: [{ actions: ["*/read", ASSIGN], notActions: [] }] }
            : undefined,
      },
      /^fail may create 00000000…: may not Microsoft\.Resources\/subscriptions\/resourceGroups\/write, /,
    ],
    [
      "a contributor, who may assign no roles",
      2,
      alone,
      { limits: { mayAssignRoles: false } },
      /^fail may assign roles 00000000…: may not Microsoft\.Authorization\/roleAssignments\/write$/,
    ],
    [
      "an owner under a condition",
      2,
      alone,
      {
        answer: ({ path }) =>
          path.endsWith("/permissions")
            ? { value: [{ actions: ["*"], notActions: [], condition: "@Request[x]" }] }
            : undefined,
      },
      /^warn may assign roles 00000000…: only under a condition/,
    ],
    [
      "a provider that is not registered",
      2,
      alone,
      { limits: { unregistered: new Set(["Microsoft.Databricks"]) } },
      /^fail resource providers 00000000…: not registered: Microsoft\.Databricks \(NotRegistered\)$/,
    ],
    [
      "a VM size that a region lacks",
      2,
      alone,
      {
        limits: {
          restrictedSizes: [{ size: "Standard_D4ds_v5", region: "westeurope", reason: "notListed" }],
        },
      },
      /^fail VM size Standard_D4ds_v5 in westeurope of 00000000…: the region does not offer it$/,
    ],
    [
      "a VM size that the subscription does not get",
      2,
      alone,
      {
        limits: {
          restrictedSizes: [
            { size: "Standard_D4ds_v5", region: "northeurope", reason: "NotAvailableForSubscription" },
          ],
        },
      },
      /^fail VM size Standard_D4ds_v5 in northeurope of 00000000…: not for this subscription: NotAvailableForSubscription$/,
    ],
    [
      "too few vCPUs of the family",
      9,
      alone,
      quotas({ standardDDSv5Family: 16 }),
      /^fail quota of standardDDSv5Family westeurope of 00000000…: 16, and 20 are needed/,
    ],
    [
      "too few vCPUs of the region",
      9,
      alone,
      quotas({ cores: 10 }),
      /^fail quota of Total Regional vCPUs westeurope of 00000000…: 10, and 28 are needed/,
    ],
    [
      "no container cores at all",
      2,
      alone,
      quotas({ StandardCores: 0 }),
      /^fail quota of Standard Cores westeurope of 00000000…: 0, and 2 are needed/,
    ],
    [
      "too few container groups",
      2,
      alone,
      quotas({ ContainerGroups: 0 }),
      /^fail quota of Container Groups westeurope of 00000000…: 0, and 2 are needed/,
    ],
    [
      "too few public IP addresses",
      7,
      alone,
      quotas({ PublicIPAddresses: 3 }),
      /^fail quota of Public IP Addresses westeurope of 00000000…: 3, and 4 are needed/,
    ],
    [
      "too few storage accounts",
      2,
      alone,
      quotas({ StorageAccounts: 1 }),
      /^fail quota of Storage Accounts westeurope of 00000000…: 1, and 4 are needed/,
    ],
    [
      "an image that 4 teams would pull anonymously from Docker Hub",
      4,
      [...alone, "settings: { workers: 0 }"],
      {},
      /^fail image alexk002\/wwiclickstreamgenerator:1: 4 teams would pull it anonymously/,
    ],
    [
      "an image that is not there",
      2,
      alone,
      { sources: { fetch: () => Promise.resolve(new Response(null, { status: 404 })) } },
      /^fail image contoso\.azurecr\.io\/generator:1: contoso\.azurecr\.io does not have it$/,
    ],
    [
      "an image of Node that is not there, for the builtin generator",
      40,
      [...alone, "settings: { generator: builtin }"],
      { sources: { fetch: () => Promise.resolve(new Response(null, { status: 404 })) } },
      /^fail image mcr\.microsoft\.com\/azurelinux\/base\/nodejs:24: mcr\.microsoft\.com does not have it$/,
    ],
    [
      "a secret that cannot be read",
      2,
      alone,
      {
        sources: {
          readSecrets: () =>
            Promise.reject(new Error("secrets.registryPassword: the environment variable X is not set")),
        },
      },
      /^fail secrets : secrets\.registryPassword: the environment variable X is not set$/,
    ],
    [
      "a team's group of another event",
      2,
      alone,
      {
        prepare: (cloud) =>
          cloud.create(RG, "old", {
            ...inputs.group,
            resourceGroupName: "clickstream-team-1-abc123",
            tags: { event: "fabrikam" },
          }),
      },
      /^warn groups of teams clickstream-team-1-abc123 of 00000000…: is of the event fabrikam/,
    ],
    [
      "a team's group without a stack",
      2,
      alone,
      {
        options: { stacks: new Set() },
        prepare: (cloud) =>
          cloud.create(RG, "old", {
            ...inputs.group,
            resourceGroupName: "clickstream-team-1-abc123",
            tags: { event: "contoso" },
          }),
      },
      /^warn groups of teams clickstream-team-1-abc123 of 00000000…: team team-1 has no stack/,
    ],
    [
      "a machine without memory",
      2,
      alone,
      { sources: { room: () => Promise.resolve({ memory: 2.1, disk: 40 }) } },
      /^fail memory this machine: 2\.1 GB free: 0 of 2 teams at once/,
    ],
    [
      "a machine without disk",
      2,
      alone,
      { sources: { room: () => Promise.resolve({ memory: 40, disk: 1 }) } },
      /^fail disk this machine: 1\.0 GB free$/,
    ],
  ];

  it.each(planted)("finds %s", async (_, teams, more, ground, found) => {
    const report = await check(eventOf(teams, more), ground);
    const others = alarms(report).filter((line) => !found.test(line));
    expect(alarms(report).filter((line) => found.test(line))).toHaveLength(1);
    // Nothing else is said to be wrong, but that teams have no room where that follows.
    expect(
      others.filter((line) => !/^fail placement : no room for |^unknown placement : there is no/.test(line)),
    ).toEqual([]);
  });

  it("registers resource providers where it is told to, and nothing else", async () => {
    const unregistered = new Set(["Microsoft.Databricks", "Microsoft.Storage"]);
    const report = await check(eventOf(2, alone), { limits: { unregistered }, options: { fix: true } });
    expect(alarms(report)).toEqual([]);
    expect([...unregistered]).toEqual([]);
    expect(
      report.arm.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.split("/").slice(-2).join("/")}`)
        .sort(),
    ).toEqual(["POST Microsoft.Databricks/register", "POST Microsoft.Storage/register"]);
  });
});

describe("a check that is not answered", () => {
  const usages = /Microsoft\.Compute\/locations\/westeurope\/usages$/;
  const asked = async (fault: Omit<ArmFault, "method" | "path">, timeoutMs = 20_000) =>
    check(eventOf(2, alone), {
      faults: [{ method: "GET", path: usages, times: 99, ...fault }],
      options: { timeoutMs },
    });

  it.each([
    [{ status: 403, code: "AuthorizationFailed", message: "no" } as const, "403 AuthorizationFailed: no"],
    [{ status: "empty" } as const, "the list is empty"],
    [
      { status: 429, code: "TooManyRequests", message: "slow down", retryAfter: 0 } as const,
      "429 TooManyRequests: slow down",
    ],
  ])("is unknown, and never zero: %j", async (fault, why) => {
    const report = await asked(fault);
    expect(alarms(report)).toEqual([
      `unknown quotas of Microsoft.Compute westeurope of 00000000…: ${why}`,
      "unknown placement : 2 in westeurope of 00000000…, if the quotas that were not told allow it",
    ]);
    expect(report.placement.unplaced).toEqual([]);
  });

  it("is unknown where the answer does not come in time", async () => {
    const begin = Date.now();
    expect(alarms(await asked({ status: "slow" }, 1500))[0]).toBe(
      "unknown quotas of Microsoft.Compute westeurope of 00000000…: no answer within 1.5 s",
    );
    expect(Date.now() - begin).toBeLessThan(10_000);
  });

  it("is asked again after what Retry-After says, and then known", async () => {
    const begin = Date.now();
    expect(alarms(await asked({ status: 429, code: "TooManyRequests", retryAfter: 2, times: 1 }))).toEqual(
      [],
    );
    expect(Date.now() - begin).toBeGreaterThanOrEqual(2000);
  });

  it("asks nothing more of a subscription that it cannot enter, and places its teams elsewhere", async () => {
    const report = await check(eventOf(2), {
      faults: [
        {
          method: "GET",
          path: new RegExp(`^/subscriptions/${ONE}$`),
          status: 403,
          code: "AuthorizationFailed",
        },
      ],
    });
    expect(alarms(report)).toEqual(["fail subscription 00000000…: 403 AuthorizationFailed: on demand"]);
    expect(report.arm.requests.filter(({ path }) => path.includes(ONE))).toHaveLength(1);
    expect(report.placement.placed.get("team-1")).toEqual({ subscription: TWO, region: "swedencentral" });
  });

  it("goes to no other address than the first page's", async () => {
    const elsewhere = {
      value: [{ name: { value: "cores" }, currentValue: 0, limit: 10 }],
      nextLink: "http://127.0.0.2:1/next",
    };
    const report = await check(eventOf(2, alone), {
      answer: ({ path }) => (usages.test(path) ? elsewhere : undefined),
    });
    expect(alarms(report)[0]).toBe(
      "unknown quotas of Microsoft.Compute westeurope of 00000000…: the list goes on at another address, http://127.0.0.2:1",
    );
  });
});
