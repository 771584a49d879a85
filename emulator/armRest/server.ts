import { randomBytes, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { serve, type HttpBindings, type ServerType } from "@hono/node-server";
import { Hono, type Context } from "hono";
import type { Properties } from "../core/cloudApi";
import { AzureError } from "../core/errors";
import { isObject } from "../core/properties";
import { hasPages, type ArmQuestion } from "./collections";

/** What somebody posts. */
export interface ArmCall {
  readonly query: Readonly<Record<string, string>>;
  readonly body: Properties;
}

/** What ARM has, as far as its REST API is answered here. */
export interface ArmResources {
  /** @returns what is under this id, undefined where nothing is. */
  get(id: string): Properties | undefined;
  /**
   * @returns what ARM answers to a question that names no resource, such as a list; undefined where it names one.
   * @throws AzureError where ARM would refuse.
   * @default every question names a resource
   */
  answer?(question: ArmQuestion): unknown;
  /**
   * @returns the answer to a POST; undefined where there is nothing to post to.
   * @throws AzureError where ARM would refuse.
   * @default there is nothing to post to
   */
  post?(path: string, call: ArmCall): unknown;
  /** @throws AzureError where ARM would refuse. */
  delete(id: string, options: { readonly force: boolean }): Promise<void>;
}

/** An answer to give instead of the true one. */
export interface ArmFault {
  readonly method: "GET" | "HEAD" | "DELETE" | "POST";
  /** Matches the path, without the query. */
  readonly path: RegExp;
  /** HTTP status; `cut` closes the connection without an answer, `empty` is a list of nothing, `slow` never answers. */
  readonly status: number | "cut" | "empty" | "slow";
  readonly code?: string;
  readonly message?: string;
  /** Seconds, for the header `Retry-After`. */
  readonly retryAfter?: number;
  /** How many requests it meets. @default 1 */
  readonly times?: number;
}

/** A request that was received. */
export interface ArmRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** An emulator of Azure Resource Manager's REST API. */
export interface ArmServer {
  /** E.g. `http://127.0.0.1:40123/SECRET`. Who does not know it is told that nothing is there. */
  readonly address: string;
  /** Every request so far, in order. */
  readonly requests: readonly ArmRequest[];
  /** Adds an answer to give instead of the true one. */
  fail(fault: ArmFault): void;
  /** Makes the next accepted long-running operation end with this error. */
  failOperation(error: { readonly code: string; readonly message: string }): void;
  stop(): Promise<void>;
}

/** How the server answers. */
export interface ArmServerOptions {
  /** Most entries on one page of a list. @default all on one */
  readonly pageSize?: number;
}

/** How long a request waits for the outcome before it is answered "accepted", ms. */
const WAIT_MS = 20;

interface LongRunningOperation {
  status: "InProgress" | "Succeeded" | "Failed";
  error?: { code: string; message: string };
}

/** What one server remembers. */
class State {
  /** First part of every path: other users of this machine reach the port, too. */
  readonly root = `/${randomBytes(24).toString("base64url")}`;
  readonly requests: ArmRequest[] = [];
  readonly operations = new Map<string, LongRunningOperation>();
  readonly faults: { fault: ArmFault; left: number }[] = [];
  failing: LongRunningOperation["error"];

  /** @returns the fault that this request meets, and counts it down. */
  due(method: string, path: string): ArmFault | undefined {
    const found = this.faults.find(
      ({ fault, left }) => left > 0 && fault.method === method && fault.path.test(path),
    );
    if (found) found.left -= 1;
    return found?.fault;
  }

  /** Azure's SDKs put an id, with its leading slash, behind a slash; ARM takes both for one. */
  idIn(context: Context): string {
    return decodeURIComponent(context.req.path.slice(this.root.length)).replace(/^\/+/, "/");
  }
}

/**
 * Answers on loopback, over plain HTTP, what the Azure SDK asks when it removes something: GET, HEAD and
 * DELETE of any id, deletion as a long-running operation with `Azure-AsyncOperation` and `Location`
 * (cloud-and-ai-microsoft/resource-provider-contract, v1.0/async-api-reference.md). It asks for no token: what
 * lets one in is the address.
 */
export async function serveArm(
  resources: ArmResources,
  { pageSize = Infinity }: ArmServerOptions = {},
): Promise<ArmServer> {
  const state = new State();
  const app = new Hono();
  app.use(async (context, next) => {
    const { method } = context.req;
    if (!context.req.path.startsWith(`${state.root}/`)) return context.notFound();
    const path = state.idIn(context);
    const fault = state.due(method, path);
    state.requests.push({ method, path, query: context.req.query() });
    if (fault === undefined) await next();
    else if (fault.status === "cut") return cut(context);
    else if (fault.status === "empty") return context.json({ value: [] });
    else if (fault.status === "slow") return new Promise<Response>(() => undefined);
    else return refusal(fault, fault.status);
    return undefined;
  });
  app.get(`${state.root}/operations/:id`, (context) => {
    const operation = state.operations.get(context.req.param("id"));
    return operation ? context.json(operation) : context.notFound();
  });
  app.get("*", (context) => get(state, resources, context, pageSize));
  app.post("*", (context) => post(state, resources, context));
  app.delete("*", (context) => remove(state, resources, context));

  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(started));
  });
  return {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${state.root}`,
    requests: state.requests,
    fail: (fault) => void state.faults.push({ fault, left: fault.times ?? 1 }),
    failOperation: (error) => (state.failing = error),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

function get(state: State, resources: ArmResources, context: Context, pageSize: number): Response {
  const id = state.idIn(context);
  const listed = orRefusal(() => resources.answer?.({ path: id, query: context.req.query() }));
  if (listed instanceof Response) return listed;
  if (listed !== undefined) return context.json(pageOf(listed, context, hasPages(id) ? pageSize : Infinity));
  const found = resources.get(id);
  if (!found) return notFound(id);
  // Hono routes HEAD to GET; ARM answers one that finds something without content.
  return context.req.method === "HEAD" ? context.body(null, 204) : context.json({ id, ...found });
}

async function post(state: State, resources: ArmResources, context: Context): Promise<Response> {
  const id = state.idIn(context);
  const text = await context.req.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  const call = { query: context.req.query(), body: isObject(body) ? body : {} };
  const answered = orRefusal(() => resources.post?.(id, call));
  if (answered instanceof Response) return answered;
  return answered === undefined ? notFound(id) : Response.json(answered);
}

function orRefusal(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    const { status, code, message } = armError(error);
    return refusal({ code, message }, status);
  }
}

/** The page of a list that is asked for, with the whole address of the next one: `nextLink`. */
function pageOf(listed: unknown, context: Context, size: number): Properties {
  if (!isObject(listed)) return {};
  const { value } = listed;
  if (!Array.isArray(value)) return listed;
  const from = Number(context.req.query("$skiptoken") ?? 0);
  if (from + size >= value.length) return { ...listed, value: value.slice(from) };
  const next = new URL(context.req.url);
  next.searchParams.set("$skiptoken", String(from + size));
  return { ...listed, value: value.slice(from, from + size), nextLink: next.href };
}

async function remove(state: State, resources: ArmResources, context: Context): Promise<Response> {
  const id = state.idIn(context);
  if (!resources.get(id)) return new Response(null, { status: 204 });
  const operation: LongRunningOperation = { status: "InProgress" };
  const { failing } = state;
  state.failing = undefined;
  let refused: Response | undefined;
  const working = failing
    ? Promise.resolve(Object.assign(operation, { status: "Failed", error: failing }))
    : resources.delete(id, { force: context.req.query("forceDeletion") === "true" }).then(
        () => (operation.status = "Succeeded"),
        (error: unknown) => {
          const { status, code, message } = armError(error);
          Object.assign(operation, { status: "Failed", error: { code, message } });
          refused = refusal({ code, message }, status);
        },
      );
  // ARM refuses at once, and accepts what takes its time.
  await Promise.race([working, delay(WAIT_MS)]);
  if (refused) return refused;
  const name = randomUUID();
  state.operations.set(name, operation);
  const url = new URL(`${state.root}/operations/${name}`, context.req.url).href;
  const headers = { "Azure-AsyncOperation": url, Location: url, "Retry-After": "0" };
  return new Response(null, { status: 202, headers });
}

function cut(context: Context): Response {
  const { incoming } = context.env as HttpBindings;
  incoming.socket.destroy();
  return new Response(null);
}

function notFound(id: string): Response {
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/i.exec(id)?.[1];
  const [code, message] = group
    ? ["ResourceGroupNotFound", `Resource group '${group}' could not be found.`]
    : ["ResourceNotFound", `The Resource '${id}' was not found.`];
  return refusal({ code, message }, 404);
}

function refusal(error: Pick<ArmFault, "code" | "message" | "retryAfter">, status: number): Response {
  const { code = "Fault", message = "on demand", retryAfter } = error;
  const headers = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  return Response.json({ error: { code, message } }, { status, headers });
}

function armError(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof AzureError) return { status: error.status, code: error.code, message: error.detail };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, code: "InternalServerError", message };
}
