import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { isObject, records, requireText } from "../core/properties";
import { DASHBOARD } from "../services/jobs/model";
import {
  askedOf,
  inputsIn,
  keep,
  keepAsked,
  requireInWorkspace,
  type ApiRequest,
  type Endpoint,
} from "./endpoint";
import { requireParent } from "./workspaceObjects";

const PATH = "/api/2.0/lakeview/dashboards";

/** Dashboards: drafts that are published. Deleting one moves it to the trash, which nothing here looks into. */
export const dashboardEndpoints: readonly Endpoint[] = [
  { method: "POST", path: PATH, answer: create },
  { method: "GET", path: `${PATH}/:id`, answer: (request) => answerOf(dashboard(request)) },
  {
    method: "PATCH",
    path: `${PATH}/:id`,
    answer: async (request) => {
      const found = dashboard(request);
      const { cloud, body } = request;
      await cloud.update(DASHBOARD, found.id, found.inputs, { ...found.inputs, ...inputsIn(body) });
      return answerOf(keepContent(request, found));
    },
  },
  {
    method: "POST",
    path: `${PATH}/:id/published`,
    answer: (request) => {
      const { cloud, body } = request;
      keep(cloud, dashboard(request), { published: body });
      return body;
    },
  },
  {
    method: "DELETE",
    path: `${PATH}/:id`,
    answer: async (request) => {
      await request.cloud.delete(DASHBOARD, dashboard(request).id);
      return {};
    },
  },
];

async function create(request: ApiRequest): Promise<Properties> {
  const { cloud, body, workspace } = request;
  const name = requireText(body, "display_name");
  const path = `${requireText(body, "parent_path")}/${name}`;
  requireParent(request, path, (parent) => `Path (${parent}) doesn't exist.`);
  const { id } = await cloud.create(DASHBOARD, name, inputsIn(body));
  const created = cloud.state.find(workspace.id, DASHBOARD, id);
  if (created === undefined) throw new Error(`the dashboard ${id} was deleted while it was created`);
  return answerOf(keepContent(request, created));
}

function dashboard(request: ApiRequest): CloudResource {
  const id = request.params["id"] ?? "";
  return requireInWorkspace(request, DASHBOARD, id, `Unable to find dashboard [${id}]`);
}

/**
 * The definition comes back with what the service adds: a page's type, the catalog and schema of each dataset, a line's
 * end (`transformSerializedDashboard` in libs/testserver/dashboards.go of github.com/databricks/cli).
 */
function keepContent({ cloud, body, query }: ApiRequest, resource: CloudResource): CloudResource {
  const content: unknown = JSON.parse(requireText(body, "serialized_dashboard"));
  const filled = isObject(content)
    ? {
        ...content,
        ...(content["pages"] !== undefined && {
          pages: records(content, "pages").map((page) => ({ ...page, pageType: "PAGE_TYPE_CANVAS" })),
        }),
        datasets: records(content, "datasets").map((dataset) => ({
          ...dataset,
          ...(query["dataset_catalog"] && { catalog: query["dataset_catalog"] }),
          ...(query["dataset_schema"] && { schema: query["dataset_schema"] }),
        })),
      }
    : content;
  const version = Number(resource.hidden["version"] ?? 0) + 1;
  keep(cloud, resource, { version });
  return keepAsked(cloud, resource, { ...body, serialized_dashboard: `${JSON.stringify(filled)}\n` });
}

function answerOf(resource: CloudResource): Properties {
  const { id, outputs, hidden } = resource;
  return {
    ...askedOf(resource),
    dashboard_id: id,
    path: outputs["path"],
    lifecycle_state: outputs["lifecycleState"],
    etag: String(hidden["version"]),
    create_time: "2026-11-27T00:00:00Z",
    update_time: "2026-11-27T00:00:00Z",
  };
}
