import { fetchOutside, whyUnreachable } from "./outside";

/** How often a request is sent at most while the service is busy or, for reads, out of reach. */
const MAX_ATTEMPTS = 6;

/** First wait between attempts where the service names none; doubled each time. In milliseconds. */
const FIRST_WAIT = 500;

/** Longest wait between two attempts, whatever the service asks for. In milliseconds. */
const LONGEST_WAIT = 60_000;

/** Where Databricks is, and how to prove who asks. */
export interface TransportOptions {
  /** Base URL such as `https://adb-1.2.azuredatabricks.net`; without a scheme, HTTPS. */
  readonly host: string;
  /** Called for every request, so that a token may be renewed at any time; cheap while one is valid. */
  readonly token: () => Promise<string>;
}

/** A statement or request that Databricks refused or could not carry out. */
export class StatementError extends Error {
  override readonly name = "StatementError";

  /**
   * @param message what Databricks said, or why it could not be asked.
   * @param code Databricks' error code such as `BAD_REQUEST`, or `UNREACHABLE`.
   * @param sqlState SQLSTATE of a failed statement, e.g. `42P01`; undefined where there is none.
   */
  constructor(
    message: string,
    readonly code: string,
    readonly sqlState?: string,
  ) {
    super(message);
  }
}

/**
 * Reads a host as people write it.
 *
 * @throws Error where it is no URL, or would send the token unencrypted over a network.
 */
function baseUrl(host: string): URL {
  const text = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  if (!URL.canParse(text)) throw new Error(`“${host}” is no address of a Databricks workspace`);
  const url = new URL(text);
  const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (url.protocol === "http:" && !loopback) {
    throw new Error(`“${host}” would receive the access token unencrypted: use https://`);
  }
  return url;
}

/** Resolves after so many milliseconds; rejects with the signal's reason as soon as it aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Milliseconds to wait before the next attempt: what `Retry-After` says (seconds or a date), else doubling. */
function waitBefore(attempt: number, retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  const asked = Number.isNaN(seconds) ? Date.parse(retryAfter ?? "") - Date.now() : seconds * 1000;
  const wait = Number.isNaN(asked) ? FIRST_WAIT * 2 ** attempt : asked;
  return Math.min(Math.max(wait, 0), LONGEST_WAIT);
}

/** Databricks' REST API over HTTP: signs requests, waits when told to, says in words what went wrong. */
export class Transport {
  readonly #base: URL;
  readonly #token: () => Promise<string>;

  constructor(options: TransportOptions) {
    this.#base = baseUrl(options.host);
    this.#token = options.token;
  }

  /**
   * Sends one request and reads the JSON that comes back.
   *
   * Busy (429, 503) is tried again for every method, because the service did nothing; a connection that
   * broke only for GET, because a POST may have been carried out.
   *
   * @throws StatementError for every other answer; the signal's reason once it aborts.
   */
  async send(method: "GET" | "POST", path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const last = attempt + 1 >= MAX_ATTEMPTS;
      const token = await this.#token();
      const response = await this.#fetch(method, path, token, body, signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (method === "POST" || last) throw this.#unreachable(error);
        return undefined;
      });
      if (response?.ok) return await response.json();
      const expired = response?.status === 401 && !renewed;
      const again = !response || expired || response.status === 429 || response.status === 503;
      if (response && (!again || last)) throw await this.#refusal(response);
      await response?.body?.cancel();
      if (expired) {
        renewed = true;
        continue;
      }
      await pause(waitBefore(attempt, response?.headers.get("retry-after") ?? null), signal);
    }
  }

  async #fetch(
    method: "GET" | "POST",
    path: string,
    token: string,
    body: object | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    return await fetchOutside(new URL(path, this.#base), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
  }

  #unreachable(error: unknown): StatementError {
    const reason = whyUnreachable(error);
    return new StatementError(`${this.#base.origin} does not answer: ${reason}`, "UNREACHABLE");
  }

  async #refusal(response: Response): Promise<StatementError> {
    const text = await response.text();
    const { error_code: code, message } = parseError(text);
    const said = message ?? (text.trim().slice(0, 200) || response.statusText);
    if (response.status === 401 || response.status === 403) {
      const error = `${this.#base.origin} refused the access token (${response.status}): ${said}`;
      return new StatementError(error, code ?? "UNAUTHENTICATED");
    }
    return new StatementError(`${said} (HTTP ${response.status})`, code ?? `HTTP_${response.status}`);
  }
}

function parseError(text: string): { error_code?: string; message?: string } {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    // A gateway in between answers with HTML or nothing.
    return {};
  }
}
