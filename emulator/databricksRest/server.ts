import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { serve, type ServerType } from "@hono/node-server";
import { Hono, type Context } from "hono";
import type { Properties } from "../core/cloudApi";
import { isObject } from "../core/properties";
import { WORKSPACE } from "../services/workspaces/model";
import type { SimulatedCloud } from "../simulatedCloud";
import { bindingEndpoints } from "./bindings";
import { dashboardEndpoints } from "./dashboards";
import { ApiError, type ApiRequest, type Endpoint } from "./endpoint";
import { jobEndpoints } from "./jobs";
import { permissionEndpoints } from "./permissions";
import { queryHistoryEndpoints } from "./queryHistory";
import { refusalOf } from "./refusal";
import { secretEndpoints } from "./secrets";
import { unityCatalogEndpoints } from "./unityCatalog";
import { dataSources, warehouseEndpoints } from "./warehouses";
import { enter, noSuchHost, tenantRedirect } from "./signIn";
import { workspaceObjectEndpoints } from "./workspaceObjects";

/** A request that was received: its method and its address, with open segments by their names. */
export interface WorkspaceRequest {
  /** E.g. `GET /api/2.1/unity-catalog/catalogs/:name`; of an unknown one the address itself. */
  readonly endpoint: string;
  readonly known: boolean;
}

/** A request to fail. */
export interface RequestFault {
  readonly endpoint: string;
  /** Which of that endpoint's requests, from 1, counted from when the fault is set. */
  readonly nth: number;
  /** Before its effect: nothing happened. After: it happened, and the caller gets an error. */
  readonly when: "before" | "after";
}

/** Databricks' REST API in front of a simulated cloud. */
export interface WorkspaceServer {
  readonly port: number;
  /** Every request so far, in order. */
  readonly requests: readonly WorkspaceRequest[];
  /** Fails one request from now on. @returns whether it has met it. */
  fail(fault: RequestFault): () => boolean;
  stop(): Promise<void>;
}

/** How the API behaves. */
export interface WorkspaceServerOptions {
  /** Milliseconds that the next request takes. @default 0 */
  readonly latency?: () => number;
}

/** What the service says where a request is failed on demand. */
export const FAULT = "Fault on demand";

const endpoints: readonly Endpoint[] = [
  ...unityCatalogEndpoints,
  ...bindingEndpoints,
  ...permissionEndpoints,
  ...workspaceObjectEndpoints,
  ...secretEndpoints,
  ...jobEndpoints,
  ...warehouseEndpoints,
  ...dashboardEndpoints,
  ...queryHistoryEndpoints,
  {
    method: "GET",
    path: "/api/2.0/preview/scim/v2/Me",
    answer: ({ userName }) => ({ id: "1", userName, active: true }),
  },
];

/** Answers on loopback what Databricks' provider asks any workspace of the cloud, told apart by the header `Host`. */
export async function serveWorkspaces(
  cloud: SimulatedCloud,
  { latency = () => 0 }: WorkspaceServerOptions = {},
): Promise<WorkspaceServer> {
  const requests: WorkspaceRequest[] = [];
  const faults: { fault: RequestFault; left: number }[] = [];
  const due = (endpoint: string): RequestFault["when"] | undefined => {
    const counted = faults.filter(({ fault, left }) => fault.endpoint === endpoint && left > 0);
    for (const each of counted) each.left -= 1;
    return counted.find(({ left }) => left === 0)?.fault.when;
  };
  const app = new Hono();
  const route = (method: string, path: string, answer: (request: ApiRequest) => unknown): void => {
    const endpoint = `${method} ${path}`;
    app.on(method, path, async (context) => {
      requests.push({ endpoint, known: true });
      await delay(latency());
      return respond(context, { cloud, answer, fault: due(endpoint) });
    });
  };
  for (const { method, path, answer } of endpoints) route(method, path, answer);
  route("GET", "/api/2.0/preview/sql/data_sources", dataSources);
  app.get("/.well-known/databricks-config", (context) => context.notFound());
  app.get("/aad/auth", (context) => tenantRedirect(context, cloud));
  app.all("*", (context) => {
    requests.push({ endpoint: `${context.req.method} ${context.req.path}`, known: false });
    return refusal(new ApiError(404, "ENDPOINT_NOT_FOUND", `No API found for '${context.req.path}'`));
  });
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(started));
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    fail: (fault) => {
      const set = { fault, left: fault.nth };
      faults.push(set);
      return () => set.left === 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly cloud: SimulatedCloud;
  readonly answer: (request: ApiRequest) => unknown;
  readonly fault: RequestFault["when"] | undefined;
}

async function respond(context: Context, asked: Exchange): Promise<Response> {
  const { cloud, fault } = asked;
  const host = context.req.header("host");
  const workspace = cloud.state.resources(WORKSPACE).find((each) => each.outputs["workspaceUrl"] === host);
  if (workspace === undefined) {
    return noSuchHost();
  }
  try {
    enter(context, cloud, workspace);
    if (fault === "before") throw failure(fault);
    const configuration = { host: `https://${String(host)}`, azureWorkspaceResourceId: workspace.id };
    const configured = cloud.configured("databricks", configuration);
    const { userName } = await configured.call("databricks:index/getCurrentUser:getCurrentUser", {});
    const answered = await asked.answer({
      cloud: configured,
      workspace,
      userName: String(userName),
      params: decoded(context.req.param()),
      query: context.req.query(),
      body: await bodyOf(context),
    });
    if (fault === "after") throw failure(fault);
    const headers = { "X-Databricks-Org-Id": String(workspace.outputs["workspaceId"]) };
    return Response.json(answered, { headers });
  } catch (error) {
    return refusal(refusalOf(error));
  }
}

function failure(when: RequestFault["when"]): ApiError {
  return new ApiError(500, "INTERNAL_ERROR", `${FAULT} ${when} its effect.`);
}

function decoded(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, decodeURIComponent(value)]));
}

async function bodyOf(context: Context): Promise<Properties> {
  const text = await context.req.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  return isObject(body) ? body : {};
}

function refusal({ status, code, message }: ApiError): Response {
  return Response.json({ error_code: code, message }, { status });
}
