import { stepsOf, type StepProgress, type StepResource, type StepsSource } from "../../page";
import type { ResourceEvent } from "../../emulator/inProcess";

const stepState: Partial<Record<ResourceEvent["state"], StepResource["state"]>> = {
  creating: "creating",
  created: "created",
  failed: "failed",
};

/** How far the challenge's six steps are, by the states of their resources. */
export class StepsFromEvents implements StepsSource {
  readonly #resources = new Map<string, StepResource>();
  readonly #listeners = new Set<() => void>();

  /** Takes in a resource's new state; a resource that is being deleted belongs to no step any more. */
  hear({ urn, type, name, state, error }: ResourceEvent): void {
    const shown = stepState[state];
    if (shown === undefined) this.#resources.delete(urn);
    else
      this.#resources.set(urn, { type, name, state: shown, ...(error !== undefined && { message: error }) });
    for (const listener of this.#listeners) listener();
  }

  current(): readonly StepProgress[] {
    return stepsOf([...this.#resources.values()]);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
