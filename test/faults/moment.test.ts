import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { momentOf, type StreamFolders } from "../../faults/moment";
import type { CommitPoint } from "../../faults/schedule";

describe("the moment of a batch", () => {
  let root: string;
  let folders: StreamFolders;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "moment-"));
    folders = {
      checkpoint: join(root, "checkpoint"),
      clicks: join(root, "clicks"),
      clicksPerProduct: join(root, "counts"),
    };
    await mkdir(join(folders.checkpoint, "ingest", "offsets"), { recursive: true });
    await mkdir(join(folders.checkpoint, "ingest", "commits"));
    await mkdir(join(folders.clicks, "_delta_log"), { recursive: true });
    await mkdir(join(folders.clicksPerProduct, "_delta_log"), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** As Spark and Delta do it: written under another name, then renamed. */
  async function appears(...path: string[]): Promise<void> {
    const file = join(root, ...path);
    await writeFile(`${file}.tmp`, "");
    await rename(`${file}.tmp`, file);
  }

  it.each<[CommitPoint, string[]]>([
    ["offsets planned", ["checkpoint", "ingest", "offsets", "7"]],
    ["data written", ["clicks", "part-00000-0a.c000.snappy.parquet"]],
    ["clicks committed", ["clicks", "_delta_log", "00000000000000000007.json"]],
    ["counts committed", ["counts", "_delta_log", "00000000000000000007.json"]],
    ["batch committed", ["checkpoint", "ingest", "commits", "7"]],
  ])("%s is when %j appears, and no other file", async (point, path) => {
    let come = false;
    const moment = momentOf(point, folders, 10_000).then((there) => (come = there));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await appears(...path.slice(0, -1), ".7.crc");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(come).toBe(false);
    await appears(...path);
    await moment;
    expect(come).toBe(true);
  });

  it("is given up where no batch comes, and any time is now", async () => {
    expect(await momentOf("clicks committed", folders, 20)).toBe(false);
    expect(await momentOf("any time", folders, 0)).toBe(true);
    await rm(root, { recursive: true });
    expect(await momentOf("offsets planned", folders, 20)).toBe(false);
  });

  it("of a table that does not exist yet is waited for, too", async () => {
    await rm(folders.clicks, { recursive: true });
    const moment = momentOf("clicks committed", folders, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await mkdir(join(folders.clicks, "_delta_log"), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await appears("clicks", "_delta_log", "00000000000000000000.json");
    expect(await moment).toBe(true);
  });
});
