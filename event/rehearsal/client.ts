import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../../verify/verify";
import type { CloudLook, CloudVisit, LookAddresses, PlantOrder } from "./clouds";
import type { Planted } from "./leftovers/plant";
import type { LocalOrder, LocalTables } from "./localTeams";
import { cloudsAt, type CloudNote } from "./cloudNote";

/** What the clouds hold. */
export interface CloudContents {
  /** Each as `type id`. */
  readonly left: readonly string[];
}

/** A rehearsal's clouds, in their process. */
export class CloudsClient {
  readonly address: CloudNote["address"];

  constructor({ address }: Pick<CloudNote, "address">) {
    this.address = address;
  }

  /** @returns the environment in which the team's engine finds them. */
  async serve(visit: CloudVisit): Promise<Readonly<Record<string, string>>> {
    return (await this.#ask("serve", visit)) as Readonly<Record<string, string>>;
  }

  /** @returns the port on which the REST API of a served team's workspaces is answered. */
  async workspacesOf(team: string): Promise<number> {
    return ((await this.#ask("workspaces", team)) as { readonly port: number }).port;
  }

  /** @returns where ARM and the workspaces tell of subscriptions until the process that looks has ended. */
  async look(look: CloudLook): Promise<LookAddresses> {
    return (await this.#ask("look", look)) as LookAddresses;
  }

  /** Leaves behind what events leave, and what of other people looks like it. @returns what has to have a stack. */
  async plant(order: PlantOrder): Promise<Planted> {
    return (await this.#ask("plant", order)) as Planted;
  }

  async contents(): Promise<CloudContents> {
    return (await this.#ask("left")) as CloudContents;
  }

  /** From now on these teams have a real broker, Spark and generator besides. */
  async orderLocal(order: LocalOrder): Promise<void> {
    await this.#ask("local", order);
  }

  /** @returns how many clicks the table of each team with real services has; null where there is none yet. */
  async clicks(): Promise<Readonly<Record<string, number | null>>> {
    return (await this.#ask("clicks")) as Readonly<Record<string, number | null>>;
  }

  /** @returns whether a team's clicks arrived, once; undefined for a team that is simulated. */
  async verify(team: string): Promise<Report | undefined> {
    return ((await this.#ask("verify", team)) as { readonly report: Report | null }).report ?? undefined;
  }

  /** @returns how a team's tables are asked; undefined where it has none on this machine, or not yet. */
  async tables(team: string): Promise<LocalTables | undefined> {
    return ((await this.#ask("tables", team)) as { readonly tables: LocalTables | null }).tables ?? undefined;
  }

  /** Says that a team is gone with all that it had. @throws Error naming what is left of its services. */
  async gone(team: string): Promise<void> {
    await this.#ask("gone", team);
  }

  /** Ends the process, and everything in the clouds with it. */
  async stop(): Promise<void> {
    await this.#ask("stop");
  }

  async #ask(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.address}/${path}`, {
      method: "POST",
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`the rehearsal's clouds refused ${path}: ${text || response.statusText}`);
    return JSON.parse(text);
  }
}

/** @param file where they note their address. @returns a rehearsal's clouds; undefined where none run. */
export async function runningClouds(file: string): Promise<CloudsClient | undefined> {
  const found = await cloudsAt(file);
  return found === undefined || found === "ended" ? undefined : new CloudsClient(found);
}

/** Longest that the process may take to listen, ms; a busy machine takes many times as long as an idle one. */
const START_LIMIT_MS = 60_000;

/**
 * Starts the clouds' process, detached: it outlives this one.
 *
 * @param command what to run, to which the file and the speed are added.
 * @param file where it notes its address.
 */
export async function startClouds(
  command: readonly [string, ...string[]],
  file: string,
  speed: number,
): Promise<CloudsClient> {
  const log = openSync(join(dirname(file), "clouds.log"), "a", 0o600);
  const [program, ...args] = command;
  const child = spawn(program, [...args, file, String(speed)], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const note = await cloudsAt(file);
    if (note !== undefined && note !== "ended" && note.pid === child.pid) return new CloudsClient(note);
    await sleep(50);
  }
  throw new Error(`the rehearsal's clouds did not start: see ${join(dirname(file), "clouds.log")}`);
}
