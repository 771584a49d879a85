import type { Clock } from "./clock";
import { AzureError } from "./errors";

/** What Azure Resource Manager counts apart. */
export type RequestKind = "read" | "write" | "delete";

/**
 * Requests at once, and more each second, for one identity in one subscription and region
 * (learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling, *Regional throttling and
 * token bucket algorithm*).
 */
const buckets: Readonly<Record<RequestKind, { readonly size: number; readonly perSecond: number }>> = {
  read: { size: 250, perSecond: 25 },
  write: { size: 200, perSecond: 10 },
  delete: { size: 200, perSecond: 10 },
};

/** azure-native sends a refused request three times more, each after what `Retry-After` says (azcore, policy_retry.go). */
const RETRIES = 3;

/** The requests of one identity in one subscription and region, as Azure Resource Manager counts them. */
export class RequestLimits {
  readonly #clock: Clock;
  readonly #subscription: string;
  readonly #left = new Map<RequestKind, { tokens: number; at: number }>();
  #refused = 0;

  constructor(clock: Clock, subscription: string) {
    this.#clock = clock;
    this.#subscription = subscription;
  }

  /** How many requests were answered 429 so far. */
  get refused(): number {
    return this.#refused;
  }

  /** @returns 0 where a request is taken, else the seconds of its `Retry-After`. */
  take(kind: RequestKind): number {
    const { size, perSecond } = buckets[kind];
    const now = this.#clock.now();
    const { tokens, at } = this.#left.get(kind) ?? { tokens: size, at: now };
    const filled = Math.min(size, tokens + (now - at) * perSecond);
    this.#left.set(kind, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    if (filled >= 1) return 0;
    this.#refused += 1;
    // When the next one is there; a header has whole seconds.
    return Math.max(1, Math.ceil((1 - filled) / perSecond));
  }

  /** Sends a request as azure-native does. @throws AzureError where it is refused once more than that tries. */
  async pass(kind: RequestKind): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const wait = this.take(kind);
      if (wait === 0) return;
      if (attempt === RETRIES) throw this.#throttled(kind, wait);
      await this.#clock.sleep(wait);
    }
  }

  /** The words of MicrosoftDocs/azure-docs#105248. */
  #throttled(kind: RequestKind, wait: number): AzureError {
    const message = `Number of '${kind}' requests for subscription '${this.#subscription}' exceeded the limit. Please try again after '${wait}' seconds.`;
    return new AzureError(429, "SubscriptionRequestsThrottled", message);
  }
}
