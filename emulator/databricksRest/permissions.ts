import type { Properties } from "../core/cloudApi";
import { records, requireText, texts } from "../core/properties";
import { grantOn, privilegesOn, requirePrivilege } from "../services/unityCatalog/privileges";
import { ApiError, type ApiRequest, type Endpoint } from "./endpoint";
import { securable, type SecurableKind } from "./securables";
import type { CloudResource } from "../core/cloudState";
import { catalogs, credentials, locations, schemas, volumes } from "./unityCatalog";

/** What rights can be about, by the API's name. */
const grantable: Readonly<Record<string, SecurableKind>> = {
  catalog: catalogs,
  schema: schemas,
  volume: volumes,
  external_location: locations,
  storage_credential: credentials,
};

const PATH = "/api/2.1/unity-catalog/permissions/:type/:name";

/** Who may do what with a securable. */
export const permissionEndpoints: readonly Endpoint[] = [
  { method: "GET", path: PATH, answer: (request) => answerOf(request, target(request)) },
  { method: "PATCH", path: PATH, answer: change },
];

function target(request: ApiRequest): CloudResource {
  const { type = "", name = "" } = request.params;
  const kind = grantable[type];
  if (kind === undefined) {
    throw new ApiError(400, "INVALID_PARAMETER_VALUE", `Unsupported securable type ${type}`);
  }
  return securable(request, kind, name);
}

function change(request: ApiRequest): Properties {
  const { cloud, body } = request;
  const object = target(request);
  requirePrivilege(cloud.world, object, "MANAGE", object.id);
  for (const each of records(body, "changes")) {
    const principal = requireText(each, "principal");
    const removed = texts(each, "remove");
    const before = privilegesOn(cloud, object)[principal] ?? [];
    const kept = before.filter((privilege) => !removed.includes(privilege));
    grantOn(cloud, object, { [principal]: [...new Set([...kept, ...texts(each, "add")])] });
  }
  return answerOf(request, object);
}

function answerOf({ cloud }: ApiRequest, object: CloudResource): Properties {
  const all = Object.entries(privilegesOn(cloud, object));
  if (all.length === 0) return {};
  return { privilege_assignments: all.map(([principal, privileges]) => ({ principal, privileges })) };
}
