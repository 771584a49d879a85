import { randomInt } from "node:crypto";

/** Objects of a workspace, jobs and their like are numbered with 15 digits. */
export function objectNumber(): number {
  return randomInt(100_000_000_000_000, 281_474_976_710_655);
}
