import type { OffsetRange } from "../clients/hubOffsets";
import { watch, type FSWatcher } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMissing } from "../runtime/missing";
import { streamCheckpoint } from "./checkpoint";
import { COMMIT_FILE } from "../testbed/deltaLog";
import type { TestPipeline } from "../testbed/testPipeline";
import type { Testbed } from "../testbed/testbed";

/** A click, when it entered the hub and when it counted. Milliseconds since the epoch. */
export interface Counted {
  readonly enqueued: number;
  readonly at: number;
}

/** A commit of `clicks_per_product`, and how far the hub had been read for it. */
interface Commit {
  readonly at: number;
  /** End offset by partition. */
  readonly ends: ReadonlyMap<number, number>;
}

/** The batch of a commit, by the mark that the notebook leaves in it; undefined for table maintenance. */
function batchOf(log: string): number | undefined {
  for (const line of log.split("\n")) {
    if (!line.includes('"userMetadata"')) continue;
    const { commitInfo } = JSON.parse(line) as { commitInfo: { userMetadata: string } };
    return (JSON.parse(commitInfo.userMetadata) as { batch?: number }).batch;
  }
  return undefined;
}

/** End offsets of a batch, from Spark's own offset log: version, metadata, then one line of JSON a source. */
function endsOf(offsetLog: string, hub: string): Map<number, number> {
  const line = offsetLog.trim().split("\n").at(-1) ?? "{}";
  const byHub = JSON.parse(line) as Record<string, Record<string, number>>;
  return new Map(Object.entries(byHub[hub] ?? {}).map(([partition, end]) => [Number(partition), end]));
}

/** Records when which clicks are counted, from the files that Delta and Spark write, without a query. */
export class CommitClock {
  readonly #commits: Commit[] = [];
  readonly #reading: Promise<void>[] = [];

  /** Spark's own; found when there is one. */
  #checkpoint: Promise<string> | undefined;

  readonly #pipeline: TestPipeline;
  readonly #watcher: FSWatcher;

  private constructor(pipeline: TestPipeline, watcher: FSWatcher) {
    this.#pipeline = pipeline;
    this.#watcher = watcher;
  }

  /**
   * Waits for the stream's first commit and begins with the next one.
   *
   * @throws Error where there is none within ten minutes.
   */
  static async start(stack: Testbed, pipeline: TestPipeline): Promise<CommitClock> {
    const log = join(stack.warehouse, `${pipeline.name}.db`, "clicks_per_product", "_delta_log");
    const limit = Date.now() + 600_000;
    // The first commit creates the table, the second one is the first batch's.
    while (!(await readdir(log).catch((): string[] => [])).includes("00000000000000000001.json")) {
      if (Date.now() > limit) throw new Error("after ten minutes the stream has not counted a click");
      await sleep(100);
    }
    const watcher = watch(log);
    const clock = new CommitClock(pipeline, watcher);
    watcher.on("change", (_event, name) => {
      const file = String(name);
      if (COMMIT_FILE.test(file)) clock.#reading.push(clock.#note(join(log, file)));
    });
    return clock;
  }

  /**
   * Waits until everything that the hub holds now is counted: clicks that are left out would be the slowest ones.
   *
   * @throws Error where that takes longer than two minutes.
   */
  async caughtUp(): Promise<void> {
    const { offsets } = await this.#pipeline.expectedFromHub();
    const until = Date.now() + 120_000;
    const behind = ([partition, ranges]: [number, readonly OffsetRange[]]): boolean =>
      this.#commits.every(({ ends }) => (ends.get(partition) ?? 0) < (ranges.at(-1)?.end ?? 0));
    while ([...offsets].some(behind)) {
      if (Date.now() > until)
        throw new Error("after two minutes the stream has not counted what the hub holds");
      await sleep(100);
    }
  }

  /**
   * Ends, and asks when the clicks that entered the hub in a time counted.
   *
   * @param every one of so many clicks is looked at.
   */
  async stop(range: { from: number; until: number; every: number }): Promise<Counted[]> {
    this.#watcher.close();
    await Promise.all(this.#reading);
    const commits = [...this.#commits].sort((a, b) => a.at - b.at);
    const { rows } = await this.#pipeline.client.query(
      `SELECT partition, offset, unix_millis(enqueued_time) FROM clicks WHERE offset % ${range.every} = 0 ` +
        `AND unix_millis(enqueued_time) >= ${range.from} AND unix_millis(enqueued_time) < ${range.until}`,
    );
    return rows.flatMap(([partition, offset, enqueued]) => {
      const at = firstWith(commits, Number(partition), Number(offset));
      return at === undefined ? [] : [{ enqueued: Number(enqueued), at }];
    });
  }

  async #note(file: string): Promise<void> {
    const found = await Promise.all([stat(file), readFile(file, "utf8")]).catch((error: unknown) => {
      // Delta has removed it, which is a change of the folder too.
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (found === undefined) return;
    const [{ mtimeMs }, log] = found;
    const batch = batchOf(log);
    if (batch === undefined) return;
    this.#checkpoint ??= streamCheckpoint(this.#pipeline.checkpointPath);
    const offsets = await readFile(join(await this.#checkpoint, "offsets", String(batch)), "utf8");
    this.#commits.push({ at: mtimeMs, ends: endsOf(offsets, this.#pipeline.name) });
  }
}

/** When the first commit was that has an offset; commits are in order, so the search may halve them. */
function firstWith(commits: readonly Commit[], partition: number, offset: number): number | undefined {
  let [low, high] = [0, commits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commits[middle]?.ends.get(partition) ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return commits[low]?.at;
}
