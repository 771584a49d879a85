import { setMaxListeners } from "node:events";
import type { Clock } from "../../emulator/core/clock";
import type { Placement } from "../file/model";
import { askedPause, kinds } from "../../program/failures";
import { PlaceGate, Slots } from "./gate";
import type { TeamFailure, TeamJob, TeamNews, TeamResult } from "./job";
import type { StartTeam, TeamProcess } from "./teamProcess";

/** How a team came through a command, its new attempts included. */
export type TeamOutcome = Omit<TeamResult, "outcome"> & {
  readonly team: string;
  /** `held back`: it was not started. */
  readonly outcome: TeamResult["outcome"] | "held back";
  readonly attempts: number;
  /** Of the clouds' time. */
  readonly seconds: number;
};

/** What is told of a team. */
export type CoordinatorNews =
  | { readonly is: "started"; readonly pid: number; readonly attempt: number }
  | { readonly is: "again"; readonly after: number; readonly result: TeamResult }
  | { readonly is: "ended"; readonly outcome: TeamOutcome }
  | Exclude<TeamNews, { is: "result" }>;

/** How a command is brought to all teams. */
export interface CoordinatorOptions {
  readonly start: StartTeam;
  /** How many processes at once. */
  readonly atOnce: number;
  /**
   * `started`: the first team goes alone until its role assignment and its workspace's first call are done; `done`: until
   * it is done; `none`: all at once.
   */
  readonly canary: "started" | "done" | "none";
  /** Of the clouds. */
  readonly clock: Clock;
  readonly tell: (team: string, news: CoordinatorNews) => void;
  /** Aborted when nothing new is to start. */
  readonly stop: AbortSignal;
  /** Aborted when what runs is to be cancelled, too. */
  readonly cancel: AbortSignal;
}

/** Brings one command to many teams: a process each, started at each place's pace; a team that fails holds up no other. */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #gate: PlaceGate;
  readonly #slots: Slots;
  readonly #running = new Set<TeamProcess>();
  /** Why no team is started any more, besides the stop. */
  #halted: string | undefined;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#gate = new PlaceGate(options.clock);
    this.#slots = new Slots(options.atOnce);
    // As many listen as there are teams; Node takes more than ten for a leak.
    setMaxListeners(Infinity, options.stop);
    options.cancel.addEventListener("abort", () => {
      for (const running of this.#running) running.cancel();
    });
  }

  /** @returns each team's outcome, in the order of the jobs. */
  async run(jobs: readonly TeamJob[]): Promise<readonly TeamOutcome[]> {
    const [first, ...others] = jobs;
    if (first === undefined) return [];
    let release: () => void = () => undefined;
    const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    const canary = this.#team(first, release);
    if (this.#options.canary !== "none") {
      const early = await Promise.race([released, canary]);
      if (early?.kind !== undefined && kinds[early.kind].meetsAll)
        this.#halted = `the first team, ${first.team}, failed for ${early.kind}: no other is started`;
    }
    return await Promise.all([canary, ...others.map((job) => this.#team(job))]);
  }

  /** @param onStanding called once others may follow. */
  async #team(job: TeamJob, onStanding?: () => void): Promise<TeamOutcome> {
    const outcome = await this.#attempts(job, onStanding);
    this.#options.tell(job.team, { is: "ended", outcome });
    return outcome;
  }

  async #attempts(job: TeamJob, onStanding: (() => void) | undefined): Promise<TeamOutcome> {
    const { clock, stop, tell } = this.#options;
    const began = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      const why = await this.#turn(job);
      if (why !== undefined) return heldBack(job, why, attempt - 1, clock.now() - began);
      const result = await this.#once(job, attempt, onStanding);
      const pause = this.#pauseAfter(result, attempt);
      if (pause === undefined)
        return { ...result, team: job.team, attempts: attempt, seconds: clock.now() - began };
      tell(job.team, { is: "again", after: pause, result });
      await clock.sleep(pause, stop).catch(() => undefined);
      if (stop.aborted) return { ...result, team: job.team, attempts: attempt, seconds: clock.now() - began };
    }
  }

  /** Waits for a slot and the place's turn. @returns why the team is not to start; undefined: it is, and has both. */
  async #turn({ placement }: TeamJob): Promise<string | undefined> {
    const { clock, stop } = this.#options;
    for (;;) {
      await this.#slots.take();
      const why = this.#whyNot(placement);
      const wait = why === undefined ? this.#gate.turn(placement) : 0;
      if (why === undefined && wait === 0) return undefined;
      // Whoever waits for its place's turn takes no room from another place.
      this.#slots.give();
      if (why !== undefined) return why;
      await clock.sleep(wait, stop).catch(() => undefined);
    }
  }

  #whyNot(placement: Placement): string | undefined {
    if (this.#options.stop.aborted) return "stopped before it began";
    const paused = this.#gate.pausedBy(placement);
    const { subscription, region } = placement;
    return paused
      ? `three teams failed for ${paused} in ${region} of subscription ${subscription}: no more are started there`
      : this.#halted;
  }

  async #once(job: TeamJob, attempt: number, onStanding: (() => void) | undefined): Promise<TeamResult> {
    const { start, tell, cancel } = this.#options;
    const standing = onStanding && new Standing(onStanding);
    const running = start(job, (news) => {
      if (this.#options.canary === "started") standing?.hear(news);
      if (news.is !== "result") tell(job.team, news);
    });
    this.#running.add(running);
    tell(job.team, { is: "started", pid: running.pid, attempt });
    if (cancel.aborted) running.cancel();
    const result = await running.result;
    this.#running.delete(running);
    // Before the next team takes the room.
    this.#note(job, result);
    this.#slots.give();
    return result;
  }

  /** What one team's failure means for the others of its place. */
  #note({ placement, team }: TeamJob, result: TeamResult): void {
    const { kind } = result;
    if (kind === "throttled") this.#gate.throttled(placement, askedBy(result));
    else if (kind !== undefined && kinds[kind].meetsAll) this.#gate.failed(placement, team, kind);
  }

  /** @returns the seconds until the next attempt; undefined: there is none. */
  #pauseAfter(result: TeamResult, attempt: number): number | undefined {
    const { outcome, kind } = result;
    if (outcome !== "failed" || kind === undefined) return undefined;
    const pause = kinds[kind].pauses[attempt - 1];
    return pause === undefined || this.#options.stop.aborted ? undefined : Math.max(pause, askedBy(result));
  }
}

/** @returns how long Azure asks to wait, in seconds. */
function askedBy({ failures }: TeamResult): number {
  return Math.max(0, ...failures.map(({ text }) => askedPause(text)));
}

function heldBack({ team }: TeamJob, why: string, attempts: number, seconds: number): TeamOutcome {
  const failures: TeamFailure[] = [{ resource: undefined, text: why }];
  return {
    team,
    outcome: "held back",
    changed: 0,
    failures,
    kind: undefined,
    step: undefined,
    attempts,
    seconds,
  };
}

/** Tells when a team's role assignment is done, and something in its workspace. */
class Standing {
  #mayAssign = false;
  #entered = false;
  readonly #onStanding: () => void;

  constructor(onStanding: () => void) {
    this.#onStanding = onStanding;
  }

  hear(news: TeamNews): void {
    if (news.is !== "resource" || news.state !== "done") return;
    this.#mayAssign ||= news.type === "azure-native:authorization:RoleAssignment";
    this.#entered ||= news.type.startsWith("databricks:");
    if (this.#mayAssign && this.#entered) this.#onStanding();
  }
}
