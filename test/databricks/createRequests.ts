import { longRun } from "../long";
import type { RequestFault } from "../../emulator/databricksRest/server";

const CATALOG_API = "/api/2.1/unity-catalog";

/** Every request of a create, by its endpoint, and how often it is sent; the first test keeps them true. */
export const createRequests: Readonly<Record<string, number>> = {
  [`DELETE ${CATALOG_API}/schemas/:name`]: 1,
  "GET /api/2.0/lakeview/dashboards/:id": 1,
  "GET /api/2.0/preview/scim/v2/Me": 1,
  "GET /api/2.0/preview/sql/data_sources": 1,
  "GET /api/2.0/secrets/list": 1,
  "GET /api/2.0/secrets/scopes/list": 1,
  "GET /api/2.0/sql/warehouses/:id": 1,
  "GET /api/2.0/workspace/get-status": 1,
  [`GET ${CATALOG_API}/catalogs/:name`]: 1,
  [`GET ${CATALOG_API}/current-metastore-assignment`]: 3,
  [`GET ${CATALOG_API}/external-locations/:name`]: 1,
  [`GET ${CATALOG_API}/permissions/:type/:name`]: 6,
  [`GET ${CATALOG_API}/schemas/:name`]: 1,
  [`GET ${CATALOG_API}/storage-credentials/:name`]: 1,
  [`GET ${CATALOG_API}/volumes/:name`]: 1,
  "GET /api/2.2/jobs/get": 1,
  [`PATCH ${CATALOG_API}/bindings/:type/:name`]: 3,
  [`PATCH ${CATALOG_API}/catalogs/:name`]: 1,
  [`PATCH ${CATALOG_API}/external-locations/:name`]: 1,
  [`PATCH ${CATALOG_API}/permissions/:type/:name`]: 2,
  [`PATCH ${CATALOG_API}/storage-credentials/:name`]: 1,
  "POST /api/2.0/lakeview/dashboards": 1,
  "POST /api/2.0/lakeview/dashboards/:id/published": 1,
  "POST /api/2.0/secrets/put": 1,
  "POST /api/2.0/secrets/scopes/create": 1,
  "POST /api/2.0/sql/warehouses": 1,
  "POST /api/2.0/workspace/import": 4,
  "POST /api/2.0/workspace/mkdirs": 1,
  [`POST ${CATALOG_API}/catalogs`]: 1,
  [`POST ${CATALOG_API}/external-locations`]: 1,
  [`POST ${CATALOG_API}/schemas`]: 1,
  [`POST ${CATALOG_API}/storage-credentials`]: 1,
  [`POST ${CATALOG_API}/volumes`]: 1,
  "POST /api/2.2/jobs/create": 1,
};

/** Reading has no effect to fail after. */
const everyFault: readonly RequestFault[] = Object.entries(createRequests).flatMap(([endpoint, times]) =>
  Array.from({ length: times }, (_, index) => index + 1).flatMap((nth) =>
    (endpoint.startsWith("GET ") ? (["before"] as const) : (["before", "after"] as const)).map((when) => ({
      endpoint,
      nth,
      when,
    })),
  ),
);

/**
 * One of each way out: what is left is deleted by its name, its listed id (of a job before a second one is made, if it is
 * there at all) or its path; what is there is bound, isolated or read.
 */
const representatives: readonly RequestFault[] = [
  { endpoint: `POST ${CATALOG_API}/storage-credentials`, nth: 1, when: "after" },
  { endpoint: `DELETE ${CATALOG_API}/schemas/:name`, nth: 1, when: "before" },
  { endpoint: "POST /api/2.0/sql/warehouses", nth: 1, when: "after" },
  { endpoint: "POST /api/2.2/jobs/create", nth: 1, when: "after" },
  { endpoint: "POST /api/2.2/jobs/create", nth: 1, when: "before" },
  { endpoint: "POST /api/2.0/lakeview/dashboards", nth: 1, when: "after" },
  { endpoint: `PATCH ${CATALOG_API}/bindings/:type/:name`, nth: 3, when: "before" },
  { endpoint: `PATCH ${CATALOG_API}/storage-credentials/:name`, nth: 1, when: "before" },
  { endpoint: "GET /api/2.0/secrets/scopes/list", nth: 1, when: "before" },
];

export const faultsToTry: readonly RequestFault[] = longRun ? everyFault : representatives;
