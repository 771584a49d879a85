import { request } from "node:http";
import { fetchOutside } from "../../clients/outside";
import type { CallWorkspace } from "./workspaceApi";

/** Longest that an answer may take, ms. */
const LIMIT_MS = 60_000;

/** Asks workspaces on Azure. @param token signs in to Databricks. */
export function callOnAzure(token: () => Promise<string>): CallWorkspace {
  return async ({ url }, { method, path, body }) =>
    await fetchOutside(`https://${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${await token()}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
}

/** Asks workspaces that are answered for on this machine, as somebody whom Azure lets in. */
export function callOnLoopback(port: () => number): CallWorkspace {
  return ({ id, url }, { method, path, body }) =>
    new Promise((resolve, reject) => {
      const headers = {
        host: url,
        authorization: "Bearer rehearsal",
        "x-databricks-azure-workspace-resource-id": id,
        "x-databricks-azure-sp-management-token": "rehearsal",
      };
      const options = { host: "127.0.0.1", port: port(), method, path, headers, timeout: LIMIT_MS };
      const sent = request(options, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 500 })),
        );
      });
      sent.on("timeout", () => sent.destroy(new Error(`no answer within ${LIMIT_MS / 1000} s`)));
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
