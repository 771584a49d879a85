import { setTimeout as wait } from "node:timers/promises";
import type { SeenWorkspace } from "./seen";

/** A request to a workspace's REST API. */
export interface WorkspaceQuestion {
  readonly method: "GET" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** Asks a workspace's REST API, signed in. */
export type CallWorkspace = (workspace: SeenWorkspace, request: WorkspaceQuestion) => Promise<Response>;

/** A workspace that answered otherwise than with success. */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** More pages than any list that is asked for here has. */
const MOST_PAGES = 200;
/** How often a request is sent that was too many. */
const MOST_TRIES = 4;
/** Longest that the service may ask to wait, in seconds. */
const LONGEST_WAIT = 30;

/** Asks one workspace: waits where there were too many requests, and reads lists to their ends. */
export class WorkspaceApi {
  readonly #call: CallWorkspace;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;

  constructor(
    readonly workspace: SeenWorkspace,
    call: CallWorkspace,
    sleep: (milliseconds: number) => Promise<unknown> = wait,
  ) {
    this.#call = call;
    this.#sleep = sleep;
  }

  /** @throws ApiRefusal */
  async ask(request: WorkspaceQuestion): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#call(this.workspace, request);
      if (answer.ok) return parsed(await answer.text());
      const { status } = answer;
      const text = await answer.text();
      if (status !== 429 || tries === MOST_TRIES) throw new ApiRefusal(status, refusalIn(status, text));
      // Databricks says how long (`Retry-After`: databricks-sdk-go, apierr/errors.go).
      const seconds = Number(answer.headers.get("retry-after") ?? "") || 1;
      await this.#sleep(Math.min(seconds, LONGEST_WAIT) * 1000);
    }
  }

  /**
   * Reads a list to its end: a page may be empty and name a next one, and only a missing token says that it is the last
   * (`ListCatalogsRequest` in databricks-sdk-go, service/catalog/model.go).
   *
   * @param path with a query.
   */
  async list(path: string, field: string): Promise<Readonly<Record<string, unknown>>[]> {
    const found: Readonly<Record<string, unknown>>[] = [];
    let token = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const more = token === "" ? "" : `&page_token=${encodeURIComponent(token)}`;
      const answer = (await this.ask({ method: "GET", path: `${path}${more}` })) as Record<string, unknown>;
      const entries = answer[field] ?? [];
      if (!Array.isArray(entries)) throw new Error(`the answer to ${path} is no list of ${field}`);
      found.push(...(entries as Record<string, unknown>[]));
      token = String(answer["next_page_token"] ?? "");
      if (token === "") return found;
    }
    throw new Error(`the list of ${field} has more than ${MOST_PAGES} pages`);
  }
}

function parsed(text: string): unknown {
  return text === "" ? {} : (JSON.parse(text) as unknown);
}

/** E.g. `403 PERMISSION_DENIED: User does not have …`. */
function refusalIn(status: number, text: string): string {
  try {
    const { error_code: code = "", message = "" } = JSON.parse(text) as Record<string, unknown>;
    return `${status} ${String(code)}: ${String(message)}`;
  } catch {
    return String(status);
  }
}
