import type { SimulatedCloud } from "../simulatedCloud";
import { WORKSPACE } from "../services/workspaces/model";
import type { ArmResources } from "./server";

/** What a modelled ground has, behind ARM's REST API. */
export function armResourcesOf(ground: SimulatedCloud): ArmResources {
  return {
    get: (id) => ground.cloud.at(id)?.outputs,
    delete: async (id, { force }) => {
      const resource = ground.cloud.at(id);
      if (resource?.type === WORKSPACE && force) await ground.forceDeleteWorkspace(id);
      else if (resource !== undefined) await ground.delete(resource.type, id);
    },
  };
}
