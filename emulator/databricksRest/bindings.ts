import type { Properties } from "../core/cloudApi";
import { WORKSPACE } from "../services/workspaces/model";
import { records } from "../core/properties";
import { requirePrivilege } from "../services/unityCatalog/privileges";
import { ApiError, type ApiRequest, type Endpoint } from "./endpoint";
import { bind, boundTo, homeOf, type SecurableKind } from "./securables";
import { catalogs, credentials, locations } from "./unityCatalog";
import type { CloudResource } from "../core/cloudState";

const bindable: Readonly<Record<string, SecurableKind>> = {
  catalog: catalogs,
  external_location: locations,
  storage_credential: credentials,
};

/** Which workspaces an isolated securable may be seen from; who may manage it may say so from any. */
export const bindingEndpoints: readonly Endpoint[] = [
  {
    method: "PATCH",
    path: "/api/2.1/unity-catalog/bindings/:type/:name",
    answer: (request) => {
      const { params, body } = request;
      const found = owned(request, bindable[params["type"] ?? ""], params["name"] ?? "");
      return rebind(
        request,
        found,
        records(body, "add").map(numberIn),
        records(body, "remove").map(numberIn),
      );
    },
  },
  {
    // The older way, for catalogs alone, which the provider takes before it deletes one.
    method: "PATCH",
    path: "/api/2.1/unity-catalog/workspace-bindings/catalogs/:name",
    answer: (request) => {
      const { params, body } = request;
      const found = owned(request, catalogs, params["name"] ?? "");
      const numbers = (key: string): string[] => [body[key] ?? []].flat().map(String);
      return rebind(request, found, numbers("assign_workspaces"), numbers("unassign_workspaces"));
    },
  },
];

function owned(request: ApiRequest, kind: SecurableKind | undefined, name: string): CloudResource {
  const found = kind && request.cloud.state.find(homeOf(request), kind.type, name);
  if (found === undefined) {
    const called = kind?.called ?? "Securable";
    throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `${called} '${name}' does not exist.`);
  }
  requirePrivilege(request.cloud.world, found, "MANAGE", found.id);
  return found;
}

function numberIn(binding: Properties): string {
  return String(binding["workspace_id"]);
}

function rebind(
  request: ApiRequest,
  resource: CloudResource,
  add: readonly string[],
  remove: readonly string[],
): Properties {
  const { state } = request.cloud;
  const ids = (numbers: readonly string[]): string[] =>
    state
      .resources(WORKSPACE)
      .filter(({ outputs }) => numbers.includes(String(outputs["workspaceId"])))
      .map(({ id }) => id);
  const gone = ids(remove);
  const bound = [...boundTo(resource).filter((id) => !gone.includes(id)), ...ids(add)];
  bind(request, resource, bound);
  const numbers = bound
    .map((id) => state.at(id)?.outputs["workspaceId"])
    .filter((each) => each !== undefined);
  const bindings = numbers.map((number) => ({
    workspace_id: Number(number),
    binding_type: "BINDING_TYPE_READ_WRITE",
  }));
  return { bindings, workspaces: numbers.map(Number) };
}
