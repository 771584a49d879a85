import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LinesTail } from "../../../event/journal/syncedLines";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "lines-"))));
afterEach(() => rm(folder, { recursive: true }));

describe("the end of a file of lines", () => {
  it("is read as it grows, each line once and whole, and from the start where the file was begun anew", async () => {
    const file = join(folder, "lines.ndjson");
    const tail = new LinesTail<{ n: number }>(file);
    expect(await tail.read()).toEqual([]);
    await writeFile(file, '{"n":1}\n{"n":2}\n{"n"');
    expect(await tail.read()).toEqual([{ n: 1 }, { n: 2 }]);
    await appendFile(file, ":3}\nno JSON\n");
    expect(await tail.read()).toEqual([{ n: 3 }]);
    expect(await tail.read()).toEqual([]);
    await writeFile(file, '{"n":4}\n');
    expect(await tail.read()).toEqual([{ n: 4 }]);
  });
});
