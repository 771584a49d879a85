import { Random } from "../generator/random";

/** True in `npm run test:long`, which tries everything; else a sample of it, drawn from a fixed seed. */
export const longRun = process.env["LONG"] === "1";

/** Seed of what is random in these tests; `SEED=…` runs another sample, or a failed one again. */
export const testSeed = Number(process.env["SEED"] ?? 20261124);

/** All of them in the long run, else `size` of them. */
export function sample<T>(all: readonly T[], size: number, seed = testSeed): T[] {
  if (longRun) return [...all];
  const random = new Random(seed);
  return all
    .map((item) => ({ item, order: random.integer(0, 2 ** 32 - 1) }))
    .sort((one, other) => one.order - other.order)
    .slice(0, size)
    .map(({ item }) => item);
}
