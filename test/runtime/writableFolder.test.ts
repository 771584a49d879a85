import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writableFolder } from "../../runtime/writableFolder";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "writable-"))));
afterEach(() => rm(folder, { recursive: true }));

it("a folder that cannot be written is refused, naming it and the way out", async () => {
  await writeFile(join(folder, "file"), "");
  const inside = join(folder, "file", "challenges");
  await expect(writableFolder(inside)).rejects.toThrow(
    `Everything that runs here lies in ${inside}, where you cannot write (ENOTDIR). ` +
      "Clone the repository to a folder of your own, and start there.",
  );
  await expect(writableFolder(join(folder, "new", "challenges"))).resolves.toBeUndefined();
});
