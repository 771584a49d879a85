/** Seconds that the operations on one type take. */
export interface Duration {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** By type token; a type that is not in it takes no time. */
export type Durations = Readonly<Record<string, Duration>>;

/** @returns how long creating, updating and removing take, in seconds. */
export function seconds(create: number, update: number, remove: number): Duration {
  return { create, update, delete: remove };
}

/** One call of the Databricks API with what its provider reads back: no published figures, estimated. */
export const databricksCall = seconds(2, 2, 2);
