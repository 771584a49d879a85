import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import type { SimulatedCloud } from "../simulatedCloud";
import { WORKSPACE } from "../services/workspaces/model";
import { BUDGET } from "./lists";
import { answeredGroup, changePower, CONTAINER_GROUP } from "./containerGroups";
import { answerMetrics } from "./metrics";
import { answerCollection, register, subscriptionNotFound } from "./collections";
import { RESOURCE_GRAPH, ResourceGraph } from "./resourceGraph";
import type { ArmResources } from "./server";

/** What simulated clouds have, each in a subscription of its own, behind ARM's REST API. */
export function armResourcesOf(...clouds: readonly SimulatedCloud[]): ArmResources {
  const cloudOf = (id: string): SimulatedCloud => {
    const subscription = id.split("/")[2] ?? "";
    const found = clouds.find(({ world }) => world.identity.subscriptionId === subscription.toLowerCase());
    if (found === undefined) throw subscriptionNotFound(subscription);
    return found;
  };
  const graph = new ResourceGraph(clouds.map(({ world }) => world));
  return {
    get: (id) => answered(clouds.map(({ state }) => state.at(id)).find((found) => found !== undefined)),
    answer: (question) => answerCollection(cloudOf(question.path).world, question),
    post: (path, call) => {
      if (RESOURCE_GRAPH.test(path)) return graph.query(call.body);
      const { world } = cloudOf(path);
      if (path.endsWith("/metrics:getBatch")) return answerMetrics(world, call);
      return changePower(world, path) ?? register(world, path);
    },
    delete: async (id, { force }) => {
      graph.look();
      const cloud = cloudOf(id);
      const resource = cloud.state.at(id);
      if (resource?.type === WORKSPACE && force) await cloud.forceDeleteWorkspace(id);
      else if (resource?.type === BUDGET) cloud.state.remove(resource);
      else if (resource !== undefined) await cloud.delete(resource.type, id);
      graph.look();
    },
  };
}

/** azure-native flattens `properties` into its outputs; some are asked of ARM itself. */
function answered(resource: CloudResource | undefined): Properties | undefined {
  if (resource?.type === CONTAINER_GROUP) return answeredGroup(resource);
  if (resource?.type !== WORKSPACE) return resource?.outputs;
  const { workspaceUrl, workspaceId, managedResourceGroupId } = resource.outputs;
  return { ...resource.outputs, properties: { workspaceUrl, workspaceId, managedResourceGroupId } };
}
