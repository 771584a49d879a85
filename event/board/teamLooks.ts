import type { LookedThing, TeamMemory } from "./memory";
import { NO_RUN } from "./lights";
import type { BoardSources } from "./sources";
import type { TeamResources } from "./teamResources";
import { activeRun, asking, historyOf, jobNamed } from "./workspace";

/** One look at something of one team. */
export interface TeamLook {
  readonly sources: BoardSources;
  readonly memory: TeamMemory;
  readonly resources: TeamResources;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** How a thing is looked at, team by team. */
export interface LookRule {
  /** The step from which on a team has it. */
  readonly fromStep: number;
  /** Most teams of one round. */
  readonly most: number;
  /** Least time between two looks at a team, ms. */
  readonly every: number;
  /** Most requests of one look. */
  readonly requests: number;
  /** Whether a team goes before the others. */
  isUrgent(memory: TeamMemory): boolean;
  /** @returns why it is not known; undefined where it is. */
  look(at: TeamLook): Promise<string | undefined>;
}

const CONTAINER_GROUPS = "2023-05-01";
/** A statement may have run for that long before the history calls it finished, ms. */
const OVERLAP_MS = 10 * 60_000;

/** All together they leave room for what is asked for all teams at once. */
export const lookRules: Readonly<Record<LookedThing, LookRule>> = {
  container: {
    fromStep: 5,
    most: 14,
    every: 15_000,
    requests: 1,
    isUrgent: ({ traffic }) => (traffic?.incoming ?? 0) === 0,
    look: lookAtContainer,
  },
  run: {
    fromStep: 6,
    most: 10,
    every: 15_000,
    requests: 2,
    isUrgent: ({ traffic, run }) => (traffic?.outgoing ?? 0) === 0 || run?.state === NO_RUN,
    look: lookAtRun,
  },
  history: {
    fromStep: 4,
    most: 10,
    every: 60_000,
    requests: 1,
    isUrgent: ({ history }) => history.next !== undefined,
    look: lookAtHistory,
  },
};

async function lookAtContainer({ sources, memory, resources, now }: TeamLook): Promise<string | undefined> {
  const answer = await sources.arm(resources.subscription).get(resources.containerGroup, CONTAINER_GROUPS);
  if ("unknown" in answer) return answer.unknown;
  const { instanceView } = (answer.value["properties"] ?? {}) as { instanceView?: { state?: unknown } };
  if (typeof instanceView?.state !== "string") return "an answer without an instance view";
  memory.container = { at: now, state: instanceView.state };
  return undefined;
}

async function lookAtRun({ sources, memory, resources, now, signal }: TeamLook): Promise<string | undefined> {
  if (resources.workspaceUrl === undefined) return "its workspace is not listed";
  const ask = asking(sources, resources.workspaceUrl, signal);
  if (memory.job === undefined) {
    const found = await jobNamed(ask, resources.job);
    if ("unknown" in found) return found.unknown;
    if (found.value === undefined) return `no job is called ${resources.job}`;
    memory.job = found.value;
  }
  const told = await activeRun(ask, memory.job);
  if ("value" in told) memory.run = { at: now, state: told.value };
  // A job that was made anew has another id.
  else memory.job = undefined;
  return "unknown" in told ? told.unknown : undefined;
}

async function lookAtHistory({
  sources,
  memory,
  resources,
  now,
  signal,
}: TeamLook): Promise<string | undefined> {
  if (resources.workspaceUrl === undefined) return "its workspace is not listed";
  const { history, signs } = memory;
  if (history.next === undefined) history.begun = now;
  const ask = asking(sources, resources.workspaceUrl, signal);
  const page = await historyOf(ask, history.since, history.next);
  if ("unknown" in page) return page.unknown;
  signs.hear(page.value.statements);
  history.next = page.value.next;
  if (history.next === undefined) history.since = Math.max(history.since, history.begun - OVERLAP_MS);
  return undefined;
}
