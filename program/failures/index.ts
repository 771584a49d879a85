import { azureFailures } from "./azure";
import { databricksFailures } from "./databricks";
import { engineFailures, HALF_MADE } from "./engine";
import type { Failure } from "./failure";
import { kinds, type FailureKind } from "./kinds";

export type { Failure } from "./failure";
export { askedPause, kinds, type FailureKind, type KindRule } from "./kinds";
export { symptoms, type Symptom } from "./symptoms";

/**
 * Pauses before each new attempt, in seconds: 165 s in all. Azure's and Databricks' answers agree with each
 * other 3 to 15 s after a change as a rule, and a new workspace's API answers within two minutes.
 */
export const pauses: readonly number[] = [3, 6, 12, 24, 30, 45, 45];

/**
 * Every failure that is known. The program decides by it what it tries again and what it advises, and the coach's guide
 * shows it (`npm run docs`). The first whose text an error contains is the one.
 */
export const failures: readonly Failure[] = [...databricksFailures, ...azureFailures, ...engineFailures];

/** @returns whether an error is told with the id of what was created, so that the next `pulumi up` goes on. */
export const isHalfMade = (message: string): boolean => HALF_MADE.test(message);

/** @returns what is known of an error with this text. */
export function failureOf(message: string): Failure | undefined {
  return failures.find(({ says }) => says.test(message));
}

/** @returns the pauses before each new attempt at what fails so; none where another attempt is no use. */
export function pausesAfter({ passes, attempts }: Failure): readonly number[] {
  return passes ? pauses.slice(0, attempts) : [];
}

/**
 * @returns the pauses before each new attempt at an operation with this error; none where it does not pass by itself, or
 *   may not be tried again.
 */
export function pausesFor(message: string): readonly number[] {
  const found = failureOf(message);
  return found === undefined || isHalfMade(message) ? [] : pausesAfter(found);
}

/**
 * @param messages the errors of one command.
 * @returns the kind of the one that another attempt helps least against.
 */
export function kindOf(messages: readonly string[]): FailureKind {
  const found = messages.map((message) => failureOf(message)?.kind ?? "unknown");
  const lasting = found.find((kind) => kind !== "unknown" && kinds[kind].pauses.length === 0);
  return lasting ?? found.find((kind) => kind === "unknown") ?? found[0] ?? "unknown";
}
