import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { record, records } from "../core/properties";
import type { World } from "../core/model";

export const CONTAINER_GROUP = "azure-native:containerinstance:ContainerGroup";

const POWER = /^(.+\/Microsoft\.ContainerInstance\/containerGroups\/[^/]+)\/(stop|start)$/i;

/**
 * Stops a container group, or starts it again: `ContainerGroups_Stop` and `_Start` of azure-rest-api-specs,
 * containerinstance, stable/2023-05-01. @returns undefined where the address is another.
 */
export function changePower({ state }: World, path: string): Properties | undefined {
  const [, id = "", verb = ""] = POWER.exec(path) ?? [];
  const group = state.at(id);
  if (group?.type !== CONTAINER_GROUP) return undefined;
  const starts = verb.toLowerCase() === "start";
  const now = new Date().toISOString();
  const currentState = starts
    ? { state: "Running", startTime: now, detailStatus: "" }
    : { state: "Terminated", finishTime: now, detailStatus: "Completed", exitCode: 0 };
  const containers = records(group.outputs, "containers").map((container) => ({
    ...container,
    instanceView: { ...record(container, "instanceView"), currentState },
  }));
  const instanceView = { events: [], state: starts ? "Running" : "Stopped" };
  state.put({ ...group, outputs: { ...group.outputs, containers, instanceView } });
  return {};
}

/** A GET of one: what azure-native flattens is under `properties` there. */
export function answeredGroup({ outputs }: CloudResource): Properties {
  const { containers, instanceView, osType, provisioningState, restartPolicy } = outputs;
  return { ...outputs, properties: { containers, instanceView, osType, provisioningState, restartPolicy } };
}
