import type { SimulatedCloud } from "../../../emulator";
import { groups, inputs, runningTeam } from "./standingStage";
import { check, eventOf, ONE } from "./stage";

jest.setTimeout(60_000);

const alone = ["# one place"];
const quotas = { westeurope: { standardDDSv5Family: 8 }, northeurope: { standardDDSv5Family: 0 } };

describe("teams that stand already", () => {
  it("stay where they are and take no more than they have not taken yet", async () => {
    const report = await check(eventOf(2, alone), {
      limits: { quotas },
      prepare: (cloud: SimulatedCloud) => runningTeam(cloud, "team-2"),
    });
    // Team 2's cluster runs: 4 of 8 vCPUs are in use, and the other 4 are enough for team 1.
    expect(report.findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(report.placement.placed.get("team-2")).toEqual({ subscription: ONE, region: "westeurope" });
    expect(report.findings.find(({ check: asked }) => asked === "vCPUs of the VM family")?.found).toBe(
      "4 wanted, 4 of 8 free",
    );
    expect(report.findings.find(({ check: asked }) => asked === "storage accounts")?.found).toBe(
      "2 wanted, 248 of 250 free",
    );
  });

  it("take their cluster's vCPUs yet, where it does not run", async () => {
    const report = await check(eventOf(2, alone), {
      limits: { quotas: { ...quotas, westeurope: { standardDDSv5Family: 4 } } },
      prepare: (cloud: SimulatedCloud) =>
        cloud.create(groups.type, "group", groups.of("team-2", { event: "contoso" })),
    });
    expect(report.placement.unplaced).toEqual(["team-1"]);
    expect(report.placement.requests).toEqual([
      { subscription: ONE, region: "westeurope", quantity: "standardddsv5family", limit: 4, needed: 8 },
    ]);
  });

  it("are adopted where they were made by hand, without the event's tag", async () => {
    const report = await check(eventOf(1, alone), {
      prepare: (cloud: SimulatedCloud) =>
        cloud.create(groups.type, "group", { ...groups.of("team-1", {}), location: "northeurope" }),
    });
    expect(report.placement.placed.get("team-1")).toEqual({ subscription: ONE, region: "northeurope" });
  });

  it("let the region's metastore be asked through a workspace, whoever's it is", async () => {
    const asked: string[] = [];
    const quota = {
      parent_securable_type: "METASTORE",
      quota_name: "catalogs-quota",
      quota_count: 1000,
      quota_limit: 1000,
    };
    let host: unknown;
    const report = await check(eventOf(1, alone), {
      prepare: async (cloud: SimulatedCloud) => {
        await cloud.create(groups.type, "group", inputs.group);
        host = (await cloud.create("azure-native:databricks:Workspace", "other", inputs.workspace)).outputs[
          "workspaceUrl"
        ];
      },
      sources: {
        askDatabricks: (workspaceUrl) => {
          asked.push(workspaceUrl);
          return Promise.resolve(Response.json({ quotas: [quota] }));
        },
      },
    });
    expect(asked).toEqual([host]);
    expect(report.findings.find(({ check: name }) => name === "metastore's room")).toMatchObject({
      verdict: "fail",
      subject: "westeurope",
      found: "1 more of each are wanted: 1000 of 1000 catalogs",
    });
  });
});
