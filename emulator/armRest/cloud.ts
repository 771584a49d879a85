import type { SimulatedCloud } from "../simulatedCloud";
import { WORKSPACE } from "../services/workspaces/model";
import type { ArmResources } from "./server";

/** What a simulated cloud has, behind ARM's REST API. */
export function armResourcesOf(cloud: SimulatedCloud): ArmResources {
  return {
    get: (id) => cloud.state.at(id)?.outputs,
    delete: async (id, { force }) => {
      const resource = cloud.state.at(id);
      if (resource?.type === WORKSPACE && force) await cloud.forceDeleteWorkspace(id);
      else if (resource !== undefined) await cloud.delete(resource.type, id);
    },
  };
}
