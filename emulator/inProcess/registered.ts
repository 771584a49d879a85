import type { Properties } from "../core/cloudApi";
import type { Path } from "../grpc/properties";

/** One resource as the program declared it and the cloud created it. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the component it belongs to; undefined at the top of the stack. */
  readonly parent: string | undefined;
  /** Whether a provider creates it; a component only groups its children. */
  readonly custom: boolean;
  /** Empty for a component. */
  readonly id: string;
  readonly inputs: Properties;
  /** Which of the inputs were declared as secrets. */
  readonly secretInputs: readonly Path[];
  readonly outputs: Properties;
  /** URN of the provider it was declared with; undefined: the package's default. */
  readonly provider: string | undefined;
  /** URNs of all that it depends on, by outputs or by `dependsOn`. */
  readonly dependencies: readonly string[];
  /** For each input, the URNs of the resources whose outputs are in it. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of the resource with which this one is deleted. */
  readonly deletedWith: string | undefined;
}

/** The state of one resource. */
export type ResourceProgress = "creating" | "created" | "failed" | "deleting" | "deleted";

/** A resource's change of state, for showing the deployment as a tree. */
export interface ResourceEvent {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of its component; undefined at the top. */
  readonly parent: string | undefined;
  readonly state: ResourceProgress;
  /** How long it took to get there; 0 for `creating` and `deleting`. */
  readonly seconds: number;
  /** Why, where the state is `failed`. */
  readonly error?: string;
}

/** Reports the states of resources. */
export class Progress {
  readonly #onEvent: (event: ResourceEvent) => void;

  constructor(onEvent: (event: ResourceEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Reports the beginning of a piece of work and its end. */
  async around<T>(
    resource: Pick<RegisteredResource, "urn" | "type" | "name" | "parent">,
    states: readonly [begin: ResourceProgress, end: ResourceProgress],
    work: () => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    const { urn, type, name, parent } = resource;
    const tell = (state: ResourceProgress, error?: string): void =>
      this.#onEvent({
        urn,
        type,
        name,
        parent,
        state,
        seconds: state === states[0] ? 0 : (performance.now() - started) / 1000,
        ...(error !== undefined && { error }),
      });
    tell(states[0]);
    try {
      const done = await work();
      tell(states[1]);
      return done;
    } catch (error) {
      tell("failed", messageOf(error));
      throw error;
    }
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
