/** Seconds that the operations on one type take. */
export interface Duration {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** By type token; a type that is not in it takes no time. */
export type Durations = Readonly<Record<string, Duration>>;

export const azureDurations: Durations = {};
