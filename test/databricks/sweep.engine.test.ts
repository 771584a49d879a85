import { connect } from "../../components/workspaceRemoval";
import { armResourcesOf } from "../../emulator/armRest/cloud";
import { serveArm } from "../../emulator/armRest/server";
import { serveWorkspaces } from "../../emulator/databricksRest/server";
import { wallClock } from "../../emulator";
import { parseEventFile } from "../../event/file/readEventFile";
import { PlantedTeam } from "../../event/rehearsal/leftovers/plantedTeam";
import { callOnLoopback } from "../../event/sweep/callWorkspace";
import type { SweepSources } from "../../event/sweep/look";
import { applySweep, planSweep } from "../../event/sweep/sweepEvent";
import { must, PATIENCE, required, TeamStack, withEngine } from "../lifecycle/stack";
import { realDatabricks } from "./workspace";

withEngine();

const SUBSCRIPTION = "00000000-0000-4000-8000-000000000001";
const event = parseEventFile(
  [
    "event: contoso-2099",
    `owner: ${required.owner}`,
    `expires: ${required.expires}`,
    `places: [{ subscription: ${SUBSCRIPTION}, regions: [westeurope] }]`,
    "teams: [contoso, blue]",
    "settings: { generatorImage: contoso.azurecr.io/generator:1 }",
  ].join("\n"),
  "event.yaml",
  undefined,
);

describe("what Databricks' own provider created in a metastore", () => {
  it(
    "is found through another team's workspace once its stack is lost, bound there, and removed with all of the team",
    async () => {
      const plain = { event: event.event, throughStep: 4, location: "westeurope" };
      const team = await TeamStack.open({ settings: { plain }, databricks: realDatabricks() });
      const { cloud } = team;
      const [arm, workspaces] = await Promise.all([
        serveArm(armResourcesOf(cloud), { pageSize: 2 }),
        serveWorkspaces(cloud),
      ]);
      try {
        // First in the list of workspaces to ask, and none of the team's objects is bound to it.
        const tags = { event: event.event, owner: event.owner, expires: event.expires };
        const other = await new PlantedTeam(cloud, "blue-stand1", "westeurope", tags).create("catalog");
        const others = team.inCloud;
        await must(team.up());
        const sources: SweepSources = {
          connect: (each) => connect(each, { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address }),
          callWorkspace: callOnLoopback(() => workspaces.port),
          stacks: () =>
            Promise.resolve({
              value: [
                {
                  ...{ event: event.event, team: "blue" },
                  deployment: {
                    resources: [other.groupId, other.workspaceId, other.names.catalog].map((id) => ({
                      ...{ urn: id, type: "some:type", id },
                    })),
                  },
                },
              ],
            }),
          operated: () => Promise.resolve(new Set(["contoso", "blue"])),
          now: () => new Date(),
        };
        const plan = await planSweep(event, sources);
        expect(plan.unlooked).toEqual([]);
        expect(plan.left).toEqual([]);
        expect(plan.items.map(({ kind }) => kind)).toEqual([
          "catalog",
          "externalLocation",
          "storageCredential",
          "workspace",
          "group",
        ]);
        const { outcomes, proof } = await applySweep(plan, {
          ...{ event, sources, clock: wallClock(1), pauseMs: 10 },
          removeStack: () => Promise.reject(new Error("no stack is in the plan")),
          tellOutcome: () => undefined,
          tellProof: () => undefined,
        });
        expect(outcomes.map(({ outcome, why }) => [outcome, why])).toEqual(
          plan.items.map(() => ["removed", ""]),
        );
        expect(proof.map(({ asked, count }) => [asked, count])).toEqual([
          ["Azure Resource Manager", 0],
          ["Azure Resource Graph", 0],
          ["metastore", 0],
        ]);
        expect(team.inCloud).toEqual(others);
        expect(workspaces.requests.map(({ endpoint }) => endpoint)).toContain(
          "PATCH /api/2.1/unity-catalog/bindings/:type/:name",
        );
      } finally {
        await Promise.all([arm.stop(), workspaces.stop()]);
        await team.close();
      }
    },
    PATIENCE,
  );
});
