import type { Properties } from "../core/cloudApi";
import { metastore, type CloudResource } from "../core/cloudState";
import { requireText } from "../core/properties";
import { OWNER } from "../services/databricks";
import { holds, isShown } from "../services/unityCatalog/privileges";
import { regionOf } from "../services/workspaces/model";
import {
  ApiError,
  ASKED,
  askedOf,
  inputsIn,
  keep,
  keepAsked,
  type ApiRequest,
  type Endpoint,
} from "./endpoint";

const ROOT = "/api/2.1/unity-catalog";

/** A kind of object of Unity Catalog. */
export interface SecurableKind {
  readonly type: string;
  /** Last part of its address: `catalogs`. */
  readonly path: string;
  /** As messages name it. */
  readonly called: string;
  /** Whether it can be kept from workspaces that it is not bound to. */
  readonly isolated: boolean;
  /** What the API says of one beside what was asked for. */
  describe(resource: CloudResource): Properties;
  /** What the service does beside creating it. */
  created?(request: ApiRequest, resource: CloudResource): void;
}

/** @returns where everything of the workspace's metastore is. */
export function homeOf({ workspace }: ApiRequest): string {
  return metastore(regionOf(workspace));
}

/** @throws ApiError where there is none of that name, or this workspace may not see it. */
export function securable(request: ApiRequest, kind: SecurableKind, name: string): CloudResource {
  const found = request.cloud.state.find(homeOf(request), kind.type, name);
  if (found === undefined) {
    throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `${kind.called} '${name}' does not exist.`);
  }
  if (kind.isolated && isIsolated(found) && !boundTo(found).includes(request.workspace.id)) {
    // databricks/terraform-provider-databricks#2446, #5300: also for whoever made it, and for deleting it.
    throw new ApiError(
      403,
      "PERMISSION_DENIED",
      `${kind.called} '${name}' is not accessible in current workspace`,
    );
  }
  return found;
}

function isIsolated({ outputs }: CloudResource): boolean {
  return String(outputs["isolationMode"]).endsWith("ISOLATED");
}

/**
 * ARM ids of the workspaces that may see an isolated securable. What was not created here the emulator's own provider
 * created, and bound to its workspace as it isolated it.
 */
export function boundTo(resource: CloudResource): readonly string[] {
  const { boundTo: bound, workspaceId } = resource.hidden;
  if (Array.isArray(bound)) return bound.map(String);
  return isIsolated(resource) ? [String(workspaceId)] : [];
}

export function bind(request: ApiRequest, resource: CloudResource, workspaces: readonly string[]): void {
  keep(request.cloud, resource, { boundTo: [...new Set(workspaces)] });
}

/** The documentation lets a page be empty and name a next one; here the first one is. */
export const SECOND_PAGE = "second";

/**
 * What a list shows: without `max_results` all at once, and with `include_unbound` also what is isolated from this
 * workspace, to whoever may bind it (databricks-sdk-go, service/catalog/model.go).
 */
export function listEndpoint(kind: SecurableKind, field: string): Endpoint {
  return {
    method: "GET",
    path: `${ROOT}/${kind.path}`,
    answer: (request) => {
      const { query, cloud, workspace } = request;
      if ("max_results" in query && query["page_token"] !== SECOND_PAGE)
        return { next_page_token: SECOND_PAGE };
      const found = cloud.state.resources(kind.type).filter((each) => {
        if (each.home !== homeOf(request)) return false;
        const isBound = !kind.isolated || !isIsolated(each) || boundTo(each).includes(workspace.id);
        if (isBound) return isShown(cloud.world, each);
        return query["include_unbound"] === "true" && holds(cloud.world, each, "MANAGE");
      });
      // An empty list is left out (`omitempty`).
      return found.length === 0 ? {} : { [field]: found.map((each) => answerOf(kind, each)) };
    },
  };
}

/** The four requests that are about one object of each kind. */
export function securableEndpoints(kind: SecurableKind): readonly Endpoint[] {
  const all = `${ROOT}/${kind.path}`;
  const one = `${all}/:name`;
  const named = (request: ApiRequest): CloudResource =>
    securable(request, kind, request.params["name"] ?? "");
  return [
    { method: "POST", path: all, answer: (request) => create(request, kind) },
    { method: "GET", path: one, answer: (request) => answerOf(kind, named(request)) },
    { method: "PATCH", path: one, answer: (request) => update(request, kind) },
    { method: "DELETE", path: one, answer: (request) => remove(request, named(request)) },
  ];
}

async function create(request: ApiRequest, kind: SecurableKind): Promise<Properties> {
  const { cloud, body, userName } = request;
  const { id } = await cloud.create(kind.type, requireText(body, "name"), inputsIn(body));
  const created = cloud.state.find(homeOf(request), kind.type, id);
  if (created === undefined) throw new Error(`the ${kind.called} ${id} was deleted while it was created`);
  kind.created?.(request, created);
  const now = Date.now();
  const asked = { ...kept(body), owner: userName, created_at: now, created_by: userName };
  return answerOf(kind, keep(cloud, created, { [ASKED]: asked, boundTo: [] }));
}

async function update(request: ApiRequest, kind: SecurableKind): Promise<Properties> {
  const { cloud, body, params } = request;
  // What is isolated and not bound yet can be changed: the provider updates first and binds after that.
  const before = cloud.state.find(homeOf(request), kind.type, params["name"] ?? "");
  const found = before ?? securable(request, kind, params["name"] ?? "");
  await cloud.update(kind.type, found.id, found.inputs, { ...found.inputs, ...inputsIn(body) });
  return answerOf(kind, keepAsked(cloud, found, { ...kept(body), updated_at: Date.now() }));
}

/** A request without what only says how it is to be carried out. */
function kept(body: Properties): Properties {
  return Object.fromEntries(
    Object.entries(body).filter(([field]) => !["force", "skip_validation"].includes(field)),
  );
}

async function remove({ cloud, query }: ApiRequest, resource: CloudResource): Promise<Properties> {
  // `forceDestroy` is the provider's: the service is told with the request.
  const inputs = { ...resource.inputs, forceDestroy: query["force"] === "true" };
  cloud.state.put({ ...resource, inputs });
  await cloud.delete(resource.type, resource.id);
  return {};
}

function answerOf(kind: SecurableKind, resource: CloudResource): Properties {
  const owner = resource.hidden[OWNER];
  return { owner, created_by: owner, ...askedOf(resource), ...kind.describe(resource) };
}
