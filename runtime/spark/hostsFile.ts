import { rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

/** The names that the driver resolves, in the format of `/etc/hosts`: Java then asks nobody else. */
export class HostsFile {
  readonly #hosts: Map<string, string>;

  constructor(
    readonly path: string,
    hosts: Readonly<Record<string, string>>,
  ) {
    this.#hosts = new Map([["localhost", "127.0.0.1"], [hostname(), "127.0.0.1"], ...Object.entries(hosts)]);
  }

  async add(hosts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, address] of Object.entries(hosts)) this.#hosts.set(name, address);
    await this.write();
  }

  /** In one step: Java may be reading it. */
  async write(): Promise<void> {
    const lines = [...this.#hosts].map(([name, address]) => `${address} ${name}\n`);
    await writeFile(`${this.path}.new`, lines.join(""));
    await rename(`${this.path}.new`, this.path);
  }
}
