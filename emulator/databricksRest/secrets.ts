import type { CloudResource } from "../core/cloudState";
import { requireText } from "../core/properties";
import { SECRET, SECRET_SCOPE } from "../services/workspaceObjects/model";
import { inWorkspace, requireInWorkspace, type ApiRequest, type Endpoint } from "./endpoint";

/** Scopes of secrets. Deleting one that is not there is refused, as in `libs/testserver` of github.com/databricks/cli. */
export const secretEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/api/2.0/secrets/scopes/create",
    answer: async ({ cloud, body }) => {
      const name = requireText(body, "scope");
      await cloud.create(SECRET_SCOPE, name, { name });
      return {};
    },
  },
  {
    method: "GET",
    path: "/api/2.0/secrets/scopes/list",
    answer: (request) => ({
      scopes: inWorkspace(request, SECRET_SCOPE).map(({ id }) => ({ name: id, backend_type: "DATABRICKS" })),
    }),
  },
  {
    method: "POST",
    path: "/api/2.0/secrets/scopes/delete",
    answer: async (request) => {
      const { id } = named(request, SECRET_SCOPE, requireText(request.body, "scope"), "Scope");
      await request.cloud.delete(SECRET_SCOPE, id);
      return {};
    },
  },
  {
    method: "POST",
    path: "/api/2.0/secrets/put",
    answer: async ({ cloud, body }) => {
      const [scope, key] = [requireText(body, "scope"), requireText(body, "key")];
      await cloud.create(SECRET, key, { scope, key, stringValue: requireText(body, "string_value") });
      return {};
    },
  },
  {
    method: "GET",
    path: "/api/2.0/secrets/list",
    answer: (request) => {
      const { id: scope } = named(request, SECRET_SCOPE, request.query["scope"] ?? "", "Scope");
      const secrets = inWorkspace(request, SECRET).filter(({ inputs }) => inputs["scope"] === scope);
      return {
        secrets: secrets.map(({ inputs, outputs }) => ({
          key: inputs["key"],
          last_updated_timestamp: outputs["lastUpdatedTimestamp"],
        })),
      };
    },
  },
  {
    method: "POST",
    path: "/api/2.0/secrets/delete",
    answer: async (request) => {
      const { body, cloud } = request;
      const id = `${requireText(body, "scope")}|||${requireText(body, "key")}`;
      await cloud.delete(SECRET, named(request, SECRET, id, "Secret").id);
      return {};
    },
  },
];

function named(request: ApiRequest, type: string, id: string, called: string): CloudResource {
  return requireInWorkspace(request, type, id, `${called} ${id} does not exist!`);
}
