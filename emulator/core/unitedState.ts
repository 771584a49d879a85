import { CloudState, type CloudResource } from "./cloudState";

/** Several clouds' states as one: what exists in any of them, as it is now. A change reaches the one that has the resource. */
export class UnitedState extends CloudState {
  readonly #states: () => readonly CloudState[];

  /** @param states asked each time; the first takes what none has yet. */
  constructor(states: () => readonly CloudState[]) {
    super();
    this.#states = states;
  }

  override resources(type?: string): readonly CloudResource[] {
    return this.#states().flatMap((state) => state.resources(type));
  }

  override find(home: string, type: string, id: string): CloudResource | undefined {
    return this.#holder({ home, type, id })?.find(home, type, id);
  }

  override put(resource: CloudResource): void {
    (this.#holder(resource) ?? this.#states()[0])?.put(resource);
  }

  override remove(resource: CloudResource): void {
    this.#holder(resource)?.remove(resource);
  }

  #holder({ home, type, id }: Pick<CloudResource, "home" | "type" | "id">): CloudState | undefined {
    return this.#states().find((state) => state.find(home, type, id) !== undefined);
  }
}
