/** Tells the driver's process what to do. */
export class ControlClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * @param operation one of `driver/main.py`
   * @returns the operation's result
   * @throws Error with the driver's own message
   */
  async call(operation: string, fields: object, signal?: AbortSignal): Promise<unknown> {
    const response = await fetch(`${this.#url}/control/${operation}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify(fields),
      ...(signal === undefined ? {} : { signal }),
    });
    const body = (await response.json()) as { result?: unknown; message?: string };
    if (!response.ok) throw new Error(body.message ?? `${operation} was answered with ${response.status}`);
    return body.result;
  }
}
