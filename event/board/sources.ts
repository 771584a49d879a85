import type { ArmReader } from "../check/armReader";

/** Whom a board asks. None of them wakes a warehouse. */
export interface BoardSources {
  arm(subscription: string): Pick<ArmReader, "get" | "list">;
  /** Posts to Azure Monitor's host for a region. */
  metrics(region: string, path: string, body: object, signal: AbortSignal): Promise<Response>;
  /** GETs an address of a workspace. */
  databricks(workspaceUrl: string, path: string, signal: AbortSignal): Promise<Response>;
}

/** What was told, or why nothing is known. */
export type Told<T> = { readonly value: T } | { readonly unknown: string };

/** @returns the JSON object that a request is answered with. */
export async function toldBy(request: Promise<Response>): Promise<Told<Readonly<Record<string, unknown>>>> {
  try {
    const response = await request;
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) return { unknown: `${response.status}${codeIn(body)}` };
    if (typeof body === "object" && body !== null)
      return { value: body as Readonly<Record<string, unknown>> };
    return { unknown: "an answer that is no JSON" };
  } catch (error) {
    const { name, message } = error as Error;
    return { unknown: name === "TimeoutError" ? "no answer in time" : message };
  }
}

/** The code alone: what a service writes beside it may quote what it was sent. */
function codeIn(body: unknown): string {
  const { error_code: databricks, error } = (body ?? {}) as {
    error_code?: unknown;
    error?: { code?: unknown };
  };
  const code = databricks ?? error?.code;
  return typeof code === "string" ? ` ${code}` : "";
}

/** @returns the objects of a list in an answer; none where it has no such list. */
export function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as readonly Readonly<Record<string, unknown>>[]) : [];
}
