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
  { number: 3, name: "Data lake", adds: "the storage account for the Delta tables" },
  { number: 4, name: "Workspace", adds: "workspace, catalog, notebooks and the streaming job, paused" },
  { number: 5, name: "Click generator", adds: "the generator, running" },
  { number: 6, name: "Stream", adds: "the job, running, and the dashboard" },
] as const;

/** Number of a step: how far a challenge is set up, the steps before included. */
export type Step = (typeof steps)[number]["number"];

/** The whole challenge. */
export const lastStep = Math.max(...steps.map(({ number }) => number)) as Step;
