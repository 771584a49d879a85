import type { GeneratorSettings } from "./settings";

const EVERY_MS = 5_000;

/** What the generator tells on standard output: a line now and then, never a secret. */
export class GeneratorStatus {
  #total = 0;
  #told = 0;
  #toldAt = performance.now();
  #problem: string | undefined;
  readonly #timer = setInterval(() => this.#tell(), EVERY_MS);

  started({ host, eventHub, clicksPerSecond, pattern, seed }: GeneratorSettings): void {
    const rate = clicksPerSecond === Infinity ? "as fast as possible" : `${clicksPerSecond} a second`;
    const shown = pattern === "shop" ? `as in a shop, at most ${rate}` : rate;
    console.log(`Clicks for the hub ${eventHub} of ${host}, ${shown}, seed ${seed}.`);
  }

  connected(): void {
    this.#problem = undefined;
    console.log("Connected.");
  }

  /** Something failed, and is tried again. The same problem is told once. */
  trouble(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    console.log(`${problem}; trying again.`);
  }

  sent(count: number): void {
    this.#total += count;
    this.#problem = undefined;
  }

  ended(): void {
    clearInterval(this.#timer);
    this.#tell();
  }

  #tell(): void {
    const now = performance.now();
    const rate = ((this.#total - this.#told) * 1_000) / (now - this.#toldAt);
    this.#told = this.#total;
    this.#toldAt = now;
    console.log(`${this.#total} clicks sent, ${rate.toFixed(rate < 10 ? 1 : 0)} a second.`);
  }
}
