import type { BoardView } from "../../page/board/view";
import { costSoFar } from "../cost/costSoFar";
import type { EventFolder } from "../eventFolder";
import type { EventFile } from "../file/model";
import { lastEntries } from "../journal/journal";
import { Observed, type Light } from "../observed/observed";
import { teamStories, type TeamStory } from "../story/teamStory";
import { EventMemory } from "./eventMemory";
import { generatorLight, streamLight, type SeenLight } from "./lights";
import { EventLook } from "./look";
import { progressOf, type TeamProgress } from "./progress";
import { rowOf, sortedRows, type KnownTeam } from "./rows";
import type { BoardSources } from "./sources";

/** What a board is made of. */
export interface BoardOptions {
  /** Read for each round: teams come late. */
  readonly readEvent: () => Promise<EventFile>;
  readonly folder: Pick<EventFolder, "journal" | "observed">;
  readonly sources: BoardSources;
  /** Whether it writes down what it sees: of several boards of an event one does. */
  readonly records: boolean;
  /** @default the wall's */
  readonly now?: () => Date;
}

/** Azure Monitor keeps metrics for 93 days, and tells of 30 at once (learn.microsoft.com/azure/azure-monitor/metrics). */
const MOST_MS = 30 * 24 * 3_600_000;
const lights: readonly Light[] = ["generator", "stream"];

/** All teams of an event, looked at round after round, and what changes written down. */
export class Board {
  readonly #options: BoardOptions;
  readonly #memory: EventMemory;
  readonly #look: EventLook;
  readonly #observed: Observed | undefined;

  private constructor(options: BoardOptions, memory: EventMemory, observed: Observed | undefined) {
    this.#options = options;
    this.#memory = memory;
    this.#observed = observed;
    const begun = Date.parse(memory.journal[0]?.at ?? "") || this.#now().getTime() - MOST_MS;
    const since = Math.max(begun, this.#now().getTime() - MOST_MS);
    this.#look = new EventLook({ sources: options.sources, since });
  }

  static async open(options: BoardOptions): Promise<Board> {
    const { folder, records } = options;
    const memory = new EventMemory(folder);
    await memory.read();
    const board = new Board(options, memory, records ? await Observed.open(folder.observed) : undefined);
    // A board that was ended in its midst has not said when it stopped looking.
    if (memory.lookedUntil !== undefined) await board.#lightsUnknown(new Date(memory.lookedUntil));
    return board;
  }

  /** Looks once at everything whose turn it is. */
  async round(): Promise<BoardView> {
    await this.#memory.read();
    const event = await this.#options.readEvent();
    const stories = teamStories(this.#memory.journal);
    const teams = this.#teamsOf(event, stories);
    const asked = teams.map(({ name: team, progress: { step } }) => ({
      team,
      step,
      done: new Set(this.#memory.of(team).tasks.keys()),
    }));
    await this.#look.round(event, asked, this.#now().getTime());
    const known = teams.map((team) => this.#known(event, team));
    await this.#record(known);
    const rows = sortedRows(known.map(rowOf));
    const counted = known.flatMap(({ seen }) => seen.traffic?.until ?? []);
    return {
      event: event.event,
      at: this.#now().toISOString(),
      countedUntil: counted.length === 0 ? null : new Date(Math.max(...counted)).toISOString(),
      rows,
      untold: this.#look.untold,
    };
  }

  /** Nobody looks from now on. */
  async close(): Promise<void> {
    await this.#memory.read();
    await this.#lightsUnknown(this.#now());
    await this.#observed?.close();
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  #teamsOf(event: EventFile, stories: ReadonlyMap<string, TeamStory>): readonly BoardTeam[] {
    const last = lastEntries(this.#memory.journal);
    return event.teams.map(({ name, label }) => {
      const story = stories.get(name);
      return { name, label, story, progress: progressOf(story, last.get(name)) };
    });
  }

  #known(event: EventFile, { name: team, label, story, progress }: BoardTeam): KnownTeam {
    const now = this.#now();
    const seen = this.#look.seen(team);
    const { step, since } = progress;
    const { traffic, container, run } = seen;
    const stepSince = since === null ? undefined : Date.parse(since);
    const signs = { now: now.getTime(), step, stepSince, traffic, container, run };
    const found = { generator: generatorLight(signs), stream: streamLight(signs) };
    const cost = story && costSoFar(event, story, now).cost;
    return { team, label, progress, seen, observed: this.#memory.of(team), lights: found, cost, now };
  }

  /** Writes down what has changed, and hears it at once as everybody else does. */
  async #record(teams: readonly KnownTeam[]): Promise<void> {
    const observed = this.#observed;
    if (observed === undefined) return;
    for (const { team, lights: found, seen, observed: before, now } of teams) {
      for (const light of lights) {
        const state = recorded(found[light]);
        const last = before.lights.get(light)?.state ?? "unknown";
        if (state !== last) await observed.add({ team, light, state }, now);
      }
      for (const done of seen.tasks)
        if (!before.tasks.has(done)) await observed.add({ team, done, by: "history" }, now);
      if (seen.clicks !== undefined) await observed.add({ team, clicks: seen.clicks }, now);
    }
    await this.#memory.read();
  }

  async #lightsUnknown(at: Date): Promise<void> {
    for (const team of this.#memory.teams)
      for (const [light, { state }] of this.#memory.of(team).lights)
        if (state !== "unknown") await this.#observed?.add({ team, light, state: "unknown" }, at);
    await this.#memory.read();
  }
}

interface BoardTeam {
  readonly name: string;
  readonly label: string;
  readonly story: TeamStory | undefined;
  readonly progress: TeamProgress;
}

/** Of a light that a team has not come to there is nothing to know. */
const recorded = ({ state }: SeenLight): "on" | "off" | "unknown" => (state === "none" ? "unknown" : state);
