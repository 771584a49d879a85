import { cpSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { longRun } from "../long";
import type { SparkWorkspace } from "../sparkWorkspace";
import { clicks, filesIn, tally, TALLY } from "./ingestCases";

/** A run of the few events here takes seconds, of a busy machine half a minute; one that hangs never ends. */
const RUN_LIMIT_MS = 120_000;

const numbered = (folder: string) => filesIn(folder, /^\d+$/);

/** What can get lost of a stream's folder, beside all of it. */
const remove = {
  folder: (stream: string) => rmSync(stream, { recursive: true }),
  metadata: (stream: string) => rmSync(join(stream, "metadata")),
  offsets: (stream: string) => rmSync(join(stream, "offsets"), { recursive: true }),
  commits: (stream: string) => rmSync(join(stream, "commits"), { recursive: true }),
  sources: (stream: string) => rmSync(join(stream, "sources"), { recursive: true }),
  "newest offsets": (stream: string) => rmSync(numbered(join(stream, "offsets")).at(-1) ?? ""),
  "newest offsets and commits": (stream: string) => {
    for (const log of ["offsets", "commits"])
      for (const file of numbered(join(stream, log)).slice(-2)) rmSync(file);
  },
  "offsets but the newest": (stream: string) => {
    for (const file of numbered(join(stream, "offsets")).slice(0, -1)) rmSync(file);
  },
} satisfies Record<string, (stream: string) => void>;

export function checkpointCases(open: () => SparkWorkspace): void {
  /** @throws when the run hangs, after ending it */
  const ingest = async (schema: string, clicksPerBatch: number) => {
    const { driver } = open();
    const parameters = { ...open().parameters(schema), max_clicks_per_batch: String(clicksPerBatch) };
    await driver.startJob("run", { notebookPath: "/ingest.py", parameters, continuous: false });
    const end = Date.now() + RUN_LIMIT_MS;
    for (;;) {
      const state = await driver.jobState("run");
      const over = Date.now() > end;
      if (state?.state === "TERMINATED" || over) await driver.cancelJob("run");
      if (over) throw new Error(`The run has not ended after ${RUN_LIMIT_MS / 1000} s.`);
      if (state?.state === "TERMINATED") return state.error;
      await sleep(200);
    }
  };

  describe("nothing is lost and nothing counted twice", () => {
    let hub = 0;
    beforeEach(async () => {
      await open().driver.createSchema(`hub${++hub}`);
      await open().newHub(2);
    });
    const schema = () => `hub${hub}`;

    // With all that is new in one batch, and with as many in each batch as before.
    const losses = (Object.keys(remove) as (keyof typeof remove)[]).flatMap((loss) =>
      [5000, 200].map((clicksPerBatch) => [loss, clicksPerBatch] as const),
    );
    // Those that Spark itself does not notice; each of the others takes as long.
    const silent = losses.filter(
      ([loss, clicksPerBatch]) =>
        loss === "folder" || (loss === "newest offsets and commits" && clicksPerBatch === 200),
    );
    it.each(longRun ? losses : silent)(
      "without the stream's %s, in batches of %d",
      async (loss, clicksPerBatch) => {
        await open().send(clicks(0, 600, 2));
        expect(await ingest(schema(), 200)).toBeNull();
        expect(await open().ask(TALLY, schema())).toEqual(tally(600));
        remove[loss](open().stream(schema()));
        await open().send(clicks(600, 1000, 2));
        expect(await ingest(schema(), clicksPerBatch)).toBeNull();
        expect(await open().ask(TALLY, schema())).toEqual(tally(1000));
        // What goes on from there is a checkpoint like any other.
        await open().send(clicks(1000, 1200, 2));
        expect(await ingest(schema(), 200)).toBeNull();
        expect(await open().ask(TALLY, schema())).toEqual(tally(1200));
      },
    );

    it("with the stream's folder as it was some batches ago", async () => {
      await open().send(clicks(0, 400, 2));
      expect(await ingest(schema(), 200)).toBeNull();
      const stream = open().stream(schema());
      const copy = join(open().folder, "copies", basename(stream));
      cpSync(stream, copy, { recursive: true });
      await open().send(clicks(400, 1000, 2));
      expect(await ingest(schema(), 100)).toBeNull();
      rmSync(stream, { recursive: true });
      cpSync(copy, stream, { recursive: true });
      await open().send(clicks(1000, 1200, 2));
      expect(await ingest(schema(), 600)).toBeNull();
      expect(await open().ask(TALLY, schema())).toEqual(tally(1200));
    });

    it.each(["before", "after"])(
      "when the first run was killed %s the stream's folder was created",
      async (when) => {
        expect(await ingest(schema(), 200)).toBeNull();
        const stream = open().stream(schema());
        expect(readdirSync(stream)).toContain("metadata");
        if (when === "before") rmSync(stream, { recursive: true });
        await open().send(clicks(0, 600, 2));
        expect(await ingest(schema(), 200)).toBeNull();
        expect(await open().ask(TALLY, schema())).toEqual(tally(600));
      },
    );
  });
}
