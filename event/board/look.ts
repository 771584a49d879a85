import type { EventFile } from "../file/model";
import type { TeamTask } from "../observed/observed";
import { RoundBudget } from "./budget";
import { TeamMemory, type LookedThing, type TeamSeen } from "./memory";
import type { BoardSources, Told } from "./sources";
import { lookRules } from "./teamLooks";
import { teamResources } from "./teamResources";
import { clicksSince, trafficOf, trafficQuestions, type TrafficQuestion } from "./traffic";
import { nextTurns } from "./turns";

/** A team as far as a look has to know it. */
export interface LookedTeam {
  readonly team: string;
  /** The last of the six steps that it has reached. */
  readonly step: number;
  /** Tasks that are done already: nobody has to look for them. */
  readonly done: ReadonlySet<TeamTask>;
}

/** How a look asks. */
export interface LookOptions {
  readonly sources: BoardSources;
  /** Since when clicks are counted, ms since the epoch. */
  readonly since: number;
}

/** Most requests of one round, and how long it may take. */
export const ROUND = { requests: 60, ms: 5_000 } as const;
/** How often it is looked where teams are, and how many clicks there are; ms. */
const PLACES_EVERY_MS = 60_000;
const CLICKS_EVERY_MS = 5 * 60_000;
/** Shortest time over which clicks can be counted, ms. */
const MINUTE_MS = 60_000;
/** Who did not answer, or asked for patience, is left alone for that long, ms. */
const REST_MS = 60_000;

/** Looks at what a whole event has in the clouds, round after round, without waking anything. */
export class EventLook {
  readonly #options: LookOptions;
  readonly #teams = new Map<string, TeamMemory>();
  #placesAt = -Infinity;
  #clicksAt = -Infinity;
  /** What was not told last time it was asked, and why. */
  readonly #untold = new Map<string, string>();

  constructor(options: LookOptions) {
    this.#options = options;
  }

  seen(team: string): TeamSeen {
    return this.#memory(team);
  }

  /** What could not be asked, and why. */
  get untold(): readonly string[] {
    return [...this.#untold].map(([what, why]) => `${what}: ${why}`);
  }

  /** @returns how many requests it took. */
  async round(event: EventFile, teams: readonly LookedTeam[], now: number): Promise<number> {
    const budget = new RoundBudget(ROUND.requests, ROUND.ms);
    const here = new Set(teams.map(({ team }) => team));
    for (const team of this.#teams.keys()) if (!here.has(team)) this.#forget(team);
    await this.#lookForPlaces(budget, { event, here, now });
    await this.#lookAtTraffic(budget, now);
    const open = teams.filter(({ done }) => !done.has("currentCount") || !done.has("ownQuery"));
    await Promise.all([
      this.#lookInTurn("container", budget, teams, now),
      this.#lookInTurn("run", budget, teams, now),
      this.#lookInTurn("history", budget, open, now),
    ]);
    return budget.used;
  }

  #memory(team: string): TeamMemory {
    const known = this.#teams.get(team) ?? new TeamMemory(this.#options.since);
    this.#teams.set(team, known);
    return known;
  }

  #forget(team: string): void {
    this.#teams.delete(team);
    for (const thing of Object.keys(lookRules)) this.#untold.delete(`${thing} of ${team}`);
  }

  #note(what: string, why: string | undefined): void {
    if (why === undefined) this.#untold.delete(what);
    else this.#untold.set(what, why);
  }

  /** Notes why something is not known. @returns what was told. */
  #value<T>(what: string, told: Told<T>): T | undefined {
    this.#note(what, "unknown" in told ? told.unknown : undefined);
    return "value" in told ? told.value : undefined;
  }

  async #lookForPlaces(
    budget: RoundBudget,
    {
      event,
      here,
      now,
    }: { readonly event: EventFile; readonly here: ReadonlySet<string>; readonly now: number },
  ): Promise<void> {
    const { sources } = this.#options;
    if (now - this.#placesAt < PLACES_EVERY_MS) return;
    this.#placesAt = now;
    const subscriptions = [...new Set(event.places.map(({ subscription }) => subscription))];
    const look = async (subscription: string): Promise<void> => {
      if (!budget.take(2)) return;
      const told = await teamResources(sources, subscription, event);
      const found = this.#value(`subscription ${subscription}`, told);
      if (found === undefined) return;
      for (const team of here) {
        const memory = this.#memory(team);
        const before = memory.resources?.subscription;
        if (found.has(team) || before === subscription) memory.resources = found.get(team);
      }
    };
    await Promise.all(subscriptions.map(look));
  }

  async #lookAtTraffic(budget: RoundBudget, now: number): Promise<void> {
    const { sources, since } = this.#options;
    const isDue = now - this.#clicksAt >= CLICKS_EVERY_MS;
    if (isDue) this.#clicksAt = now;
    const resources = [...this.#teams.values()].flatMap((memory) => memory.resources ?? []);
    const look = async (question: TrafficQuestion): Promise<void> => {
      if (!budget.take(1)) return;
      const told = await trafficOf(sources, question, budget.signal);
      const found = this.#value(`metrics of ${question.region}`, told);
      if (found !== undefined) this.#keep(question, (memory, id) => (memory.traffic = found.get(id)));
      if (!isDue || !budget.take(1)) return;
      const counted = await clicksSince(
        sources,
        { ...question, from: Math.min(since, now - MINUTE_MS) },
        budget.signal,
      );
      const clicks = this.#value(`clicks of ${question.region}`, counted);
      if (clicks !== undefined) this.#keep(question, (memory, id) => (memory.clicks = clicks.get(id)));
    };
    await Promise.all(trafficQuestions(resources, now).map(look));
  }

  #keep({ namespaces }: TrafficQuestion, put: (memory: TeamMemory, id: string) => void): void {
    for (const memory of this.#teams.values()) {
      const id = memory.resources?.namespace;
      if (id !== undefined && namespaces.includes(id)) put(memory, id.toLowerCase());
    }
  }

  async #lookInTurn(
    thing: LookedThing,
    budget: RoundBudget,
    teams: readonly LookedTeam[],
    now: number,
  ): Promise<void> {
    const { fromStep, most, every, requests, isUrgent, look } = lookRules[thing];
    const turns = teams.flatMap(({ team, step }) => {
      const memory = this.#memory(team);
      if (step < fromStep || memory.resources === undefined) return [];
      return [{ team, due: memory.due[thing], urgent: isUrgent(memory) }];
    });
    const lookAt = async (team: string): Promise<void> => {
      const memory = this.#memory(team);
      const { resources } = memory;
      if (resources === undefined || !budget.take(requests)) return;
      const { sources } = this.#options;
      const why = await look({ sources, memory, resources, now, signal: budget.signal });
      memory.due[thing] = now + (why === undefined ? every : REST_MS);
      this.#note(`${thing} of ${team}`, why);
    };
    await Promise.all(nextTurns(turns, now, most).map(lookAt));
  }
}
