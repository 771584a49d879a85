import type { SimulatedCloud } from "../../../emulator";
import type { Properties } from "../../../emulator/core/cloudApi";
import { inputs, through, types } from "../../emulator/services/stage";

export { inputs } from "../../emulator/services/stage";

const nameOf = (team: string): string => `clickstream-${team}-abc123`;

/** Resource groups as the program names and tags them. */
export const groups = {
  type: types.group,
  of: (team: string, tags: Readonly<Record<string, string>>): Properties => ({
    resourceGroupName: nameOf(team),
    location: "westeurope",
    tags,
  }),
};

/** Creates a team's group, lake and workspace, and a job whose cluster runs. */
export async function runningTeam(cloud: SimulatedCloud, team: string): Promise<void> {
  const tags = { event: "contoso" };
  const inGroup = { resourceGroupName: nameOf(team), tags };
  await cloud.create(types.group, "group", groups.of(team, tags));
  await cloud.create(types.account, "lake", { ...inputs.account, ...inGroup });
  await cloud.create(types.containers, "generator", { ...inputs.containers, ...inGroup });
  const managedResourceGroupId = `/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/${nameOf(team)}-databricks`;
  const workspace = await cloud.create(types.workspace, "workspace", {
    ...inputs.workspace,
    ...inGroup,
    managedResourceGroupId,
  });
  await through(cloud, workspace).create(types.job, "job", {
    name: "ingest",
    continuous: { pauseStatus: "UNPAUSED" },
    jobClusters: [{ jobClusterKey: "one", newCluster: { nodeTypeId: "Standard_D4ds_v5", numWorkers: 0 } }],
    tasks: [{ taskKey: "ingest", jobClusterKey: "one" }],
  });
}
