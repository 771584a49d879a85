import type { Properties } from "../core/cloudApi";
import { DIRECTORY, pathIn, type CloudResource } from "../core/cloudState";
import { requireText } from "../core/properties";
import { DASHBOARD } from "../services/jobs/model";
import { existsAlways, parentOf } from "../services/workspaceObjects/folders";
import { NOTEBOOK } from "../services/workspaceObjects/model";
import { ApiError, type ApiRequest, type Endpoint } from "./endpoint";

/** Folders and notebooks of the workspace. */
export const workspaceObjectEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/api/2.0/workspace/get-status", answer: getStatus },
  {
    method: "POST",
    path: "/api/2.0/workspace/mkdirs",
    answer: async ({ cloud, body }) => {
      const path = requireText(body, "path");
      await cloud.create(DIRECTORY, path, { path });
      return {};
    },
  },
  { method: "POST", path: "/api/2.0/workspace/import", answer: importNotebook },
  { method: "POST", path: "/api/2.0/workspace/delete", answer: remove },
];

function objectAt({ cloud, workspace }: ApiRequest, path: string): CloudResource | undefined {
  return cloud.state.resources().find((each) => each.home === workspace.id && pathIn(each) === path);
}

function getStatus(request: ApiRequest): Properties {
  const path = request.query["path"] ?? "";
  const found = objectAt(request, path);
  if (found === undefined && !existsAlways(path)) throw missing(path);
  const type = found === undefined || found.type === DIRECTORY ? "DIRECTORY" : undefined;
  return {
    path,
    object_type: type ?? (found?.type === NOTEBOOK ? "NOTEBOOK" : "DASHBOARD"),
    object_id: found?.outputs["objectId"],
    // The id by which its own API knows it (`ObjectInfo.ResourceId` in databricks-sdk-go, service/workspace/model.go).
    ...(found?.type === DASHBOARD && { resource_id: found.id }),
    ...(found?.type === NOTEBOOK && { language: found.inputs["language"] }),
  };
}

async function importNotebook(request: ApiRequest): Promise<Properties> {
  const { cloud, body } = request;
  const path = requireText(body, "path");
  requireParent(request, path, (parent) => `The parent folder (${parent}) does not exist.`);
  const inputs = { path, language: body["language"], format: body["format"], contentBase64: body["content"] };
  const before = objectAt(request, path);
  if (before && body["overwrite"] !== true) {
    throw new ApiError(409, "RESOURCE_ALREADY_EXISTS", `File already exists at (${path}).`);
  }
  const { outputs } = before
    ? await cloud.update(NOTEBOOK, path, before.inputs, inputs)
    : await cloud.create(NOTEBOOK, path, inputs);
  return { object_id: outputs["objectId"] };
}

/** @param says what the API says of a folder that is missing; each API has words of its own. */
export function requireParent(request: ApiRequest, path: string, says: (parent: string) => string): void {
  const parent = parentOf(path);
  if (existsAlways(parent) || objectAt(request, parent) !== undefined) return;
  throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", says(parent));
}

async function remove(request: ApiRequest): Promise<Properties> {
  const { cloud, body } = request;
  const found = objectAt(request, requireText(body, "path"));
  if (found === undefined) throw missing(requireText(body, "path"));
  const inputs = { ...found.inputs, deleteRecursive: body["recursive"] === true };
  if (found.type === DIRECTORY) cloud.state.put({ ...found, inputs });
  await cloud.delete(found.type, found.id);
  return {};
}

/** In the words of `libs/testserver/fake_workspace.go` in github.com/databricks/cli. */
function missing(path: string): ApiError {
  return new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `Path (${path}) doesn't exist.`);
}
