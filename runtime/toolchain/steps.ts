import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CachedFolder } from "./cachedFolder";
import type { ToolchainProgress, ToolchainStep } from "./toolchain";

const titles: Readonly<Record<ToolchainStep, string>> = {
  java: "Java",
  spark: "Python environment with Spark",
  kafkaJars: "Apache Kafka",
  sparkJars: "Delta Lake and Spark's Kafka source",
  extensions: "Event Hubs' authentication, compiled",
  classes: "Spark's classes, loaded once",
};
const RUNNING_EVERY_MS = 1_000;

/** Carries out the steps and reports the progress of each. */
export class Steps {
  readonly #onProgress: (event: ToolchainProgress) => void;

  constructor(onProgress: (event: ToolchainProgress) => void = () => undefined) {
    this.#onProgress = onProgress;
  }

  /**
   * Runs one step.
   *
   * @param work does it; it is given a function to call with the folder that grows meanwhile
   * @returns what `work` returns, whose `detail`, if any, is reported
   */
  async run<T extends { readonly detail?: string }>(
    step: ToolchainStep,
    work: (grows: (folder: string) => void) => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    const report = (state: ToolchainProgress["state"], detail?: string) =>
      this.#onProgress({
        step,
        title: titles[step],
        state,
        seconds: (performance.now() - began) / 1_000,
        ...(detail === undefined ? {} : { detail }),
      });
    let timer: NodeJS.Timeout | undefined;
    report("started");
    try {
      const result = await work((folder) => {
        timer = setInterval(() => {
          void sizeOf(folder).then((bytes) => {
            if (timer !== undefined) report("running", `${Math.round(bytes / 1e6)} MB`);
          });
        }, RUNNING_EVERY_MS);
      });
      report("finished", result.detail);
      return result;
    } catch (error) {
      report("failed", error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      clearInterval(timer);
      timer = undefined;
    }
  }

  /** Fills a folder, or skips that where it is present. @param shown what to say of a folder that was filled */
  async folder(
    step: ToolchainStep,
    folder: CachedFolder,
    before: Promise<unknown>,
    build: (folder: string) => Promise<void>,
    shown: (folder: string) => { readonly detail?: string } = () => ({}),
  ): Promise<string> {
    if (folder.present) {
      this.skip(step);
      return folder.path;
    }
    await before;
    await this.run(step, async (grows) => {
      await folder.make((partial) => {
        grows(partial);
        return build(partial);
      });
      return shown(folder.path);
    });
    return folder.path;
  }

  skip(step: ToolchainStep): void {
    this.#onProgress({ step, title: titles[step], state: "skipped", seconds: 0 });
  }

  skipAll(): void {
    for (const step of Object.keys(titles) as ToolchainStep[]) this.skip(step);
  }
}

/** In bytes; a file that vanishes meanwhile counts as empty. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(folder, entry)).then(
        (stats) => (stats.isFile() ? stats.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
