/** True in `npm run test:long`, which tries everything; else a sample of it, drawn from a fixed seed. */
export const longRun = process.env["LONG"] === "1";

/** Seed of what is random in these tests; `SEED=…` runs another sample, or a failed one again. */
export const testSeed = Number(process.env["SEED"] ?? 20261124);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** All of them in the long run, else `size` of them. */
export function sample<T>(all: readonly T[], size: number, seed = testSeed): T[] {
  if (longRun) return [...all];
  const next = random(seed);
  return all
    .map((item) => ({ item, order: next() }))
    .sort((one, other) => one.order - other.order)
    .slice(0, size)
    .map(({ item }) => item);
}
