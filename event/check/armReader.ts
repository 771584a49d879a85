import type { ResourceManagementClient } from "@azure/arm-resources";
import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";

/** What was answered, or why nothing is known. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly unknown: string; readonly status: number | undefined; readonly signIn: boolean };

/** A JSON object as ARM answers it. */
export type ArmObject = Readonly<Record<string, unknown>>;

/** Longest that one question may take, its repeats and pages included, in ms. */
const TIMEOUT_MS = 30_000;

/** More pages than any list that is asked for here has. */
const MOST_PAGES = 100;

/** Errors of `@azure/identity` (errors.ts there). */
const SIGN_IN =
  /^(?:CredentialUnavailable|Authentication|AuthenticationRequired|AggregateAuthentication)Error$/;

/**
 * Asks Azure Resource Manager through the client's own pipeline: its sign-in, and its repeats, which wait as long as
 * `Retry-After` says.
 */
export class ArmReader {
  readonly #client: ResourceManagementClient;
  readonly #timeoutMs: number;

  constructor(client: ResourceManagementClient, timeoutMs = TIMEOUT_MS) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async get(path: string, apiVersion: string): Promise<Answer<ArmObject>> {
    return this.#send("GET", this.#address(path, apiVersion), AbortSignal.timeout(this.#timeoutMs));
  }

  /** @param body sent as JSON. @default nothing */
  async post(path: string, apiVersion: string, body?: unknown): Promise<Answer<ArmObject>> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    return this.#send("POST", this.#address(path, apiVersion), signal, body);
  }

  /** @returns the entries of all pages. */
  async list(path: string, apiVersion: string, filter?: string): Promise<Answer<readonly ArmObject[]>> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const found: ArmObject[] = [];
    let next: string | undefined = this.#address(path, apiVersion, filter);
    for (let page = 0; next !== undefined; page += 1) {
      const answer = await this.#send("GET", next, signal);
      if ("unknown" in answer) return answer;
      const { value, nextLink } = answer.value;
      if (!Array.isArray(value) || page === MOST_PAGES) return unknown("the answer is no list that ends");
      found.push(...value.filter((each) => typeof each === "object" && each !== null));
      next = typeof nextLink === "string" && nextLink !== "" ? nextLink : undefined;
      // The next page is asked with the same token: only where the first one was.
      if (next !== undefined && new URL(next).origin !== new URL(this.#client.$host).origin) {
        return unknown(`the list goes on at another address, ${new URL(next).origin}`);
      }
    }
    return { value: found };
  }

  #address(path: string, apiVersion: string, filter?: string): string {
    const query = new URLSearchParams({ "api-version": apiVersion, ...(filter && { $filter: filter }) });
    return `${this.#client.$host}${path}?${query.toString()}`;
  }

  async #send(
    method: "GET" | "POST",
    url: string,
    signal: AbortSignal,
    body?: unknown,
  ): Promise<Answer<ArmObject>> {
    try {
      const request = createPipelineRequest({
        url,
        method,
        abortSignal: signal,
        allowInsecureConnection: url.startsWith("http://"),
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: createHttpHeaders({ "Content-Type": "application/json" }),
        }),
      });
      const { status, bodyAsText } = await this.#client.sendRequest(request);
      const answered = parsed(bodyAsText);
      if (status >= 200 && status < 300 && answered !== undefined) return { value: answered };
      return { unknown: refusalIn(status, answered), status, signIn: status === 401 };
    } catch (error) {
      if (signal.aborted) return unknown(`no answer within ${this.#timeoutMs / 1000} s`);
      const { name, message } = error as Error;
      return { ...unknown(message.split("\n")[0] ?? name), signIn: SIGN_IN.test(name) };
    }
  }
}

function unknown(why: string) {
  return { unknown: why, status: undefined, signIn: false };
}

function parsed(text: string | null | undefined): ArmObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as ArmObject) : undefined;
  } catch {
    return undefined;
  }
}

/** E.g. `403 AuthorizationFailed: The client …`. */
function refusalIn(status: number, body: ArmObject | undefined): string {
  const { code, message } = (body?.["error"] ?? {}) as { code?: unknown; message?: unknown };
  return [
    `${status}${typeof code === "string" ? ` ${code}` : ""}`,
    ...(typeof message === "string" ? [message] : []),
  ].join(": ");
}
