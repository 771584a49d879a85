/**
 * The challenge's six steps, in the order of its guide: what a stack of `throughStep: N` has is what the first N
 * steps add. Everything that names a step takes it from here, or is checked against it.
 */
export const steps = [
  { number: 1, name: "Event hub", adds: "the Event Hubs namespace with the hub `test`" },
  {
    number: 2,
    name: "Click source",
    adds: "a rule that may only send, and the command that starts the generator by hand",
  },
  {
    number: 3,
    name: "Data lake",
    adds: "the storage account for the Delta tables",
    keeps: "the lake with every table in it",
  },
  {
    number: 4,
    name: "Workspace",
    adds: "workspace, catalog, notebooks and the streaming job, paused",
    keeps: "the workspace with the team's notebooks, and the catalog with its tables",
  },
  { number: 5, name: "Click generator", adds: "the generator, running" },
  { number: 6, name: "Stream", adds: "the job, running, and the dashboard" },
] as const;

/** @returns what of a team's own is lost where a challenge is taken back from one step to an earlier one. */
export function lostBetween(from: number, to: number): readonly string[] {
  return steps.flatMap((step) =>
    step.number > to && step.number <= from && "keeps" in step ? [step.keeps] : [],
  );
}

/** Number of a step: how far a challenge is set up, the steps before included. */
export type Step = (typeof steps)[number]["number"];

/** The whole challenge. */
export const lastStep = Math.max(...steps.map(({ number }) => number)) as Step;
