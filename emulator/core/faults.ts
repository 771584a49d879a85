import type { ResourceState } from "./cloudApi";
import type { Clock } from "./clock";
import { AzureError, DatabricksError, IncompleteError, thingOf } from "./errors";

/** What a cloud does to resources; reads are not counted. */
export type Action = "create" | "update" | "delete";

/** One failure on demand. */
export interface Fault {
  /** Fails the n-th operation, from 1, of those that `action` and `type` name. */
  readonly nth: number;
  /** @default every action */
  readonly action?: Action;
  /** A type token. @default every type */
  readonly type?: string;
  /** Before its effect: nothing happened. After: it happened, and the caller gets an error. */
  readonly when: "before" | "after";
  /**
   * `refuse`: an error at once. `timeout`: an error after the provider's timeout, an hour of the
   * cloud's time. `cutOff`: the connection breaks; after the effect, the caller never learns of it.
   * @default "refuse"
   */
  readonly how?: "refuse" | "timeout" | "cutOff";
  /** What the service says when it refuses. @default that this is a fault on demand */
  readonly message?: string;
}

/** azure-native and the Databricks provider give up on one operation after this many seconds by default. */
const TIMEOUT_SECONDS = 3600;

/** Counts the operations of one cloud and fails those that its faults name. */
export class Faults {
  readonly #pending: { readonly fault: Fault; seen: number }[];

  readonly #clock: Clock;

  constructor(faults: readonly Fault[], clock: Clock) {
    this.#clock = clock;
    this.#pending = faults.map((fault) => ({ fault, seen: 0 }));
  }

  /**
   * Carries out an operation, or fails as a fault demands.
   * @throws {@link IncompleteError} where the resource exists though the operation failed.
   */
  async around<T extends ResourceState | undefined>(
    action: Action,
    type: string,
    operation: () => Promise<T>,
  ): Promise<T> {
    const fault = this.#next(action, type);
    if (fault === undefined) return operation();
    const done = fault.when === "after" ? await operation() : undefined;
    if (fault.how === "timeout") await this.#clock.sleep(TIMEOUT_SECONDS);
    const error = failure(fault, action, type);
    throw done === undefined || fault.how === "cutOff" ? error : new IncompleteError(error.message, done);
  }

  #next(action: Action, type: string): Fault | undefined {
    let found: Fault | undefined;
    for (const pending of this.#pending) {
      const { fault } = pending;
      if ((fault.action ?? action) !== action || (fault.type ?? type) !== type) continue;
      pending.seen += 1;
      if (pending.seen === fault.nth) found = fault;
    }
    return found;
  }
}

function failure(fault: Fault, action: Action, type: string): Error {
  if (fault.how === "timeout") return new Error(`${action} of ${type}: context deadline exceeded`);
  if (fault.how === "cutOff") return new Error(`${action} of ${type}: read: connection reset by peer`);
  const message = fault.message ?? `Fault on demand: ${action} of ${type} ${fault.when} its effect.`;
  if (type.startsWith("databricks:")) return new DatabricksError(`${action} ${thingOf(type)}`, message);
  return new AzureError(500, "InternalServerError", message);
}
