import { fetchOutside } from "../../clients/outside";
import { askRehearsedWorkspace } from "../rehearsal/askWorkspace";
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
  return async ({ id, url: workspaceUrl }, { method, path, body }) => {
    const headers = {
      "x-databricks-azure-workspace-resource-id": id,
      "x-databricks-azure-sp-management-token": "rehearsal",
    };
    const signal = AbortSignal.timeout(LIMIT_MS);
    return await askRehearsedWorkspace(port(), { workspaceUrl, method, path, headers, body, signal });
  };
}
