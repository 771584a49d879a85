import type { JournalEntry } from "../journal/journal";
import { LinesTail } from "../journal/syncedLines";
import {
  OutageTally,
  type Light,
  type LightState,
  type ObservedEntry,
  type TaskDone,
  type TeamTask,
  type VerifiedClicks,
} from "../observed/observed";

/** What was seen of a team, as far as the board shows it. */
export interface TeamObserved {
  /** Each light's last state, and since when. */
  readonly lights: ReadonlyMap<Light, { readonly state: LightState; readonly at: string }>;
  readonly outages: OutageTally;
  readonly verified: (VerifiedClicks["verified"] & { readonly at: string }) | undefined;
  readonly tasks: ReadonlyMap<TeamTask, TaskDone["by"]>;
}

class ObservedTeam implements TeamObserved {
  readonly lights = new Map<Light, { state: LightState; at: string }>();
  readonly outages = new OutageTally();
  verified: TeamObserved["verified"];
  readonly tasks = new Map<TeamTask, TaskDone["by"]>();

  hear(entry: ObservedEntry): void {
    const { at } = entry;
    if ("light" in entry) {
      const { light, state } = entry;
      if (this.lights.get(light)?.state !== state) this.lights.set(light, { state, at });
      this.outages.hear(entry);
    } else if ("verified" in entry) this.verified = { ...entry.verified, at };
    // What a coach saw stays theirs.
    else if ("done" in entry && this.tasks.get(entry.done) !== "coach") this.tasks.set(entry.done, entry.by);
  }
}

/**
 * What an event's two files say, read as they grow. Of what was seen it keeps the last of each kind; the journal it keeps
 * whole: it grows with what people do, and not with time.
 */
export class EventMemory {
  readonly #journal: LinesTail<JournalEntry>;
  readonly #observed: LinesTail<ObservedEntry>;
  readonly #entries: JournalEntry[] = [];
  readonly #teams = new Map<string, ObservedTeam>();
  /** When a light or a count was last written down: until then somebody looked. */
  #lookedUntil: string | undefined;

  constructor({ journal, observed }: { readonly journal: string; readonly observed: string }) {
    this.#journal = new LinesTail(journal);
    this.#observed = new LinesTail(observed);
  }

  async read(): Promise<void> {
    this.#entries.push(...(await this.#journal.read()));
    for (const entry of await this.#observed.read()) {
      this.#team(entry.team).hear(entry);
      if ("light" in entry || "clicks" in entry) this.#lookedUntil = entry.at;
    }
  }

  get journal(): readonly JournalEntry[] {
    return this.#entries;
  }

  get lookedUntil(): string | undefined {
    return this.#lookedUntil;
  }

  get teams(): readonly string[] {
    return [...this.#teams.keys()];
  }

  of(team: string): TeamObserved {
    return this.#team(team);
  }

  #team(name: string): ObservedTeam {
    const known = this.#teams.get(name) ?? new ObservedTeam();
    this.#teams.set(name, known);
    return known;
  }
}
