import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { once } from "node:events";

/**
 * GETs an address of a rehearsed workspace. All of them are at one port and are told apart by their names, which `fetch`
 * replaces by the port's own.
 */
export async function askRehearsedWorkspace(
  port: number,
  {
    workspaceUrl,
    path,
    signal,
  }: { readonly workspaceUrl: string; readonly path: string; readonly signal: AbortSignal },
): Promise<Response> {
  const headers = { host: workspaceUrl, authorization: "Bearer rehearsed" };
  const asking = request({ host: "127.0.0.1", port, path, headers, signal }).end();
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return new Response(await text(answer), { status: answer.statusCode ?? 0 });
}
