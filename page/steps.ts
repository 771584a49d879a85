import { steps, type Step } from "../program/steps";

/** How far something is. */
export type StepProgressState = "pending" | "creating" | "created" | "failed";

/** One resource, of whatever step. */
export interface StepResource {
  /** Pulumi type token, e.g. `azure-native:eventhub:EventHub`. */
  readonly type: string;
  readonly name: string;
  readonly state: StepProgressState;
  /** Why it failed, or what else there is to say. */
  readonly message?: string;
  /** A job that is there but does not run. @default false */
  readonly paused?: boolean;
}

/** One of the challenge's six steps. */
export interface StepProgress {
  readonly number: Step;
  readonly title: string;
  readonly state: StepProgressState;
  readonly resources: readonly StepResource[];
  /** Why the step is not complete; absent where there is nothing to say. */
  readonly message?: string;
}

/** Tells how far a team is, now and whenever that changes. */
export interface StepsSource {
  current(): readonly StepProgress[];
  /** @returns call it to hear no more. */
  subscribe(listener: () => void): () => void;
}

/** The first rule that fits a type token and a name decides; what fits none belongs to no step. */
const rules: readonly (readonly [step: Step, type: RegExp, name?: RegExp])[] = [
  [4, /:eventhub:EventHubAuthorizationRule$/, /listen/i],
  [2, /:eventhub:EventHubAuthorizationRule$/],
  [1, /^azure-native:(eventhub|resources|consumption):/],
  [3, /^azure-native:storage:/],
  [5, /^azure-native:containerinstance:/],
  [4, /^azure-native:/],
  [6, /^databricks:.*:(Job|SqlEndpoint|Dashboard)$/],
  [4, /^databricks:/],
];

function stepOf({ type, name }: StepResource): Step | undefined {
  return rules.find(([, types, names]) => types.test(type) && (names?.test(name) ?? true))?.[0];
}

function stateOf(resources: readonly StepResource[]): StepProgressState {
  const states = new Set(resources.map(({ state }) => state));
  if (states.has("failed")) return "failed";
  if (states.has("creating") || (states.has("created") && states.has("pending"))) return "creating";
  return states.has("created") ? "created" : "pending";
}

/**
 * Sorts resources into the challenge's six steps.
 *
 * @param resources those that exist, are being created, failed, or are still to come; components, providers and
 * stacks among them are left out.
 */
export function stepsOf(resources: readonly StepResource[]): StepProgress[] {
  return steps.map(({ number, name }) => {
    const own = resources.filter((resource) => stepOf(resource) === number);
    const step = { number, title: name, resources: own };
    const failed = own.find(({ state }) => state === "failed");
    if (failed) return { ...step, state: "failed", message: failed.message ?? `${failed.name} failed` };
    const paused = own.find((resource) => resource.paused);
    if (paused) return { ...step, state: "pending", message: `${paused.name} is created, but paused` };
    return { ...step, state: stateOf(own) };
  });
}
