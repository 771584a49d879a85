import { isNativeError } from "node:util/types";
import type { PipelineRequest } from "@azure/core-rest-pipeline";

/* Only who has a proxy waits for Azure's client to be loaded. */
declare const require: NodeJS.Require;

/** What a request to a cloud is made of. */
export interface OutsideRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * `fetch`, through the proxy that the environment names. Node's own asks none: newer ones do with `NODE_USE_ENV_PROXY`, which
 * Node 20 does not know (github.com/nodejs/node/pull/57165). Azure's clients ask it, and mind NO_PROXY (`proxyPolicy` of
 * `@azure/core-rest-pipeline`), so this goes the same way. No redirection is followed: what is sent goes to the host that was
 * named and nowhere else. What is on this machine is asked directly.
 */
export async function fetchOutside(address: string | URL, request: OutsideRequest): Promise<Response> {
  const url = new URL(address);
  if (url.protocol === "http:" || !proxyIsNamed(process.env))
    return fetch(url, { ...request, redirect: "error" });
  const azure = require("@azure/core-rest-pipeline") as typeof import("@azure/core-rest-pipeline");
  const pipeline = azure.createEmptyPipeline();
  pipeline.addPolicy(azure.proxyPolicy());
  const { method = "GET", headers = {}, body, signal } = request;
  const options = { url: url.href, method, headers: azure.createHttpHeaders(headers) };
  const sent: PipelineRequest = azure.createPipelineRequest({
    ...options,
    ...(body !== undefined && { body }),
    ...(signal && { abortSignal: signal }),
  });
  const answer = await pipeline.sendRequest(azure.createDefaultHttpClient(), sent);
  return new Response(answer.bodyAsText || null, { status: answer.status, headers: answer.headers.toJSON() });
}

/** @returns what happened: `fetch` says only “fetch failed”, and why in what caused its error. */
export function whyUnreachable(error: unknown): string {
  const cause: unknown = isNativeError(error) ? (error.cause ?? error) : error;
  const { message, code } = cause as { message?: string; code?: string };
  return message || code || String(cause);
}

const proxyIsNamed = (environment: NodeJS.ProcessEnv): boolean =>
  Object.entries(environment).some(([name, value]) => /^(?:https?|all)_proxy$/i.test(name) && value !== "");
