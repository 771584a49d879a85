import type { Clock } from "../../emulator/core/clock";
import type { EventFile } from "../file/model";
import { applyPlan, type SweepOutcome } from "./applyPlan";
import { lookAround, type SweepSources } from "./look";
import type { Selection, SweepPlan } from "./model";
import { proveGone, type ProofList } from "./proof";
import { removeItem, type RemovalTools } from "./remove";
import type { AllSeen } from "./seen";
import { selectLeftovers } from "./select";

/** What a plan came to. */
export interface SweepResult {
  readonly outcomes: readonly SweepOutcome[];
  readonly proof: readonly ProofList[];
  readonly unlooked: Selection["unlooked"];
}

/** What carries a plan out, and is told of. */
export interface SweepMeans {
  readonly event: EventFile;
  readonly sources: SweepSources;
  readonly removeStack: RemovalTools["removeStack"];
  readonly clock: Clock;
  /** First wait between two looks whether a workspace's group is gone, in milliseconds. */
  readonly pauseMs: number;
  readonly tellOutcome: (outcome: SweepOutcome) => void;
  readonly tellProof: (lists: readonly ProofList[]) => void;
}

/** Looks for what is left over. Nothing is changed. */
export async function planSweep(event: EventFile, sources: SweepSources): Promise<SweepPlan> {
  const { selection } = await look(event, sources);
  const { items, left, unlooked } = selection;
  return { event: event.event, at: sources.now().toISOString(), items, left, unlooked };
}

/** Removes exactly what a plan says, as far as it still is so, and proves that it is gone. */
export async function applySweep(plan: SweepPlan, means: SweepMeans): Promise<SweepResult> {
  const { event, sources } = means;
  let last = await look(event, sources);
  /** Each region's metastore as it was last seen. */
  const metastores = new Map<string, AllSeen["metastores"][number]>();
  const lookAgain = async (): Promise<typeof last> => {
    last = await look(event, sources);
    for (const each of last.seen.metastores)
      if (each.through !== undefined) metastores.set(each.region, each);
    return last;
  };
  const tools: RemovalTools = {
    connect: sources.connect,
    callWorkspace: sources.callWorkspace,
    removeStack: means.removeStack,
    seen: () => last.seen,
    pauseMs: means.pauseMs,
  };
  const outcomes = await applyPlan(plan, {
    look: async () => (await lookAgain()).selection,
    remove: (item) => removeItem(item, tools),
    tell: means.tellOutcome,
  });
  const removed = outcomes.filter(({ outcome }) => ["removed", "gone"].includes(outcome));
  const proof = await proveGone(
    removed.map(({ item }) => item),
    {
      event,
      sources,
      clock: means.clock,
      look: () => look(event, sources),
      before: [...metastores.values()],
      tell: means.tellProof,
    },
  );
  return { outcomes, proof, unlooked: last.selection.unlooked };
}

async function look(
  event: EventFile,
  sources: SweepSources,
): Promise<{ readonly seen: AllSeen; readonly selection: Selection }> {
  const seen = await lookAround(event, sources);
  const today = sources.now().toISOString().slice(0, 10);
  return { seen, selection: selectLeftovers(seen, event, today) };
}
