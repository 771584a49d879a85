import { setTimeout as sleep } from "node:timers/promises";
import { StatementClient, type SqlClient } from "../../clients/sqlClient";
import { CloudState } from "../../emulator";
import { RunningServices } from "../../emulator/runningServices";
import { SCHEMA } from "../../emulator/services/unityCatalog/model";
import { question } from "../../queries";
import { laptopTuning } from "../../runtime/laptopTuning";
import type { Toolchain } from "../../runtime/toolchain";

/** Teams that get a real broker, Spark and generator, and what these are started from. */
export interface LocalOrder {
  readonly teams: readonly string[];
  readonly toolchain: Toolchain;
}

/** A team with real services: on this machine ids of the catalog differ, so it has clouds of its own. */
export interface LocalTeam {
  readonly state: CloudState;
  readonly services: RunningServices;
}

/** The teams of a rehearsal behind whose resources real services run. */
export class LocalTeams {
  readonly #folder: string;
  readonly #ordered = new Map<string, Toolchain>();
  readonly #running = new Map<string, LocalTeam>();
  /** What their tables are being asked. */
  readonly #counting = new Map<LocalTeam, Promise<number | null>>();
  readonly #end = new AbortController();

  /** @param folder where their services keep their data, each team in a folder of its own. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** From now on these teams are created with services. */
  order({ teams, toolchain }: LocalOrder): void {
    for (const team of teams) this.#ordered.set(team, toolchain);
  }

  /** @returns what a team has, made when it first comes; undefined for one that is simulated. */
  teamOf(name: string): LocalTeam | undefined {
    const toolchain = this.#ordered.get(name);
    const known = this.#running.get(name);
    if (toolchain === undefined || known !== undefined) return known;
    const services = new RunningServices({
      challenges: this.#folder,
      name,
      toolchain,
      tuning: laptopTuning,
      signal: this.#end.signal,
    });
    const team = { state: new CloudState(), services };
    this.#running.set(name, team);
    return team;
  }

  /** @returns a team whose services run; undefined for one that is simulated, or not there yet. */
  runningTeam(name: string): LocalTeam | undefined {
    return this.#running.get(name);
  }

  has(name: string): boolean {
    return this.#ordered.has(name);
  }

  get states(): readonly CloudState[] {
    return [...this.#running.values()].map(({ state }) => state);
  }

  /** Ends whatever still runs for a team. @throws LeftoverError naming what is left. */
  async end(name: string): Promise<void> {
    const team = this.#running.get(name);
    this.#running.delete(name);
    await team?.services.close();
  }

  async endAll(): Promise<void> {
    this.#end.abort(new Error("the rehearsal has ended"));
    for (const name of [...this.#running.keys()]) await this.end(name);
  }

  /**
   * A question that takes longer goes on, and answers whoever looks next: on a busy machine Spark's first answer takes a
   * minute, and cut off before it would never come.
   *
   * @param within how long to wait, ms.
   * @returns how many clicks each team's table has; null where there is none yet, or no answer.
   */
  async clicks(within: number): Promise<Readonly<Record<string, number | null>>> {
    const counted = [...this.#running].map(async ([name, team]) => {
      const late = sleep(within, null, { ref: false });
      return [name, await Promise.race([this.#countOf(team), late])] as const;
    });
    return Object.fromEntries(await Promise.all(counted)) as Record<string, number | null>;
  }

  #countOf(team: LocalTeam): Promise<number | null> {
    const asked = this.#counting.get(team) ?? clicksOf(team).finally(() => this.#counting.delete(team));
    this.#counting.set(team, asked);
    return asked;
  }
}

/** How a team's tables are asked. The token is secret. */
export interface LocalTables {
  readonly host: string;
  readonly token: string;
  readonly schema: string;
}

/** @returns undefined before there is a schema for a team's tables. */
export function localTables({ state, services: { sql } }: LocalTeam): LocalTables | undefined {
  const [schema] = state.resources(SCHEMA);
  if (sql === undefined || schema === undefined) return undefined;
  return { host: sql.url, token: sql.token, schema: String(schema.inputs["name"]) };
}

/** Asks a team's tables. */
export function localClient({ host, token, schema }: LocalTables): SqlClient {
  return new StatementClient({ host, token: () => Promise.resolve(token), warehouseId: "local", schema });
}

async function clicksOf(team: LocalTeam): Promise<number | null> {
  const tables = localTables(team);
  if (tables === undefined) return null;
  // Before the stream has made its table, and after Spark has ended, there is no count.
  return await localClient(tables)
    .query(question("total").sql)
    .then(
      ({ rows }) => Number(rows[0]?.[0] ?? 0),
      () => null,
    );
}
