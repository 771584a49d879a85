import type { FailureKind } from "../../program/failures";
import type { Step } from "../../program/steps";
import type { JournalEntry, TeamVerb } from "../journal/journal";

/** A time in which a team had what belongs to a step. */
export interface StepStay {
  readonly step: Step;
  /** When the first attempt to bring it there began: from then on it may cost something. */
  readonly begun: Date;
  /** When it was there; undefined: no attempt has come to its end. */
  readonly reached: Date | undefined;
  /** When the next step was begun, or everything was gone; undefined: it is there still. */
  readonly until: Date | undefined;
}

/** How long a team is at a step. */
export interface StepHours {
  readonly step: Step;
  readonly hours: number;
}

/** What a team has gone through, as the event's journal has it. */
export interface TeamStory {
  readonly team: string;
  /** One after the other. */
  readonly stays: readonly StepStay[];
  /** Attempts that failed, by kind. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
}

/** @returns the story of each team, in the order in which the journal first names them. */
export function teamStories(entries: readonly JournalEntry[]): ReadonlyMap<string, TeamStory> {
  const tellers = new Map<string, StoryTeller>();
  for (const entry of entries) {
    const teller = tellers.get(entry.team) ?? new StoryTeller();
    tellers.set(entry.team, teller);
    teller.hear(entry);
  }
  return new Map([...tellers].map(([team, teller]) => [team, teller.storyOf(team)]));
}

/** @returns the last stay, where the team still has what belongs to it. */
export function standingStay({ stays }: Pick<TeamStory, "stays">): StepStay | undefined {
  const last = stays.at(-1);
  return last?.until === undefined ? last : undefined;
}

/**
 * @param now end of what still stands.
 * @returns how long the team was at each step, one stay after the other.
 */
export function hoursAt({ stays }: Pick<TeamStory, "stays">, now: Date): StepHours[] {
  return stays.map(({ step, begun, until = now }) => ({
    step,
    hours: Math.max(0, until.valueOf() - begun.valueOf()) / 3_600_000,
  }));
}

/** Verbs that only take away. */
const removals: readonly TeamVerb[] = ["down", "remove"];

/** Hears the entries of one team in their order. */
class StoryTeller {
  readonly #stays: StepStay[] = [];
  readonly #failures: Partial<Record<FailureKind, number>> = {};
  /** Start of the first of the attempts that have not yet brought the team anywhere. */
  #attempted: Date | undefined;

  hear({ at, verb, phase, kind = "unknown", step }: JournalEntry): void {
    const when = new Date(at);
    if (phase === "started" && !removals.includes(verb)) this.#attempted ??= when;
    if (phase === "failed") this.#failures[kind] = (this.#failures[kind] ?? 0) + 1;
    // Without a step nothing is known of what stands: what stood is taken to stand.
    if (phase === "started" || step === undefined) return;
    if (step === 0) this.#end(when);
    else this.#stand(step as Step, when, phase === "done");
  }

  storyOf(team: string): TeamStory {
    return { team, stays: this.#stays, failures: this.#failures };
  }

  #stand(step: Step, when: Date, isDone: boolean): void {
    const current = standingStay({ stays: this.#stays });
    const begun = this.#attempted ?? when;
    this.#attempted = undefined;
    // What should have been taken away may be there still.
    if (!isDone && current !== undefined && step <= current.step) return;
    const reached = isDone ? when : undefined;
    if (current?.step === step) this.#replaceLast({ ...current, reached: current.reached ?? reached });
    else {
      if (current !== undefined) this.#replaceLast({ ...current, until: begun });
      this.#stays.push({ step, begun, reached, until: undefined });
    }
  }

  #end(when: Date): void {
    const current = standingStay({ stays: this.#stays });
    if (current !== undefined) this.#replaceLast({ ...current, until: when });
    this.#attempted = undefined;
  }

  #replaceLast(stay: StepStay): void {
    this.#stays[this.#stays.length - 1] = stay;
  }
}
