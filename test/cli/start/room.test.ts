import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { roomAt, tooLittle } from "../../../cli/start/room";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "room-"))));
afterEach(() => rm(folder, { recursive: true }));

it("enough memory and disk are not worth a word", () => {
  expect(tooLittle({ memory: 2.6, disk: 0.5 })).toEqual([]);
});

it("too little is said before anything is made, with what is there and what it takes", () => {
  expect(tooLittle({ memory: 1.24, disk: 0.2 })).toEqual([
    "only 1.2 GB of memory are free, and a challenge takes 2.6 GB: close something, or it becomes slow or is ended by the system",
    "only 0.2 GB of disk are free, and a challenge takes 0.5 GB: free some, or the stream stops",
  ]);
});

it("a machine's room is that of the folder's disk and of the memory that may be used", async () => {
  const { memory, disk } = await roomAt(folder);
  expect(memory).toBeGreaterThan(0);
  expect(memory).toBeLessThanOrEqual(totalmem() / 1e9);
  expect(disk).toBeGreaterThan(0);
});
