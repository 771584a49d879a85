import type { TeamTask } from "../observed/observed";
import type { SeenState } from "./lights";
import { TaskSigns } from "./statements";
import type { TeamResources } from "./teamResources";
import type { Traffic } from "./traffic";

/** What is known of one team's cloud. */
export interface TeamSeen {
  readonly resources: TeamResources | undefined;
  readonly traffic: Traffic | undefined;
  /** That the hub has taken in since the event began. */
  readonly clicks: number | undefined;
  readonly container: SeenState | undefined;
  readonly run: SeenState | undefined;
  readonly tasks: readonly TeamTask[];
}

/** What is asked of one team at a time. */
export type LookedThing = "container" | "run" | "history";

/** What is kept of a team from round to round: as much after a day as after a minute. */
export class TeamMemory implements TeamSeen {
  resources: TeamResources | undefined;
  traffic: Traffic | undefined;
  clicks: number | undefined;
  container: SeenState | undefined;
  run: SeenState | undefined;
  /** Id of its job. */
  job: string | undefined;
  readonly signs = new TaskSigns();
  /** From when on each may be asked again, ms since the epoch; what was never asked is due since for ever. */
  readonly due: Record<LookedThing, number> = { container: 0, run: 0, history: 0 };
  /** From when on the history is asked, when that began, and where an answer said that it goes on. */
  readonly history: { since: number; begun: number; next: string | undefined };

  /** @param since from when on the history is asked, ms since the epoch. */
  constructor(since: number) {
    this.history = { since, begun: since, next: undefined };
  }

  get tasks(): readonly TeamTask[] {
    return this.signs.done;
  }
}
