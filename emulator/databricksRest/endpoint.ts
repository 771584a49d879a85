import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { isObject } from "../core/properties";
import type { SimulatedCloud } from "../simulatedCloud";

/** A request to a workspace's API. */
export interface ApiRequest {
  /** The cloud as a provider of this workspace sees it. */
  readonly cloud: SimulatedCloud;
  readonly workspace: CloudResource;
  /** Who asks. */
  readonly userName: string;
  /** Segments of the path that the endpoint leaves open, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Properties;
}

/** One method of one address: what it answers, as JSON. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Segments that begin with a colon are open. */
  readonly path: string;
  readonly answer: (request: ApiRequest) => Properties | Promise<Properties>;
}

/** A refusal in the words of the API. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** @returns what the request's workspace has of a type. */
export function inWorkspace({ cloud, workspace }: ApiRequest, type: string): CloudResource[] {
  return cloud.state.resources(type).filter(({ home }) => home === workspace.id);
}

/** @returns a resource of the request's workspace. @throws ApiError with this message where it has none of that id. */
export function requireInWorkspace(
  { cloud, workspace }: ApiRequest,
  type: string,
  id: string,
  message: string,
): CloudResource {
  const found = cloud.state.find(workspace.id, type, id);
  if (found !== undefined) return found;
  throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", message);
}

/** Of a resource: the request that made it, with every later one on top, as the API has them. */
export const ASKED = "asked";

/** @returns what the API's client has asked for in a resource; of one that the emulator's own provider made, its inputs. */
export function askedOf(resource: CloudResource): Properties {
  const asked = resource.hidden[ASKED];
  return isObject(asked) ? asked : fieldsOf(resource.inputs);
}

/** Keeps with a resource what its outputs do not tell. @returns the resource as it is then. */
export function keep(cloud: SimulatedCloud, resource: CloudResource, hidden: Properties): CloudResource {
  const current = cloud.state.find(resource.home, resource.type, resource.id) ?? resource;
  const kept = { ...current, hidden: { ...current.hidden, ...hidden } };
  cloud.state.put(kept);
  return kept;
}

/** Keeps with a resource what its client asked for. @returns the resource as it is then. */
export function keepAsked(cloud: SimulatedCloud, resource: CloudResource, asked: Properties): CloudResource {
  return keep(cloud, resource, { [ASKED]: { ...askedOf(resource), ...asked } });
}

/** Maps whose keys people give: they are no fields. */
const named: ReadonlySet<string> = new Set([
  "base_parameters",
  "custom_tags",
  "options",
  "properties",
  "spark_conf",
  "tags",
]);

/** A request's fields as the inputs that the rules of the emulator are written for: `job_clusters` is `jobClusters`. */
export function inputsIn(body: Properties): Properties {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isObject(value) ? inputsIn(value) : value;
  };
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => [
      field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      named.has(field) ? value : inner(value),
    ]),
  );
}

/** The inverse of {@link inputsIn}. */
function fieldsOf(inputs: Properties): Properties {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isObject(value) ? fieldsOf(value) : value;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([input, value]) => {
      const field = input.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [field, named.has(field) ? value : inner(value)];
    }),
  );
}
