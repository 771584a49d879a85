import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { record } from "../core/properties";
import { OWNER } from "../services/databricks";
import { SQL_ENDPOINT } from "../services/jobs/model";
import {
  askedOf,
  inputsIn,
  inWorkspace,
  keepAsked,
  requireInWorkspace,
  type ApiRequest,
  type Endpoint,
} from "./endpoint";

/** SQL warehouses, and the older list of data sources in which the provider looks for one that it has made. */
export const warehouseEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/api/2.0/sql/warehouses",
    answer: async (request) => {
      const { cloud, body, workspace } = request;
      const { id } = await cloud.create(SQL_ENDPOINT, String(body["name"]), inputsIn(body));
      const created = cloud.state.find(workspace.id, SQL_ENDPOINT, id);
      if (created !== undefined) keepAsked(cloud, created, body);
      return { id };
    },
  },
  {
    method: "GET",
    path: "/api/2.0/sql/warehouses/:id",
    answer: (request) => answerOf(warehouse(request)),
  },
  {
    method: "GET",
    path: "/api/2.0/sql/warehouses",
    answer: list,
  },
  {
    method: "POST",
    path: "/api/2.0/sql/warehouses/:id/edit",
    answer: async (request) => {
      const { cloud, body } = request;
      const found = warehouse(request);
      await cloud.update(SQL_ENDPOINT, found.id, found.inputs, inputsIn(body));
      keepAsked(cloud, found, body);
      return {};
    },
  },
  {
    method: "DELETE",
    path: "/api/2.0/sql/warehouses/:id",
    answer: async (request) => {
      await request.cloud.delete(SQL_ENDPOINT, warehouse(request).id);
      return {};
    },
  },
];

/** Answers with a list and no more, which no other API does. */
export function dataSources(request: ApiRequest): readonly Properties[] {
  return inWorkspace(request, SQL_ENDPOINT).map(({ id, outputs }) => ({
    id: outputs["dataSourceId"],
    warehouse_id: id,
  }));
}

/** In pages where a size is asked for (`ListWarehousesRequest` in databricks-sdk-go, service/sql/model.go). */
function list(request: ApiRequest): Properties {
  const { page_size: size, page_token: token = "0" } = request.query;
  const all = inWorkspace(request, SQL_ENDPOINT).map(answerOf);
  const end = Number(token) + (size === undefined ? all.length : Number(size));
  const more = end < all.length && { next_page_token: String(end) };
  return { warehouses: all.slice(Number(token), end), ...more };
}

function warehouse(request: ApiRequest): CloudResource {
  const id = request.params["id"] ?? "";
  // databrickslabs/ucx#1467 has the text.
  return requireInWorkspace(request, SQL_ENDPOINT, id, `The warehouse ${id} was not found.`);
}

function answerOf(resource: CloudResource): Properties {
  const { id, outputs, hidden } = resource;
  return {
    min_num_clusters: 1,
    name: resource.inputs["name"],
    ...askedOf(resource),
    ...tagsOf(resource),
    id,
    creator_name: hidden[OWNER],
    state: outputs["state"],
    num_clusters: outputs["numClusters"],
    num_active_sessions: 0,
    jdbc_url: outputs["jdbcUrl"],
    odbc_params: outputs["odbcParams"],
    health: { status: "HEALTHY" },
  };
}

/** No map: `EndpointTags` in databricks-sdk-go, service/sql/model.go. */
function tagsOf(resource: CloudResource): Properties {
  const { customTags, custom_tags: tags = customTags } = record(askedOf(resource), "tags");
  return tags === undefined ? {} : { tags: { custom_tags: tags } };
}
