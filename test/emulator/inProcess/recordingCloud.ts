import { setTimeout as delay } from "node:timers/promises";
import type {
  CheckFailure,
  Diff,
  CloudApi,
  ResourceState,
  Properties,
} from "../../../emulator/core/cloudApi";

/** How a {@link RecordingCloud} behaves; resources by the name that they are declared with. */
export interface Behaviour {
  readonly failing?: ReadonlyMap<string, string>;
  /** How often a failing one fails. @default always */
  readonly failures?: number;
  readonly refusing?: ReadonlyMap<string, readonly CheckFailure[]>;
  /** Names of resources that are created although their create fails. */
  readonly incomplete?: readonly string[];
  readonly slow?: readonly string[];
  /** Those that cannot be deleted. */
  readonly stubborn?: Set<string>;
  /** From the second resource on, so many must have begun before any of them ends. */
  readonly parties?: number;
  readonly onCreate?: (name: string) => unknown;
}

/** A cloud that creates nothing and records what it is asked. */
export class RecordingCloud implements CloudApi {
  readonly log: string[];
  readonly #waiting: (() => void)[] = [];
  readonly #failures = new Map<string, number>();

  readonly #suffix;

  constructor(
    readonly options: Behaviour = {},
    suffix = "",
    log: string[] = [],
  ) {
    this.#suffix = suffix;
    this.log = log;
  }

  configured(provider: string, configuration: Properties): CloudApi {
    const suffix = ` through ${provider} ${String(configuration["host"])}`;
    return new RecordingCloud(this.options, suffix, this.log);
  }

  async check(_: string, inputs: Properties): Promise<readonly CheckFailure[]> {
    return this.options.refusing?.get(String(inputs["name"])) ?? [];
  }

  async diff(): Promise<Diff> {
    return { properties: {}, deleteBeforeReplace: false };
  }

  async create(_: string, name: string, inputs: Properties): Promise<ResourceState> {
    this.log.push(`create ${name}${this.#suffix}`);
    this.options.onCreate?.(name);
    await this.#meet(name);
    if (this.options.slow?.includes(name)) await delay(50);
    this.#fail(name);
    const made = { id: `${name}-id`, outputs: inputs };
    if (this.options.incomplete?.includes(name)) throw Object.assign(new Error("half made"), { made });
    this.log.push(`created ${name}${this.#suffix}`);
    return made;
  }

  async read(_: string, id: string): Promise<ResourceState | undefined> {
    this.log.push(`read ${id}`);
    return { id, outputs: { size: 42 } };
  }

  async update(_: string, id: string): Promise<ResourceState> {
    return { id, outputs: {} };
  }

  async delete(_: string, id: string): Promise<void> {
    this.log.push(`delete ${id}${this.#suffix}`);
    const name = id.replace(/-id$/, "");
    if (this.options.stubborn?.has(name)) throw new Error(`${name} is held`);
  }

  async call(token: string, args: Properties): Promise<Properties> {
    this.log.push(`call ${token} ${JSON.stringify(args)}${this.#suffix}`);
    return args;
  }

  #fail(name: string): void {
    const message = this.options.failing?.get(name);
    const before = this.#failures.get(name) ?? 0;
    if (message === undefined || before >= (this.options.failures ?? Number.POSITIVE_INFINITY)) return;
    this.#failures.set(name, before + 1);
    throw new Error(
      this.options.failures === undefined && before === 0 ? message : `${message} (${before + 1})`,
    );
  }

  async #meet(name: string): Promise<void> {
    const { parties } = this.options;
    if (parties === undefined || name === "first") return;
    const met = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#waiting.length >= parties) for (const resolve of this.#waiting) resolve();
    await met;
  }
}
