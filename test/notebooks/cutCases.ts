import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "kafkajs";
import { sample } from "../long";
import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { click, filesIn } from "./ingestCases";

/** The notebook, one batch of which ends after so many of its writes. */
const CUT = "/cut.py";
const ERROR = "Here the batch was cut short.";
const PARTITIONS = 2;

/**
 * Batches by what is written when: a large one, which writes its clicks first; one that counts them first; and the first
 * one of a new checkpoint, which leaves out what the tables hold and writes first what was lost. Each has three writes.
 */
const kinds = {
  large: { batch: 1, clicksPerBatch: 1000 },
  small: { batch: 2, clicksPerBatch: 20 },
  "new checkpoint's": { batch: 0, clicksPerBatch: 1000 },
} as const;
const writes = [0, 1, 2, 3];

/** What somebody does before the next run. */
const hands = {
  nothing: () => Promise.resolve(),
  "offsets of the batch deleted": (open: SparkWorkspace, schema: string) => {
    rmSync(filesIn(join(open.stream(schema), "offsets"), /^\d+$/).at(-1) ?? "");
    return Promise.resolve();
  },
  "stream's folder deleted": (open: SparkWorkspace, schema: string) => {
    rmSync(open.stream(schema), { recursive: true });
    return Promise.resolve();
  },
  "checkpoint deleted": (open: SparkWorkspace, schema: string) => {
    rmSync(open.checkpoint(schema), { recursive: true });
    return Promise.resolve();
  },
  "clicks dropped": (open: SparkWorkspace, schema: string) => open.change(schema, "DROP TABLE clicks"),
  "hub re-created": (open: SparkWorkspace) => open.newHub(PARTITIONS),
} satisfies Record<string, (open: SparkWorkspace, schema: string) => Promise<void>>;

const triggers = ["availableNow", "processingTime=0 seconds"];

const cuts = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
  writes.flatMap((written) =>
    (Object.keys(hands) as (keyof typeof hands)[]).flatMap((hand) =>
      triggers.map((trigger) => [kind, written, hand, trigger] as const),
    ),
  ),
);

/** The numbers of all events in the tables, with none left out or taken for another. */
const NUMBERS = `SELECT sessionid FROM clicks UNION ALL
  SELECT CAST(substr(CAST(value AS STRING), 6) AS INT) FROM clicks_rejected WHERE value IS NOT NULL ORDER BY 1`;
/** Products whose count is not that of the clicks. */
const MISCOUNTED = `SELECT productid FROM clicks_per_product AS kept FULL JOIN
  (SELECT productid, category, count(*) AS clicks FROM clicks GROUP BY ALL) AS counted USING (productid, category)
  WHERE kept.clicks IS DISTINCT FROM counted.clicks`;
const LOST = "SELECT partition, reason FROM clicks_rejected WHERE value IS NULL ORDER BY 1";

/** Events numbered from 1 on, every tenth no click. */
const numbered = (from: number, to: number): Message[] =>
  range(from, to).map((number) => ({
    partition: number % PARTITIONS,
    value: number % 10 === 0 ? `none ${number}` : click({ sessionid: number, productid: 1 + (number % 7) }),
  }));
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Ends a batch by an error before the next of its writes, or behind the last. */
const cutCell = `dbutils.widgets.text("cut_batch", "")
dbutils.widgets.text("cut_after", "")
cut_batch, cut_after = int(dbutils.widgets.get("cut_batch")), int(dbutils.widgets.get("cut_after"))
whole_batch, whole_write = BatchWriter.write_batch, BatchWriter.write_once


def cut(writer):
    if (writer.batch_id, writer.written) == (cut_batch, cut_after):
        raise RuntimeError("${ERROR}")


def write_once(writer, rows, name):
    cut(writer)
    whole_write(writer, rows, name)
    writer.written += 1


def write_batch(writer, batch, batch_id):
    writer.written = 0
    whole_batch(writer, batch, batch_id)
    cut(writer)


BatchWriter.write_batch, BatchWriter.write_once = write_batch, write_once`;

export function cutCases(open: () => SparkWorkspace): void {
  describe("each click once, where a batch was cut short between two commits", () => {
    let count = 0;
    const schema = () => `cut${count}`;
    const ask = (question: string) => open().ask(question, schema());
    const numbers = async () => (await ask(NUMBERS)).map(([number]) => Number(number));

    const runUntilCut = async (kind: keyof typeof kinds, written: number) => {
      const { batch, clicksPerBatch } = kinds[kind];
      if (kind === "new checkpoint's") rmSync(open().checkpoint(schema()), { recursive: true });
      const { error } = await open().driver.runNotebook(CUT, {
        ...open().parameters(schema()),
        max_clicks_per_batch: String(clicksPerBatch),
        cut_batch: String(batch),
        cut_after: String(written),
      });
      expect(error).toContain(ERROR);
    };

    const catchUp = async (trigger: string, isDone: () => Promise<boolean>) => {
      const parameters = { ...open().parameters(schema()), trigger };
      if (trigger === "availableNow") {
        expectSuccess(await open().driver.runNotebook("/ingest.py", parameters));
        return;
      }
      await open().driver.startJob("live", { notebookPath: "/ingest.py", parameters, continuous: true });
      try {
        for (const until = Date.now() + 120_000; !(await isDone()) && Date.now() < until;) await sleep(300);
      } finally {
        await open().driver.cancelJob("live");
      }
    };

    beforeEach(async () => {
      await open().importIngestWith(CUT, cutCell);
      await open().driver.createSchema(`cut${++count}`);
      await open().newHub(PARTITIONS);
    });

    it.each(sample(cuts, 3))("a %s batch after %d writes, then %s, then %s", async (...cut) => {
      const [kind, written, hand, trigger] = cut;
      await open().send(numbered(1, 41));
      await open().ingest(open().parameters(schema()));
      await open().send(numbered(41, 81));
      await runUntilCut(kind, written);
      const before = await numbers();
      await hands[hand](open(), schema());
      // A re-created hub grows past the checkpoint.
      const last = hand === "hub re-created" ? 220 : 100;
      await open().send(numbered(81, last + 1));
      const [held, inHub] =
        hand === "hub re-created" ? [before, range(81, last + 1)] : [[], range(1, last + 1)];
      const expected = [...held, ...inHub];
      await catchUp(
        trigger,
        async () =>
          (await numbers().catch(() => [])).length >= expected.length && (await ask(MISCOUNTED)).length === 0,
      );
      expect(await numbers()).toEqual(expected);
      expect(await ask(MISCOUNTED)).toEqual([]);
      const lost = hand === "hub re-created" ? ["0", "1"] : [];
      expect((await ask(LOST)).map(([partition]) => partition)).toEqual(lost);
    });
  });
}
