import type { Properties } from "../core/cloudApi";
import type { CloudResource } from "../core/cloudState";
import { defined, isObject, records, requireText } from "../core/properties";
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
      const published = { display_name: dashboard(request).inputs["displayName"], ...body };
      keep(cloud, dashboard(request), { published });
      return published;
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
  const added = {
    pages: { pageType: "PAGE_TYPE_CANVAS" },
    datasets: defined({ catalog: query["dataset_catalog"], schema: query["dataset_schema"] }),
  };
  const text = filled(requireText(body, "serialized_dashboard"), added);
  return keepAsked(cloud, resource, {
    ...body,
    serialized_dashboard: text.endsWith("\n") ? text : `${text}\n`,
  });
}

/** @returns the definition word for word, but where each of a list of it gets something more. */
function filled(definition: string, added: Readonly<Record<string, Properties>>): string {
  const content: unknown = JSON.parse(definition);
  if (!isObject(content)) return definition;
  const lists = Object.entries(added).flatMap(([list, more]) => {
    const items = records(content, list);
    const changes = items.length > 0 && Object.keys(more).length > 0;
    return changes ? [[list, items.map((item) => ({ ...item, ...more }))] as const] : [];
  });
  return lists.length === 0 ? definition : JSON.stringify({ ...content, ...Object.fromEntries(lists) });
}

function answerOf(resource: CloudResource): Properties {
  const { id, outputs } = resource;
  return {
    ...askedOf(resource),
    dashboard_id: id,
    path: outputs["path"],
    lifecycle_state: outputs["lifecycleState"],
    etag: outputs["etag"],
    create_time: "2026-11-27T00:00:00Z",
    update_time: "2026-11-27T00:00:00Z",
  };
}
