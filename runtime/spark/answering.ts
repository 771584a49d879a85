import { setTimeout as sleep } from "node:timers/promises";

/** Where the process that answers now is, and the secret of this run of it. */
export interface Answering {
  readonly url: string;
  readonly token: string;
}

/** A run that broke off an answer is most likely ending; one that is still there after that goes on. */
const ENDING_MS = 3_000;
const RETRY_MS = 100;

/** The runs of the process that answers, one after the other. A run that has just broken off an answer is given no question. */
export class Runs {
  readonly #running: () => Promise<Answering>;
  #broken = { token: "", until: 0 };

  /** @param running the run there is; may take its time, and rejects where there will be none */
  constructor(running: () => Promise<Answering>) {
    this.#running = running;
  }

  async current(): Promise<Answering> {
    for (;;) {
      const run = await this.#running();
      if (run.token !== this.#broken.token || performance.now() > this.#broken.until) return run;
      await sleep(RETRY_MS);
    }
  }

  brokeOff({ token }: Answering): void {
    this.#broken = { token, until: performance.now() + ENDING_MS };
  }
}
