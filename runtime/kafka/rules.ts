import { readFile, rename, writeFile } from "node:fs/promises";

/** What an authorization rule of an Event Hub allows. `Manage` implies the other two. */
export type HubRight = "Send" | "Listen" | "Manage";

/** An authorization rule of a hub. */
export interface HubRule {
  readonly hub: string;
  readonly name: string;
  /** Secret. */
  readonly key: string;
  readonly rights: readonly HubRight[];
}

/** The broker's principal for clients with the rule's key: rules of two hubs may have the same name. */
export const principalOf = (hub: string, name: string): string => `${hub}/${name}`;

const NAME = /^[A-Za-z0-9._-]+$/;

/**
 * The keys of all rules, in a file which the broker reads at each authentication: a line `HUB/RULE=KEY` each. Nobody
 * but its owner may read it.
 */
export class RulesFile {
  /** Changes happen one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(readonly path: string) {}

  /** Creates the file if it is missing. */
  create(): Promise<void> {
    return this.#change(() => undefined);
  }

  put({ hub, name, key }: HubRule): Promise<void> {
    if (!NAME.test(hub) || !NAME.test(name) || !/^\S+$/.test(key)) {
      throw new Error(
        `The names of the hub "${hub}" and its rule "${name}" may not be empty or hold special characters, nor may its key hold spaces.`,
      );
    }
    return this.#change((keys) => keys.set(principalOf(hub, name), key));
  }

  delete(hub: string, name: string): Promise<void> {
    return this.#change((keys) => keys.delete(principalOf(hub, name)));
  }

  #change(edit: (keys: Map<string, string>) => unknown): Promise<void> {
    const done = this.#last.then(async () => {
      const text = await readFile(this.path, "utf8").catch(() => "");
      const keys = new Map(
        text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
      edit(keys);
      // Moved into place, because the broker may be reading it.
      const temporary = `${this.path}.new`;
      await writeFile(temporary, [...keys].map(([principal, key]) => `${principal}=${key}\n`).join(""), {
        mode: 0o600,
      });
      await rename(temporary, this.path);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}
