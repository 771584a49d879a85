import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { once } from "node:events";

/** What is asked of a rehearsed workspace. */
export interface RehearsedQuestion {
  readonly workspaceUrl: string;
  /** @default GET */
  readonly method?: string;
  readonly path: string;
  /** Besides those that say which workspace it is, and who asks. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: nothing is. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/**
 * Asks a rehearsed workspace's REST API. All of them are at one port and are told apart by their names, which `fetch`
 * replaces by the port's own.
 */
export async function askRehearsedWorkspace(
  port: number,
  { workspaceUrl, method = "GET", path, headers, body, signal }: RehearsedQuestion,
): Promise<Response> {
  const all = { ...headers, host: workspaceUrl, authorization: "Bearer rehearsed" };
  const asking = request({ host: "127.0.0.1", port, method, path, headers: all, signal });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return new Response(await text(answer), { status: answer.statusCode ?? 0 });
}
